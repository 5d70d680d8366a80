-- Where a case lies if its source does not say so: by an area that its address names, or by a person.

alter table core.cases add column placed_by text check (placed_by in ('address', 'person'));
comment on column core.cases.placed_by is 'Who says where it lies: address = an area named in its address, person = a colleague; null = whoever reported it.';

create table core.placements (
    region_code text not null,
    case_id     uuid not null,
    at          timestamptz not null,
    by          text not null,
    lng         double precision not null check (lng between -180 and 180),
    lat         double precision not null check (lat between -90 and 90),
    primary key (region_code, case_id, at),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.placements is 'What colleagues have said of where cases lie; the newest stands. Append-only.';
comment on column core.placements.region_code is 'Region.';
comment on column core.placements.case_id is 'Case.';
comment on column core.placements.at is 'When it was said.';
comment on column core.placements.by is 'Who said it.';
comment on column core.placements.lng is 'Exact WGS-84 longitude. Private.';
comment on column core.placements.lat is 'Exact WGS-84 latitude. Private.';

create trigger placements_append_only before update or delete on core.placements
    for each row execute function core.refuse_rewriting();

-- The list to work on; small, because most cases are placed.
create index cases_without_place on core.cases (region_code, received_at desc, case_id)
    where grid_code is null and state not in ('closed', 'archived', 'rejected', 'merged');
