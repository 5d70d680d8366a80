-- How far the records that a system offers have been fetched.

create table private.pull_cursors (
    region_code text not null references core.regions,
    system      text not null,
    url         text not null,
    cursor      text not null,
    moved_at    timestamptz not null,
    primary key (region_code, system, url)
);
comment on table private.pull_cursors is 'From where the next page of a system is fetched. Private.';
comment on column private.pull_cursors.region_code is 'Region its records are taken into.';
comment on column private.pull_cursors.system is 'Code of the system: one of the eight, or what its mapping calls it.';
comment on column private.pull_cursors.url is 'Address it is fetched from: another one begins anew.';
comment on column private.pull_cursors.cursor is 'What the system gave with the last page that was taken. Moves after its records are committed.';
comment on column private.pull_cursors.moved_at is 'When.';
