-- People with accounts: who they are, what roles they hold where, and how they show who they are.

create table core.people (
    person_id            uuid primary key,
    login                text not null check (login <> '' and char_length(login) <= 64),
    name                 text not null check (char_length(name) between 1 and 80),
    name_en              text,
    email                text,
    phone                text,
    password_hash        text,
    password_changed_at  timestamptz,
    must_change_password boolean not null default false,
    active               boolean not null default true,
    made_up              boolean not null default false,
    created_at           timestamptz not null,
    created_by           uuid references core.people
);
comment on table core.people is 'People with an account. Reference table: one person may belong to several regions.';
comment on column core.people.person_id is 'Identity; what events name as their actor.';
comment on column core.people.login is 'Name they sign in with, whatever the case of its letters.';
comment on column core.people.name is 'Name shown to colleagues.';
comment on column core.people.name_en is 'English name, where there is one.';
comment on column core.people.email is 'Address for notices, and for linking an identity of a provider. Private.';
comment on column core.people.phone is 'Telephone. Private.';
comment on column core.people.password_hash is 'Argon2id as a PHC string; null = no sign-in by password.';
comment on column core.people.password_changed_at is 'When the password was last changed; null = the first one still holds.';
comment on column core.people.must_change_password is 'Whether they can do nothing before they have chosen a password.';
comment on column core.people.active is 'Whether they may sign in at all.';
comment on column core.people.made_up is 'Belongs to a synthetic district; the password is documented.';
comment on column core.people.created_at is 'When the account was made.';
comment on column core.people.created_by is 'By whom; null = by a command.';
create unique index people_login on core.people (lower(login));
create unique index people_email on core.people (lower(email)) where email is not null;

create table core.memberships (
    region_code     text not null references core.regions,
    membership_id   uuid not null,
    person_id       uuid not null references core.people,
    role            text not null check (role in ('station_staff', 'grid_worker', 'acceptor', 'dispatcher', 'handler',
                        'verifier', 'caller_back', 'supervisor', 'privacy_officer', 'analyst', 'admin')),
    department_code text,
    station_code    text,
    granted_at      timestamptz not null,
    granted_by      uuid references core.people,
    revoked_at      timestamptz,
    revoked_by      uuid references core.people,
    primary key (region_code, membership_id),
    foreign key (region_code, department_code) references core.departments,
    foreign key (region_code, station_code) references core.stations,
    check (role <> 'handler' or department_code is not null)
);
comment on table core.memberships is 'Roles people hold, and have held, per region, some of them for a department or at a station.';
comment on column core.memberships.region_code is 'Region.';
comment on column core.memberships.membership_id is 'Identity.';
comment on column core.memberships.person_id is 'Who.';
comment on column core.memberships.role is 'Role.';
comment on column core.memberships.department_code is 'Unit it is held for; handlers always have one.';
comment on column core.memberships.station_code is 'Station they work at, if any.';
comment on column core.memberships.granted_at is 'From when.';
comment on column core.memberships.granted_by is 'By whom; null = by a command.';
comment on column core.memberships.revoked_at is 'Until when; null = still held.';
comment on column core.memberships.revoked_by is 'Who took it away; null = a command.';
create unique index memberships_held on core.memberships (region_code, person_id, role, department_code, station_code)
    nulls not distinct where revoked_at is null;
create index memberships_of on core.memberships (person_id) where revoked_at is null;

create table core.sessions (
    token_hash   bytea primary key check (octet_length(token_hash) = 32),
    person_id    uuid not null references core.people,
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at   timestamptz not null,
    issuer       text
);
comment on table core.sessions is 'Who is signed in. Reference table, keyed by what a browser shows.';
comment on column core.sessions.token_hash is 'SHA-256 of the secret in the cookie; the secret itself is stored nowhere.';
comment on column core.sessions.person_id is 'Who.';
comment on column core.sessions.created_at is 'When they signed in.';
comment on column core.sessions.last_seen_at is 'When they last did something, to the minute.';
comment on column core.sessions.expires_at is 'When it ends whatever they do.';
comment on column core.sessions.issuer is 'Provider that has vouched for them; null = they knew the password.';
create index sessions_of on core.sessions (person_id);
create index sessions_ending on core.sessions (expires_at);

create table core.api_tokens (
    token_hash   bytea primary key check (octet_length(token_hash) = 32),
    token_id     uuid not null unique,
    person_id    uuid not null references core.people,
    region_code  text references core.regions,
    name         text not null check (char_length(name) between 1 and 80),
    created_at   timestamptz not null,
    last_used_at timestamptz,
    expires_at   timestamptz not null,
    revoked_at   timestamptz
);
comment on table core.api_tokens is 'Secrets with which programs act for a person. Reference table, keyed by what a program shows.';
comment on column core.api_tokens.token_hash is 'SHA-256 of the secret; the secret itself is shown once and stored nowhere.';
comment on column core.api_tokens.token_id is 'Identity in lists.';
comment on column core.api_tokens.person_id is 'For whom it acts.';
comment on column core.api_tokens.region_code is 'The one region it acts in; null = every region of the person.';
comment on column core.api_tokens.name is 'What it is for, in the words of its owner.';
comment on column core.api_tokens.created_at is 'When it was made.';
comment on column core.api_tokens.last_used_at is 'When it was last shown, to the minute.';
comment on column core.api_tokens.expires_at is 'When it ends.';
comment on column core.api_tokens.revoked_at is 'When it was taken back.';
create index api_tokens_of on core.api_tokens (person_id, created_at);

create table core.identities (
    issuer     text not null,
    subject    text not null,
    person_id  uuid not null references core.people,
    created_at timestamptz not null,
    primary key (issuer, subject)
);
comment on table core.identities is 'Whom providers of identity call what. Reference table, keyed by the provider''s own name.';
comment on column core.identities.issuer is 'Issuer of the provider (OpenID Connect).';
comment on column core.identities.subject is 'The name the provider never gives to anybody else.';
comment on column core.identities.person_id is 'Who that is here.';
comment on column core.identities.created_at is 'When the two were linked.';
create index identities_of on core.identities (person_id);

create table core.sign_in_failures (
    key_hash bytea primary key,
    failures integer not null,
    last_at  timestamptz not null
);
comment on table core.sign_in_failures is 'How often signing in failed lately, by login and by address, whether the login exists or not. Reference table.';
comment on column core.sign_in_failures.key_hash is 'Keyed hash of the login or of the address; neither is stored.';
comment on column core.sign_in_failures.failures is 'Attempts since the last success, or since a day without any.';
comment on column core.sign_in_failures.last_at is 'The last attempt.';
create index sign_in_failures_old on core.sign_in_failures (last_at);

create table core.server_keys (
    purpose    text primary key,
    key        bytea not null check (octet_length(key) = 32),
    created_at timestamptz not null
);
comment on table core.server_keys is 'Random keys that all servers of this database share. Reference table.';
comment on column core.server_keys.purpose is 'What it is for; never used for anything else.';
comment on column core.server_keys.key is '256 random bits, made at first use.';
comment on column core.server_keys.created_at is 'When it was made.';
