-- The published projection: all that the public side can read.

create schema published;
comment on schema published is 'What the public may know. Role lianqin_public reads this schema and nothing else.';

create sequence published.version_seq;

create table published.changes (
    version     bigint primary key,
    region_code text not null,
    at          timestamptz not null,
    cases       integer not null,
    bulk        boolean not null
);
comment on table published.changes is 'One row per published batch. Versions become visible in order.';
comment on column published.changes.version is 'Version of the data after the batch.';
comment on column published.changes.region_code is 'Region.';
comment on column published.changes.at is 'When it was published.';
comment on column published.changes.cases is 'How many cases it touched.';
comment on column published.changes.bulk is 'Part of an import.';

create table published.cases (
    region_code       text not null,
    public_code       text not null,
    version           bigint not null,
    withdrawn         boolean not null default false,
    category_code     text not null,
    source_code       text not null,
    state             text not null,
    department_code   text,
    township_code     text,
    community_code    text,
    grid_code         text,
    lng               double precision,
    lat               double precision,
    received_at       timestamptz not null,
    received_rounding text not null,
    clock_started_at  timestamptz,
    original_due_at   timestamptz,
    current_due_at    timestamptz,
    closed_at         timestamptz,
    closed            boolean not null,
    verdict           text,
    suspended         boolean not null,
    public_token      text not null,
    primary key (region_code, public_code)
);
comment on table published.cases is 'Cases of the tiers that are listed, with values the public may see.';
comment on column published.cases.region_code is 'Region.';
comment on column published.cases.public_code is 'Public code without hyphens.';
comment on column published.cases.version is 'Batch that wrote this row.';
comment on column published.cases.withdrawn is 'No longer public; kept so that readers learn of it.';
comment on column published.cases.category_code is 'Category.';
comment on column published.cases.source_code is 'Source system.';
comment on column published.cases.state is 'State.';
comment on column published.cases.department_code is 'Current lead; null = unassigned.';
comment on column published.cases.township_code is 'Township.';
comment on column published.cases.community_code is 'Community.';
comment on column published.cases.grid_code is 'Grid cell.';
comment on column published.cases.lng is 'Published longitude: exact or an anchor, by tier.';
comment on column published.cases.lat is 'Published latitude.';
comment on column published.cases.received_at is 'Receipt, rounded down.';
comment on column published.cases.received_rounding is 'none, day or week.';
comment on column published.cases.clock_started_at is 'When the clock of the current due started.';
comment on column published.cases.original_due_at is 'First promise.';
comment on column published.cases.current_due_at is 'Promise now.';
comment on column published.cases.closed_at is 'When it was closed, if known.';
comment on column published.cases.closed is 'Closed or archived.';
comment on column published.cases.verdict is 'The source''s own verdict.';
comment on column published.cases.suspended is 'Clock paused.';
comment on column published.cases.public_token is 'Token of the public QR code.';
create index published_cases_version on published.cases (region_code, version);
create index published_cases_newest on published.cases (region_code, received_at desc, public_code desc);
create index published_cases_by_grid on published.cases (region_code, grid_code, received_at desc);
create index published_cases_by_department on published.cases (region_code, department_code, received_at desc);
create index published_cases_by_category on published.cases (region_code, category_code, received_at desc);
create unique index published_cases_token on published.cases (region_code, public_token);

create table published.case_units (
    region_code     text not null,
    public_code     text not null,
    position        smallint not null,
    department_code text not null,
    role            text not null,
    assigned_at     timestamptz not null,
    signed_at       timestamptz,
    feedback_at     timestamptz,
    released_at     timestamptz,
    original_due_at timestamptz,
    current_due_at  timestamptz,
    primary key (region_code, public_code, position)
);
comment on table published.case_units is 'Lead and co-handlers of published cases.';
comment on column published.case_units.region_code is 'Region.';
comment on column published.case_units.public_code is 'Case.';
comment on column published.case_units.position is 'Order of assignment.';
comment on column published.case_units.department_code is 'Unit.';
comment on column published.case_units.role is 'lead or co.';
comment on column published.case_units.assigned_at is 'When it was assigned.';
comment on column published.case_units.signed_at is 'When it signed.';
comment on column published.case_units.feedback_at is 'When it fed back.';
comment on column published.case_units.released_at is 'When it was released or returned the case.';
comment on column published.case_units.original_due_at is 'First promise.';
comment on column published.case_units.current_due_at is 'Promise now.';

