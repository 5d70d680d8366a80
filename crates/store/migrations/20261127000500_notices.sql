-- Who is told of what, who has read it, and what has left the house.

create table core.notices (
    region_code text not null references core.regions,
    notice_id   uuid not null,
    addressee   text not null check (addressee ~ '^(unit|role|person):.'),
    case_id     uuid not null,
    kind        text not null,
    due_at      timestamptz,
    created_at  timestamptz not null,
    primary key (region_code, notice_id)
);
comment on table core.notices is 'What units, roles and persons are told of cases; written in the transaction of the action. Kept for a while: the case file is the record.';
comment on column core.notices.region_code is 'Region.';
comment on column core.notices.notice_id is 'Made from case, event and addressee: the same event never tells twice.';
comment on column core.notices.addressee is 'unit:<department code>, role:<role> or person:<id>.';
comment on column core.notices.case_id is 'Case. No foreign key: whoever sweeps clocks must not wait for who acts.';
comment on column core.notices.kind is 'What it is about; see domain::notice.';
comment on column core.notices.due_at is 'By when what it asks for is to be done.';
comment on column core.notices.created_at is 'When the action happened.';
create index notices_of_addressee on core.notices (region_code, addressee, created_at desc, notice_id desc);
create index notices_by_age on core.notices (created_at);

create table core.notice_reads (
    region_code text not null,
    notice_id   uuid not null,
    person_id   text not null,
    read_at     timestamptz not null,
    primary key (region_code, notice_id, person_id),
    foreign key (region_code, notice_id) references core.notices on delete cascade
);
comment on table core.notice_reads is 'Who has read which notice: each person of a unit for themselves.';
comment on column core.notice_reads.region_code is 'Region.';
comment on column core.notice_reads.notice_id is 'Notice.';
comment on column core.notice_reads.person_id is 'Reader.';
comment on column core.notice_reads.read_at is 'When.';

create table core.notice_channels (
    region_code text not null references core.regions,
    channel_id  uuid not null,
    addressee   text not null check (addressee ~ '^(unit|role|person):.'),
    channel     text not null check (channel in ('email', 'webhook')),
    target      text not null,
    secret      text not null,
    active      boolean not null default true,
    created_at  timestamptz not null,
    primary key (region_code, channel_id),
    unique (region_code, addressee, channel, target)
);
comment on table core.notice_channels is 'Where notices to an addressee are sent besides the workbench.';
comment on column core.notice_channels.region_code is 'Region.';
comment on column core.notice_channels.channel_id is 'Internal identity.';
comment on column core.notice_channels.addressee is 'Whose notices; as in notices.';
comment on column core.notice_channels.channel is 'email or webhook.';
comment on column core.notice_channels.target is 'E-mail address or URL.';
comment on column core.notice_channels.secret is 'What webhooks are signed with. Only administrators are shown it, one at a time.';
comment on column core.notice_channels.active is 'Whether new notices are sent there.';
comment on column core.notice_channels.created_at is 'When it was made.';

create table core.deliveries (
    region_code     text not null,
    delivery_id     uuid not null,
    notice_id       uuid not null,
    channel_id      uuid not null,
    channel         text not null check (channel in ('email', 'webhook')),
    target          text not null,
    state           text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dead')),
    attempts        smallint not null default 0,
    next_attempt_at timestamptz not null,
    last_error      text,
    sent_at         timestamptz,
    created_at      timestamptz not null,
    primary key (region_code, delivery_id),
    foreign key (region_code, notice_id) references core.notices on delete cascade
);
comment on table core.deliveries is 'One notice to one channel; written with the notice, claimed by a sender for the time of a lease.';
comment on column core.deliveries.region_code is 'Region.';
comment on column core.deliveries.delivery_id is 'Made from notice and channel, told to the receiver at every attempt: by it a second copy is recognised.';
comment on column core.deliveries.notice_id is 'Notice.';
comment on column core.deliveries.channel_id is 'Channel it goes by; that one may be gone by now.';
comment on column core.deliveries.channel is 'email or webhook.';
comment on column core.deliveries.target is 'Where it goes, as the channel said when the notice was made.';
comment on column core.deliveries.state is 'waiting; sending = a sender has it until next_attempt_at; sent; dead = given up.';
comment on column core.deliveries.attempts is 'Attempts begun. Only the newest may record how it ended.';
comment on column core.deliveries.next_attempt_at is 'When it may be tried (waiting), or tried again if nothing is heard of it (sending).';
comment on column core.deliveries.last_error is 'Why the last attempt failed.';
comment on column core.deliveries.sent_at is 'When the other side took it.';
comment on column core.deliveries.created_at is 'When the notice was made.';
create index deliveries_due on core.deliveries (next_attempt_at) where state in ('waiting', 'sending');
create index deliveries_dead on core.deliveries (region_code, created_at desc, delivery_id desc) where state = 'dead';
create index deliveries_of_notice on core.deliveries (region_code, notice_id);
