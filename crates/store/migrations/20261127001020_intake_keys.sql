-- Systems that push: by which key, read by which mapping. And what could not be taken, until somebody mends it.

create table core.intake_mappings (
    region_code text not null references core.regions,
    mapping_id  uuid not null,
    name        text not null,
    text        text not null,
    primary key (region_code, mapping_id)
);
comment on table core.intake_mappings is 'Mappings as they were when records came by them. A row never changes.';
comment on column core.intake_mappings.region_code is 'Region.';
comment on column core.intake_mappings.mapping_id is 'The beginning of the hash of name and text.';
comment on column core.intake_mappings.name is 'Name or path it was loaded by.';
comment on column core.intake_mappings.text is 'The file as it stood.';

create table core.intake_keys (
    region_code text not null,
    key_id      uuid not null,
    system      text not null,
    mapping_id  uuid not null,
    key_hash    bytea not null unique check (octet_length(key_hash) = 32),
    created_at  timestamptz not null,
    revoked_at  timestamptz,
    primary key (region_code, key_id),
    foreign key (region_code, mapping_id) references core.intake_mappings
);
comment on table core.intake_keys is 'Keys with which systems push records.';
comment on column core.intake_keys.region_code is 'Region they push into.';
comment on column core.intake_keys.key_id is 'Id, to take it back by.';
comment on column core.intake_keys.system is 'Code of the system: one of the eight, or what its mapping calls it.';
comment on column core.intake_keys.mapping_id is 'How its records are read.';
comment on column core.intake_keys.key_hash is 'SHA-256 of the key.';
comment on column core.intake_keys.created_at is 'When it was made.';
comment on column core.intake_keys.revoked_at is 'When it was taken back.';

create table private.quarantine (
    region_code   text not null,
    quarantine_id uuid not null,
    system        text not null,
    mapping_id    uuid not null,
    line          bigint not null,
    field         text,
    reason        text not null,
    cells         jsonb not null,
    cells_hash    bytea not null check (octet_length(cells_hash) = 32),
    came_at       timestamptz not null,
    state         text not null default 'open' check (state in ('open', 'mended', 'discarded')),
    ended_by      text,
    ended_at      timestamptz,
    primary key (region_code, quarantine_id),
    foreign key (region_code, mapping_id) references core.intake_mappings,
    check ((state = 'open') = (ended_at is null))
);
comment on table private.quarantine is 'Rows that could not be taken: to be mended and taken, or discarded. Private.';
comment on column private.quarantine.region_code is 'Region.';
comment on column private.quarantine.quarantine_id is 'Id.';
comment on column private.quarantine.system is 'Code of the system they came from; empty where a list mixes several.';
comment on column private.quarantine.mapping_id is 'How they were read, and will be again.';
comment on column private.quarantine.line is 'Line of the file, or place in the batch from 1.';
comment on column private.quarantine.field is 'Column at fault, where one is.';
comment on column private.quarantine.reason is 'What is wrong.';
comment on column private.quarantine.cells is 'Columns and cells as they stood, as pairs in their order.';
comment on column private.quarantine.cells_hash is 'Hash of mapping and cells: the same row is kept once.';
comment on column private.quarantine.came_at is 'When it came first.';
comment on column private.quarantine.state is 'open, mended or discarded.';
comment on column private.quarantine.ended_by is 'Who mended or discarded it. Private.';
comment on column private.quarantine.ended_at is 'When.';
create unique index quarantine_row on private.quarantine (region_code, cells_hash);
create index quarantine_open on private.quarantine (region_code, came_at desc, quarantine_id) where state = 'open';
