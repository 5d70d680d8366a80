-- Who works in which cell of the grid.

create table core.grid_staff (
    region_code text not null references core.regions,
    grid_code   text not null,
    person_id   uuid not null references core.people,
    duty        text not null check (duty in ('worker', 'leader')),
    valid_from  timestamptz not null,
    valid_to    timestamptz not null default 'infinity',
    primary key (region_code, grid_code, person_id, duty, valid_from),
    check (valid_from < valid_to)
);
comment on table core.grid_staff is 'Grid workers (网格员) and heads of grids (网格长), each for a time. Never public.';
comment on column core.grid_staff.region_code is 'Region.';
comment on column core.grid_staff.grid_code is 'Cell; its shape may change meanwhile.';
comment on column core.grid_staff.person_id is 'Who.';
comment on column core.grid_staff.duty is 'worker (网格员) or leader (网格长).';
comment on column core.grid_staff.valid_from is 'First moment they do it.';
comment on column core.grid_staff.valid_to is 'First moment they do it no more; infinity = no end is set.';
create index grid_staff_of on core.grid_staff (person_id);
