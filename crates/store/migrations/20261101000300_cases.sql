-- Cases with their assignments and events, and the source records they came from.

create table core.cases (
    region_code        text not null references core.regions,
    case_id            uuid not null,
    public_code        text not null check (public_code ~ '^[0-9A-Z]{9}$'),
    serial             text not null,
    public_token       text not null,
    tally_key          bigint not null,
    state              text not null check (state in (
        'reported', 'accepted', 'dispatched', 'signed', 'in_progress', 'feedback', 'verified', 'closed',
        'archived', 'rejected', 'merged', 'returned', 'suspended', 'rework', 'reopened')),
    resumes_to         text,
    category_code      text not null,
    source_code        text not null references core.source_systems,
    title              text,
    narrative          text,
    address            text,
    township_code      text,
    community_code     text,
    grid_code          text,
    lng                double precision check (lng between -180 and 180),
    lat                double precision check (lat between -90 and 90),
    public_lng         double precision,
    public_lat         double precision,
    received_at        timestamptz not null,
    public_received_at timestamptz not null,
    accepted_at        timestamptz,
    dispatched_at      timestamptz,
    closed_at          timestamptz,
    lead_department    text,
    original_due_at    timestamptz,
    current_due_at     timestamptz,
    suspended_at       timestamptz,
    source_verdict     text check (source_verdict in ('on_time', 'late')),
    duplicate          boolean not null default false,
    fed_back_by        text,
    extension_by       text,
    extension_until    timestamptz,
    returns            smallint not null default 0,
    reworks            smallint not null default 0,
    satisfaction       smallint check (satisfaction between 1 and 5),
    solved             boolean,
    version            integer not null,
    updated_at         timestamptz not null,
    primary key (region_code, case_id),
    unique (region_code, public_code),
    unique (region_code, serial),
    unique (region_code, public_token),
    unique (region_code, tally_key)
);
comment on table core.cases is 'One fused matter each, in its current state. Only crates/store/src/cases and the bulk loader write it.';
comment on column core.cases.region_code is 'Region.';
comment on column core.cases.case_id is 'Internal identity.';
comment on column core.cases.public_code is 'Public code without hyphens: 8 random characters and a check character.';
comment on column core.cases.serial is 'Staff serial: region-date-sequence.';
comment on column core.cases.public_token is 'Secret of the public QR code, at least 128 random bits.';
comment on column core.cases.tally_key is 'Random key under which the case counts in public totals; tells nothing else.';
comment on column core.cases.state is 'State of the lifecycle.';
comment on column core.cases.resumes_to is 'State to come back to after a suspension.';
comment on column core.cases.category_code is 'Category.';
comment on column core.cases.source_code is 'System that reported it first.';
comment on column core.cases.title is 'Subject. Private.';
comment on column core.cases.narrative is 'Text of the matter. Private.';
comment on column core.cases.address is 'Address as written. Private.';
comment on column core.cases.township_code is 'Township, if known.';
comment on column core.cases.community_code is 'Community, if known.';
comment on column core.cases.grid_code is 'Grid cell, if placed.';
comment on column core.cases.lng is 'Exact WGS-84 longitude. Private.';
comment on column core.cases.lat is 'Exact WGS-84 latitude. Private.';
comment on column core.cases.public_lng is 'Longitude the public may see: exact or an anchor, by tier.';
comment on column core.cases.public_lat is 'Latitude the public may see.';
comment on column core.cases.received_at is 'When the source received it. Cohorts go by this.';
comment on column core.cases.public_received_at is 'Receipt as told to the public, rounded by category.';
comment on column core.cases.accepted_at is 'When it was accepted.';
comment on column core.cases.dispatched_at is 'When it was first dispatched.';
comment on column core.cases.closed_at is 'When it was closed; null while open or where the source did not say.';
comment on column core.cases.lead_department is 'Current lead, if any.';
comment on column core.cases.original_due_at is 'First promise; never moves.';
comment on column core.cases.current_due_at is 'Promise after extensions and suspensions.';
comment on column core.cases.suspended_at is 'Set while suspended.';
comment on column core.cases.source_verdict is 'The source''s own verdict, where it gives one that counts.';
comment on column core.cases.duplicate is 'The source regards it as a duplicate.';
comment on column core.cases.fed_back_by is 'Who fed back last; may not verify.';
comment on column core.cases.extension_by is 'Who asked for the pending extension; may not approve it.';
comment on column core.cases.extension_until is 'Until when it is asked for.';
comment on column core.cases.returns is 'How often departments returned it.';
comment on column core.cases.reworks is 'How often it was reworked or reopened.';
comment on column core.cases.satisfaction is '1 to 5, from the last call-back with a verdict.';
comment on column core.cases.solved is 'Whether the citizen says it is solved.';
comment on column core.cases.version is 'Grows by one with every accepted action.';
comment on column core.cases.updated_at is 'When it last changed.';