create table published.case_events (
    region_code     text not null,
    public_code     text not null,
    seq             integer not null,
    version         bigint not null,
    action          text not null,
    at              timestamptz not null,
    from_state      text,
    to_state        text not null,
    department_code text,
    reason          text,
    due_at          timestamptz,
    primary key (region_code, public_code, seq)
);
comment on table published.case_events is 'Timeline of published cases; coded reasons, no names, no free text.';
comment on column published.case_events.region_code is 'Region.';
comment on column published.case_events.public_code is 'Case.';
comment on column published.case_events.seq is 'Number within the case.';
comment on column published.case_events.version is 'Batch that published it.';
comment on column published.case_events.action is 'What was done.';
comment on column published.case_events.at is 'When; the receipt is rounded like the case.';
comment on column published.case_events.from_state is 'State before.';
comment on column published.case_events.to_state is 'State after.';
comment on column published.case_events.department_code is 'Unit concerned.';
comment on column published.case_events.reason is 'Coded reason.';
comment on column published.case_events.due_at is 'Current due after the action, where it moved.';
create index published_events_version on published.case_events (region_code, version);

create table published.tally (
    region_code     text not null,
    tally_key       bigint not null,
    version         bigint not null,
    department_code text,
    received_at     timestamptz not null,
    due_at          timestamptz,
    closed          boolean not null,
    closed_at       timestamptz,
    verdict         text,
    suspended       boolean not null,
    satisfied       boolean,
    primary key (region_code, tally_key)
);
comment on table published.tally is 'What every case of every tier adds to department and region totals: no code, no place, no kind.';
comment on column published.tally.region_code is 'Region.';
comment on column published.tally.tally_key is 'Random key, linked to nothing published.';
comment on column published.tally.version is 'Batch that wrote this row.';
comment on column published.tally.department_code is 'Current lead; null = unassigned.';
comment on column published.tally.received_at is 'Receipt: the cohort it belongs to.';
comment on column published.tally.due_at is 'Current limit, if any.';
comment on column published.tally.closed is 'Closed or archived.';
comment on column published.tally.closed_at is 'When, if known.';
comment on column published.tally.verdict is 'The source''s own verdict.';
comment on column published.tally.suspended is 'Clock paused.';
comment on column published.tally.satisfied is 'Verdict of the call-back, if there is one.';
create index published_tally_version on published.tally (region_code, version);

create view published.regions as
    select region_code, name, name_en, time_zone, locale, scheme, synthetic, outline from core.regions;
create view published.townships as select region_code, township_code, name, name_en from core.townships;
create view published.communities as
    select region_code, community_code, township_code, name, name_en from core.communities;
create view published.grid_cells as
    select region_code, grid_code, valid_from, valid_to, community_code, township_code, name, kind, ring from core.grid_cells;
create view published.departments as
    select region_code, department_code, name, name_en, kind, peer_group from core.departments;
create view published.categories as
    select region_code, category_code, parent_code, name, name_en from core.categories where tier <> 'absent';
create view published.stations as
    select region_code, station_code, name, name_en, kind, township_code, address, speciality, speciality_en, lng, lat,
           resident_units, on_call_units
    from core.stations;
create view published.source_systems as select source_code, name, name_en from core.source_systems;

comment on view published.regions is 'Regions.';
comment on view published.townships is 'Townships.';
comment on view published.communities is 'Communities.';
comment on view published.grid_cells is 'Shapes of grid cells, without their anchors.';
comment on view published.departments is 'Departments.';
comment on view published.categories is 'Categories that may be spoken of in public.';
comment on view published.stations is 'Stations and police posts.';
comment on view published.source_systems is 'Source systems.';

-- The role is made at bootstrap, once per cluster; where it is missing (a bare test database) nothing is granted.
do $$
begin
    if exists (select from pg_roles where rolname = 'lianqin_public') then
        grant usage on schema published to lianqin_public;
        grant select on all tables in schema published to lianqin_public;
    end if;
end $$;
