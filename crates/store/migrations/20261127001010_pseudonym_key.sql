-- Which key the pseudonyms of persons were made with. The key itself is kept outside the database.

create table private.pseudonym_key (
    only_row    boolean primary key default true check (only_row),
    fingerprint bytea not null check (octet_length(fingerprint) = 32),
    since       timestamptz not null
);
comment on table private.pseudonym_key is 'Which key all pseudonyms were made with, so that none is made with another. Reference table of one row.';
comment on column private.pseudonym_key.only_row is 'Always true.';
comment on column private.pseudonym_key.fingerprint is 'SHA-256 of the key.';
comment on column private.pseudonym_key.since is 'When the key came into use.';
