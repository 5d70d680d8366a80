-- Elements of the grid (网格要素): points of kinds that a region chooses. A kind is for staff until it is marked public.

create table core.element_kinds (
    region_code text not null references core.regions,
    kind_code   text not null,
    name        text not null,
    name_en     text,
    icon        text not null,
    public      boolean not null default false,
    primary key (region_code, kind_code)
);
comment on table core.element_kinds is 'Kinds of elements of the grid.';
comment on column core.element_kinds.region_code is 'Region.';
comment on column core.element_kinds.kind_code is 'Code; the layer in addresses.';
comment on column core.element_kinds.name is 'Chinese name.';
comment on column core.element_kinds.name_en is 'English name, if it has one.';
comment on column core.element_kinds.icon is 'Code of the drawing.';
comment on column core.element_kinds.public is 'Whether its elements are published.';

create table core.elements (
    region_code  text not null references core.regions,
    kind_code    text not null,
    element_code text not null,
    name         text not null,
    address      text,
    notes        text,
    source       text,
    lng          double precision not null check (lng between -180 and 180),
    lat          double precision not null check (lat between -90 and 90),
    since        timestamptz not null,
    retired_at   timestamptz,
    primary key (region_code, kind_code, element_code),
    foreign key (region_code, kind_code) references core.element_kinds
);
comment on table core.elements is 'Elements of the grid: points.';
comment on column core.elements.region_code is 'Region.';
comment on column core.elements.kind_code is 'Kind.';
comment on column core.elements.element_code is 'Code, unique within the kind.';
comment on column core.elements.name is 'Name.';
comment on column core.elements.address is 'Address, if it has one.';
comment on column core.elements.notes is 'Notes for staff. Private.';
comment on column core.elements.source is 'Who says so. Private.';
comment on column core.elements.lng is 'Longitude, degrees, WGS-84.';
comment on column core.elements.lat is 'Latitude, degrees, WGS-84.';
comment on column core.elements.since is 'When it was first recorded.';
comment on column core.elements.retired_at is 'Since when it is out of use; null = in use.';

create table core.element_files (
    region_code text not null references core.regions,
    file_id     uuid not null,
    brought_at  timestamptz not null,
    brought     jsonb not null,
    content     bytea not null,
    primary key (region_code, file_id)
);
comment on table core.element_files is 'Files of elements that were brought in the browser, for a day.';
comment on column core.element_files.region_code is 'Region.';
comment on column core.element_files.file_id is 'Id.';
comment on column core.element_files.brought_at is 'When it was brought.';
comment on column core.element_files.brought is 'What was chosen for it, and what it comes to.';
comment on column core.element_files.content is 'The file; nothing once it was imported.';

insert into core.element_kinds (region_code, kind_code, name, name_en, icon)
select region_code, kind.code, kind.name, kind.name_en, kind.icon
from core.regions
cross join (values ('patrol_point', '巡逻点', 'Patrol points', 'patrol'),
                   ('camera', '视频监控', 'Cameras', 'camera')) as kind (code, name, name_en, icon);

create view published.element_kinds as
    select region_code, kind_code, name, name_en, icon from core.element_kinds where public;
create view published.elements as
    select element.region_code, element.kind_code, element.element_code, element.name, element.address, element.lng,
           element.lat
    from core.elements as element
    join core.element_kinds as kind using (region_code, kind_code)
    where kind.public and element.retired_at is null;
comment on view published.element_kinds is 'Kinds of elements that everybody may see.';
comment on view published.elements is 'Elements in use of these kinds, without what is for staff.';
do $$
begin
    if exists (select from pg_roles where rolname = 'lianqin_public') then
        grant select on published.element_kinds, published.elements to lianqin_public;
    end if;
end $$;
