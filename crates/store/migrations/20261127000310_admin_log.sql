-- What administrators did, for ever.

create table core.admin_log (
    region_code text not null references core.regions,
    entry_id    uuid not null,
    at          timestamptz not null,
    person_id   uuid references core.people,
    what        text not null,
    subject     text not null,
    before      jsonb,
    after       jsonb,
    primary key (region_code, entry_id)
);
comment on table core.admin_log is 'Every change of people, units, stations and rules. Append-only.';
comment on column core.admin_log.region_code is 'Region it was done in.';
comment on column core.admin_log.entry_id is 'Identity, in the order of time.';
comment on column core.admin_log.at is 'When.';
comment on column core.admin_log.person_id is 'By whom; null = by a command.';
comment on column core.admin_log.what is 'What was done, e.g. person.add.';
comment on column core.admin_log.subject is 'To what: a code or an id.';
comment on column core.admin_log.before is 'What it was; no password, no secret, no hash.';
comment on column core.admin_log.after is 'What it became; likewise.';
create index admin_log_newest on core.admin_log (region_code, at desc);
create trigger admin_log_append_only before update or delete on core.admin_log
    for each row execute function core.refuse_rewriting();
