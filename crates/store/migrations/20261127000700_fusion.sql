-- Fusion: what records are compared by, which of them are one matter, and what people say to that.

create schema private;
comment on schema private is 'What sources sent, verbatim, and who persons are. Nothing outside names a person but by pseudonym.';

-- Verbatim content names people.
alter table core.source_records set schema private;

create table private.persons (
    region_code text not null references core.regions,
    person      uuid not null,
    identifier  text not null,
    primary key (region_code, person)
);
comment on table private.persons is 'What sources call a person, by pseudonym: read only to change the key.';
comment on column private.persons.region_code is 'Region.';
comment on column private.persons.person is 'Pseudonym: a keyed hash of the identifier. The key is kept outside the database.';
comment on column private.persons.identifier is 'Number, account or name, as normalised.';

create table core.case_traits (
    region_code   text not null,
    case_id       uuid not null,
    matter_id     uuid not null,
    source_code   text not null,
    external_id   text not null,
    received_at   timestamptz not null,
    closed_at     timestamptz,
    closed        boolean not null,
    category_code text,
    parent_code   text,
    lng           double precision,
    lat           double precision,
    address_key   bigint,
    cell          bigint,
    person        uuid,
    text_key_1    bigint,
    text_key_2    bigint,
    sketch        integer[] not null,
    place_gap     integer,
    person_gap    integer,
    matter_gap    integer,
    primary key (region_code, case_id),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.case_traits is 'What a case is compared by: no text and no address in the clear.';
comment on column core.case_traits.region_code is 'Region.';
comment on column core.case_traits.case_id is 'Case.';
comment on column core.case_traits.matter_id is 'Case that stands for its matter; its own id where it is alone.';
comment on column core.case_traits.source_code is 'Source system.';
comment on column core.case_traits.external_id is 'The source''s own identifier; the public code of a case opened here.';
comment on column core.case_traits.received_at is 'When the source received it.';
comment on column core.case_traits.closed_at is 'When it was closed, if known.';
comment on column core.case_traits.closed is 'Whether it is closed.';
comment on column core.case_traits.category_code is 'Category.';
comment on column core.case_traits.parent_code is 'The category above it, if the source said one.';
comment on column core.case_traits.lng is 'Exact WGS-84 longitude. Private.';
comment on column core.case_traits.lat is 'Exact WGS-84 latitude. Private.';
comment on column core.case_traits.address_key is 'Hash of an address that names a spot.';
comment on column core.case_traits.cell is 'Small square of its point.';
comment on column core.case_traits.person is 'Pseudonym of whoever reported it.';
comment on column core.case_traits.text_key_1 is 'Key that like texts probably share.';
comment on column core.case_traits.text_key_2 is 'A second one, independent of the first.';
comment on column core.case_traits.sketch is 'Smallest hashes of the parts of its text.';
comment on column core.case_traits.place_gap is 'Seconds since the record before it from the same place; null = none within thirty days.';
comment on column core.case_traits.person_gap is 'Seconds since the record before it by the same person; null = none within thirty days.';
comment on column core.case_traits.matter_gap is 'Seconds since the record before it of the same matter; null = it is the first.';

create index case_traits_address on core.case_traits (region_code, address_key, received_at) where address_key is not null;
create index case_traits_cell on core.case_traits (region_code, cell, received_at) where cell is not null;
create index case_traits_person on core.case_traits (region_code, person, received_at) where person is not null;
create index case_traits_text_1 on core.case_traits (region_code, text_key_1, received_at) where text_key_1 is not null;
create index case_traits_text_2 on core.case_traits (region_code, text_key_2, received_at) where text_key_2 is not null;
create index case_traits_received on core.case_traits (region_code, received_at);
-- Only those that are not alone are looked up by their matter.
create index case_traits_matter on core.case_traits (region_code, matter_id) where matter_id <> case_id;

create table core.case_links (
    region_code text not null,
    case_a      uuid not null,
    case_b      uuid not null,
    score       integer not null,
    outcome     text not null check (outcome in ('separate', 'proposed', 'joined')),
    evidence    jsonb not null,
    decided     text check (decided in ('joined', 'apart')),
    decided_by  text,
    decided_at  timestamptz,
    primary key (region_code, case_a, case_b),
    foreign key (region_code, case_a) references core.cases,
    foreign key (region_code, case_b) references core.cases,
    check (case_a < case_b),
    check ((decided is null) = (decided_at is null))
);
comment on table core.case_links is 'Pairs of cases that may be one matter: what the machine weighed, and what a person decided. Decisions are never overruled by the machine; together with the evidence they are labelled data.';
comment on column core.case_links.region_code is 'Region.';
comment on column core.case_links.case_a is 'The one of the lower id.';
comment on column core.case_links.case_b is 'The other one.';
comment on column core.case_links.score is 'Sum of the weights, in hundredths of a point.';
comment on column core.case_links.outcome is 'What the machine makes of it.';
comment on column core.case_links.evidence is 'Grounds and their weights, as domain::fusion::Evidence.';
comment on column core.case_links.decided is 'What a person said: joined or apart.';
comment on column core.case_links.decided_by is 'Who. Private.';
comment on column core.case_links.decided_at is 'When.';
create index case_links_b on core.case_links (region_code, case_b);
create index case_links_waiting on core.case_links (region_code, score desc, case_a, case_b)
    where outcome = 'proposed' and decided is null;
