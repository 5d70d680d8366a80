-- What the nightly recount of the figures found.

create table core.recounts (
    region_code text not null references core.regions,
    at          timestamptz not null,
    cases       bigint not null,
    differing   bigint not null,
    examples    jsonb not null default '[]',
    primary key (region_code, at)
);
comment on table core.recounts is 'Recounts of every case''s figures from its events, and how many cases differed.';
comment on column core.recounts.region_code is 'Region.';
comment on column core.recounts.at is 'When it was done.';
comment on column core.recounts.cases is 'Cases looked at.';
comment on column core.recounts.differing is 'Of them: counted otherwise than their events or their published row say.';
comment on column core.recounts.examples is 'The first of them: public code, part, and which of the two differs.';