create index cases_open_by_due on core.cases (region_code, lead_department, current_due_at)
    where state not in ('closed', 'archived', 'rejected', 'merged');
create index cases_unplaced on core.cases (region_code, received_at) where lng is null;

create table core.case_assignments (
    region_code     text not null,
    case_id         uuid not null,
    position        smallint not null,
    department_code text not null,
    role            text not null check (role in ('lead', 'co')),
    assigned_at     timestamptz not null,
    signed_at       timestamptz,
    feedback_at     timestamptz,
    released_at     timestamptz,
    original_due_at timestamptz,
    current_due_at  timestamptz,
    primary key (region_code, case_id, position),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.case_assignments is 'Leads and co-handlers, each with own signing and clock.';
comment on column core.case_assignments.region_code is 'Region.';
comment on column core.case_assignments.case_id is 'Case.';
comment on column core.case_assignments.position is 'Order of assignment within the case, from 0.';
comment on column core.case_assignments.department_code is 'Unit.';
comment on column core.case_assignments.role is 'lead or co.';
comment on column core.case_assignments.assigned_at is 'When it was assigned.';
comment on column core.case_assignments.signed_at is 'When it signed.';
comment on column core.case_assignments.feedback_at is 'When it fed back.';
comment on column core.case_assignments.released_at is 'When it was released or returned the case.';
comment on column core.case_assignments.original_due_at is 'First promise; never moves.';
comment on column core.case_assignments.current_due_at is 'Promise now.';

create table core.case_events (
    region_code     text not null,
    case_id         uuid not null,
    seq             integer not null,
    action_id       uuid not null,
    action          text not null,
    role            text not null,
    actor           text not null,
    at              timestamptz not null,
    from_state      text,
    to_state        text not null,
    department_code text,
    reason          text,
    due_at          timestamptz,
    note            text,
    primary key (region_code, case_id, seq),
    unique (region_code, case_id, action_id),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.case_events is 'The case file: exactly one row per accepted action, append-only.';
comment on column core.case_events.region_code is 'Region.';
comment on column core.case_events.case_id is 'Case.';
comment on column core.case_events.seq is 'Number within the case, from 1; equals the case version it made.';
comment on column core.case_events.action_id is 'Made by the client: the same tap twice acts once.';
comment on column core.case_events.action is 'What was done.';
comment on column core.case_events.role is 'As what.';
comment on column core.case_events.actor is 'By whom. Private.';
comment on column core.case_events.at is 'When.';
comment on column core.case_events.from_state is 'State before; null for the first.';
comment on column core.case_events.to_state is 'State after.';
comment on column core.case_events.department_code is 'Unit concerned.';
comment on column core.case_events.reason is 'Coded reason.';
comment on column core.case_events.due_at is 'Current due after the action, where it moved.';
comment on column core.case_events.note is 'Free text. Private.';

create function core.refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'events are append-only' using errcode = 'restrict_violation';
end $$;
comment on function core.refuse_rewriting() is 'Keeps append-only tables append-only, whoever asks.';
create trigger case_events_append_only before update or delete on core.case_events
    for each row execute function core.refuse_rewriting();

create table core.source_records (
    region_code  text not null references core.regions,
    source_code  text not null references core.source_systems,
    external_id  text not null,
    version      integer not null,
    content_hash bytea not null,
    content      jsonb not null,
    case_id      uuid not null,
    imported_at  timestamptz not null,
    primary key (region_code, source_code, external_id, version),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.source_records is 'What a source system sent, verbatim; new content makes a new version.';
comment on column core.source_records.region_code is 'Region.';
comment on column core.source_records.source_code is 'Source system.';
comment on column core.source_records.external_id is 'The source''s own identifier.';
comment on column core.source_records.version is 'From 1, growing with changed content.';
comment on column core.source_records.content_hash is 'SHA-256 of the canonical content.';
comment on column core.source_records.content is 'Every column as it stood, by header.';
comment on column core.source_records.case_id is 'Case it belongs to.';
comment on column core.source_records.imported_at is 'When it was taken.';
create index source_records_case on core.source_records (region_code, case_id);

create table core.serial_counters (
    region_code text not null references core.regions,
    day         date not null,
    last        integer not null,
    primary key (region_code, day)
);
comment on table core.serial_counters is 'Last used number of the staff serial per day.';
comment on column core.serial_counters.region_code is 'Region.';
comment on column core.serial_counters.day is 'Day in the region''s zone.';
comment on column core.serial_counters.last is 'Last number given out.';
