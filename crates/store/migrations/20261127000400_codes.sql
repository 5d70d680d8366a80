-- Codes of a case besides its public one: for colleagues, and for guests who join one case without an account.

create table core.case_codes (
    region_code    text not null references core.regions,
    code_id        uuid not null,
    case_id        uuid not null,
    kind           text not null check (kind in ('handler', 'guest')),
    token_hash     bytea not null check (octet_length(token_hash) = 32),
    token          text,
    guest_name     text,
    guest_capacity text,
    created_by     text not null,
    created_at     timestamptz not null,
    expires_at     timestamptz,
    revoked_at     timestamptz,
    revoked_by     text,
    last_used_at   timestamptz,
    primary key (region_code, code_id),
    unique (region_code, token_hash),
    foreign key (region_code, case_id) references core.cases,
    check ((kind = 'handler') = (token is not null)),
    check ((kind = 'guest') = (guest_name is not null and guest_capacity is not null and expires_at is not null)),
    check ((revoked_at is null) = (revoked_by is null))
);
comment on table core.case_codes is 'Codes that let somebody in to one case. Rows stay when revoked: the case file names guests by them.';
comment on column core.case_codes.region_code is 'Region.';
comment on column core.case_codes.code_id is 'Identity; a guest acts as guest:<code id>.';
comment on column core.case_codes.case_id is 'The one case it is for.';
comment on column core.case_codes.kind is 'handler: leads colleagues to the desk and lets nobody in by itself. guest: lets its holder in.';
comment on column core.case_codes.token_hash is 'SHA-256 of the token, which has 128 random bits.';
comment on column core.case_codes.token is 'The token itself, of handler codes only: the print sheet draws it again. Whoever reads it still has to sign in.';
comment on column core.case_codes.guest_name is 'Name of the guest. Private.';
comment on column core.case_codes.guest_capacity is 'What the guest is there for: lawyer, appraiser …';
comment on column core.case_codes.created_by is 'Who invited the guest, or first asked for the handler code.';
comment on column core.case_codes.created_at is 'When.';
comment on column core.case_codes.expires_at is 'From then on it is worth nothing; handler codes do not expire.';
comment on column core.case_codes.revoked_at is 'Since when it is worth nothing.';
comment on column core.case_codes.revoked_by is 'Who revoked it.';
comment on column core.case_codes.last_used_at is 'When it was last used, to the minute.';

create index case_codes_of_case on core.case_codes (region_code, case_id);
-- A case has one handler code at a time.
create unique index case_codes_handler on core.case_codes (region_code, case_id)
    where kind = 'handler' and revoked_at is null;
