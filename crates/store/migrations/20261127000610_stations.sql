-- Stations 1+X+Y: filed, approved by somebody else, moved in; liaisons and the roster of those on duty.

alter table core.stations
    add column status       text not null default 'moved_in'
        check (status in ('filed', 'approved', 'moved_in', 'refused', 'left')),
    add column filed_by     text not null default 'import',
    add column filed_at     timestamptz not null default now(),
    add column decided_by   text,
    add column decided_at   timestamptz,
    add column moved_in_at  timestamptz,
    add column left_at      timestamptz,
    add column reason       text,
    add column branch       text,
    add column branch_lead  text,
    add column branch_phone text,
    add constraint stations_approved_by_another check (decided_by <> filed_by);
comment on column core.stations.status is 'filed, approved, moved_in (in service), refused or left (closed).';
comment on column core.stations.filed_by is 'Person who filed it, or import. Private.';
comment on column core.stations.filed_at is 'When it was filed.';
comment on column core.stations.decided_by is 'Person who approved or refused it, never who filed it. Private.';
comment on column core.stations.decided_at is 'When that was.';
comment on column core.stations.moved_in_at is 'When it went into service, if that is known.';
comment on column core.stations.left_at is 'When it was closed or taken back.';
comment on column core.stations.reason is 'Why it was refused. Private.';
comment on column core.stations.branch is 'Its party branch. Private.';
comment on column core.stations.branch_lead is 'Who leads the branch. Private.';
comment on column core.stations.branch_phone is 'Telephone of the branch. Private.';

create table core.station_units (
    region_code     text not null references core.regions,
    station_code    text not null,
    number          smallint not null,
    department_code text not null,
    kind            text not null check (kind in ('resident', 'on_call')),
    liaison_name    text,
    liaison_phone   text,
    status          text not null check (status in ('filed', 'approved', 'moved_in', 'refused', 'left')),
    filed_by        text not null,
    filed_at        timestamptz not null,
    decided_by      text,
    decided_at      timestamptz,
    moved_in_at     timestamptz,
    left_at         timestamptz,
    reason          text,
    primary key (region_code, station_code, number),
    foreign key (region_code, station_code) references core.stations,
    constraint station_units_approved_by_another check (decided_by <> filed_by)
);
comment on table core.station_units is 'Units at a station, one row per filing: resident (X) or on call (Y).';
comment on column core.station_units.region_code is 'Region.';
comment on column core.station_units.station_code is 'Station.';
comment on column core.station_units.number is 'Number of the filing within the station, from 1.';
comment on column core.station_units.department_code is 'Unit.';
comment on column core.station_units.kind is 'resident or on_call.';
comment on column core.station_units.liaison_name is 'Who answers for the unit. Private.';
comment on column core.station_units.liaison_phone is 'Telephone of the liaison. Private.';
comment on column core.station_units.status is 'filed, approved, moved_in, refused or left.';
comment on column core.station_units.filed_by is 'Person who filed it, or import. Private.';
comment on column core.station_units.filed_at is 'When it was filed.';
comment on column core.station_units.decided_by is 'Person who approved or refused it, never who filed it. Private.';
comment on column core.station_units.decided_at is 'When that was.';
comment on column core.station_units.moved_in_at is 'When it moved in, if that is known.';
comment on column core.station_units.left_at is 'When it left or was taken back.';
comment on column core.station_units.reason is 'Why it was refused. Private.';
create unique index station_units_stand_once on core.station_units (region_code, station_code, department_code)
    where status in ('filed', 'approved', 'moved_in');

insert into core.station_units (region_code, station_code, number, department_code, kind, status, filed_by, filed_at)
select region_code, station_code, row_number() over (partition by region_code, station_code order by kind desc, place),
       department_code, kind, 'moved_in', 'import', now()
from (select distinct on (station.region_code, station.station_code, unit.department_code)
             station.region_code, station.station_code, unit.department_code, unit.kind, unit.place
      from core.stations as station
      cross join lateral (
          select code, 'resident', place from unnest(station.resident_units) with ordinality as x (code, place)
          union all
          select code, 'on_call', place from unnest(station.on_call_units) with ordinality as y (code, place)
      ) as unit (department_code, kind, place)
      order by station.region_code, station.station_code, unit.department_code, unit.kind desc) as units;

create table core.station_roster (
    region_code     text not null references core.regions,
    station_code    text not null,
    number          integer not null,
    department_code text not null,
    name            text not null,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    primary key (region_code, station_code, number),
    foreign key (region_code, station_code) references core.stations,
    check (starts_at < ends_at)
);
comment on table core.station_roster is 'Who of which resident unit is on duty at a station, and when.';
comment on column core.station_roster.region_code is 'Region.';
comment on column core.station_roster.station_code is 'Station.';
comment on column core.station_roster.number is 'Number within the station, from 1.';
comment on column core.station_roster.department_code is 'Unit.';
comment on column core.station_roster.name is 'Who. Private.';
comment on column core.station_roster.starts_at is 'From when.';
comment on column core.station_roster.ends_at is 'Until when.';
create index station_roster_by_end on core.station_roster (region_code, station_code, ends_at);

-- Only what somebody else has approved is public, and never a liaison.
create or replace view published.stations as
    select region_code, station_code, name, name_en, kind, township_code, address, speciality, speciality_en, lng, lat,
           array(select unit.department_code from core.station_units as unit
                 where unit.region_code = station.region_code and unit.station_code = station.station_code
                   and unit.kind = 'resident' and unit.status in ('approved', 'moved_in')
                 order by unit.number) as resident_units,
           array(select unit.department_code from core.station_units as unit
                 where unit.region_code = station.region_code and unit.station_code = station.station_code
                   and unit.kind = 'on_call' and unit.status in ('approved', 'moved_in')
                 order by unit.number) as on_call_units
    from core.stations as station
    where status in ('approved', 'moved_in');

alter table core.stations
    drop column resident_units,
    drop column on_call_units;
