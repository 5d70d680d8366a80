-- Who works (departments, stations) and on what (categories, limits, crosswalk).

create table core.departments (
    region_code     text not null references core.regions,
    department_code text not null,
    name            text not null,
    name_en         text,
    kind            text not null default 'bureau',
    peer_group      text not null default 'department',
    created_at      timestamptz not null default now(),
    primary key (region_code, department_code)
);
comment on table core.departments is 'Units that can lead or co-handle. The code is the identity.';
comment on column core.departments.region_code is 'Region.';
comment on column core.departments.department_code is 'Code, unique per region.';
comment on column core.departments.name is 'Current name.';
comment on column core.departments.name_en is 'English name, where there is one.';
comment on column core.departments.kind is 'police, justice, procuratorate, market, urban_management, union, township, bureau …';
comment on column core.departments.peer_group is 'Units are ranked only within their peer group.';
comment on column core.departments.created_at is 'When it was first seen here.';

create table core.department_names (
    region_code     text not null references core.regions,
    department_code text not null,
    name            text not null,
    first_seen_at   timestamptz not null default now(),
    primary key (region_code, department_code, name)
);
comment on table core.department_names is 'Every name a department has been seen under.';
comment on column core.department_names.region_code is 'Region.';
comment on column core.department_names.department_code is 'Department.';
comment on column core.department_names.name is 'A name.';
comment on column core.department_names.first_seen_at is 'When this name was first seen.';

create table core.stations (
    region_code    text not null references core.regions,
    station_code   text not null,
    name           text not null,
    name_en        text,
    kind           text not null check (kind in ('station', 'police_post')),
    township_code  text,
    address        text not null,
    speciality     text,
    speciality_en  text,
    lng            double precision not null check (lng between -180 and 180),
    lat            double precision not null check (lat between -90 and 90),
    resident_units text[] not null default '{}',
    on_call_units  text[] not null default '{}',
    primary key (region_code, station_code)
);
comment on table core.stations is 'Joint-service stations (联勤工作站) and police posts.';
comment on column core.stations.region_code is 'Region.';
comment on column core.stations.station_code is 'Code, unique per region.';
comment on column core.stations.name is 'Name shown to people.';
comment on column core.stations.name_en is 'English name, where there is one.';
comment on column core.stations.kind is 'station or police_post.';
comment on column core.stations.township_code is 'Township it lies in, if known.';
comment on column core.stations.address is 'Public address.';
comment on column core.stations.speciality is 'What it is known for (一站一品).';
comment on column core.stations.speciality_en is 'The same in English.';
comment on column core.stations.lng is 'WGS-84 longitude in degrees.';
comment on column core.stations.lat is 'WGS-84 latitude in degrees.';
comment on column core.stations.resident_units is 'Department codes of resident units (X).';
comment on column core.stations.on_call_units is 'Department codes of on-call units (Y).';

create table core.categories (
    region_code   text not null references core.regions,
    category_code text not null,
    parent_code   text,
    name          text not null,
    name_en       text,
    urgency       text not null default 'normal' check (urgency in ('normal', 'urgent')),
    tier          text not null default 'grid' check (tier in ('exact', 'snapped', 'grid', 'count', 'absent')),
    rounding      text not null default 'day' check (rounding in ('none', 'day', 'week')),
    delay_minutes integer not null default 0 check (delay_minutes >= 0),
    tags          text[] not null default '{}',
    primary key (region_code, category_code)
);
comment on table core.categories is 'Kinds of matter.';
comment on column core.categories.region_code is 'Region.';
comment on column core.categories.category_code is 'Code, unique per region.';
comment on column core.categories.parent_code is 'The kind above, if any.';
comment on column core.categories.name is 'Name shown to people.';
comment on column core.categories.name_en is 'English name, where there is one.';
comment on column core.categories.urgency is 'urgent kinds run continuously, others in working time.';
comment on column core.categories.tier is 'How much of a case the public may see.';
comment on column core.categories.rounding is 'How exactly the public is told when a case came in.';
comment on column core.categories.delay_minutes is 'How long after receipt a case may first appear in public.';
comment on column core.categories.tags is 'Free labels for search.';

create table core.stage_limits (
    region_code   text not null references core.regions,
    category_code text not null,
    stage         text not null check (stage in ('sign', 'contact', 'dispose', 'verify', 'call_back')),
    valid_from    timestamptz not null default '-infinity',
    minutes       integer not null check (minutes > 0),
    clock         text not null check (clock in ('working', 'continuous')),
    primary key (region_code, category_code, stage, valid_from)
);
comment on table core.stage_limits is 'Time limits per stage, versioned by date; the newest valid one holds.';
comment on column core.stage_limits.region_code is 'Region.';
comment on column core.stage_limits.category_code is 'Category.';
comment on column core.stage_limits.stage is 'Stage the limit is for.';
comment on column core.stage_limits.valid_from is 'From when it holds.';
comment on column core.stage_limits.minutes is 'Minutes of the clock below.';
comment on column core.stage_limits.clock is 'working or continuous time.';

create table core.source_systems (
    source_code text primary key,
    name        text not null,
    name_en     text not null
);
comment on table core.source_systems is 'The eight source systems. Reference table.';
comment on column core.source_systems.source_code is 'Code.';
comment on column core.source_systems.name is 'Name shown to people.';
comment on column core.source_systems.name_en is 'English name.';

insert into core.source_systems (source_code, name, name_en) values
    ('four_platforms', '四平台', 'Four platforms'),
    ('110', '110', 'Police 110'),
    ('petition', '信访', 'Petitions'),
    ('mediation', '矛调中心', 'Mediation centre'),
    ('12345', '12345 热线', 'Hotline 12345'),
    ('grid_inspection', '网格巡查', 'Grid inspection'),
    ('station', '联勤工作站', 'Joint-service stations'),
    ('public', '公众门户', 'Public portal');

create table core.category_crosswalk (
    region_code     text not null references core.regions,
    source_code     text not null references core.source_systems,
    source_category text not null,
    category_code   text not null,
    primary key (region_code, source_code, source_category)
);
comment on table core.category_crosswalk is 'From a source system''s categories to ours.';
comment on column core.category_crosswalk.region_code is 'Region.';
comment on column core.category_crosswalk.source_code is 'Source system.';
comment on column core.category_crosswalk.source_category is 'Category as the source calls it.';
comment on column core.category_crosswalk.category_code is 'Our category.';
