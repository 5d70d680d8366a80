-- Files that belong to a case. The bytes lie under the data directory by their hash, not in the database.

create table core.attachments (
    region_code   text not null references core.regions,
    case_id       uuid not null,
    attachment_id uuid not null,
    sha256        bytea not null check (octet_length(sha256) = 32),
    media_type    text not null,
    bytes         bigint not null check (bytes > 0),
    file_name     text not null,
    added_by      text not null,
    added_at      timestamptz not null,
    event_seq     integer,
    primary key (region_code, attachment_id),
    unique (region_code, case_id, sha256),
    foreign key (region_code, case_id) references core.cases,
    foreign key (region_code, case_id, event_seq) references core.case_events (region_code, case_id, seq)
);
comment on table core.attachments is 'Files of cases. A row is written after its file is safe on disk; a file without a row is swept.';
comment on column core.attachments.region_code is 'Region.';
comment on column core.attachments.case_id is 'Case.';
comment on column core.attachments.attachment_id is 'Identity, used in addresses.';
comment on column core.attachments.sha256 is 'Hash of the stored bytes, and where they lie.';
comment on column core.attachments.media_type is 'What the bytes are, as sniffed; never what somebody called them.';
comment on column core.attachments.bytes is 'Size as stored.';
comment on column core.attachments.file_name is 'Name for whoever saves it. Private.';
comment on column core.attachments.added_by is 'Person, or guest:<code id>.';
comment on column core.attachments.added_at is 'When.';
comment on column core.attachments.event_seq is 'Event it came with, if it came with one.';

create index attachments_by_content on core.attachments (sha256);
