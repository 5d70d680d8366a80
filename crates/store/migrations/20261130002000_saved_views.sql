-- Questions that somebody asks often, by name.

create table core.saved_views (
    region_code text not null references core.regions,
    person_id   uuid not null references core.people,
    name        text not null check (char_length(name) between 1 and 40),
    query       text not null check (char_length(query) <= 500),
    created_at  timestamptz not null,
    primary key (region_code, person_id, name)
);
comment on table core.saved_views is 'Views of /supervise that people keep, each for themselves.';
comment on column core.saved_views.region_code is 'Region.';
comment on column core.saved_views.person_id is 'Whose it is.';
comment on column core.saved_views.name is 'What they call it.';
comment on column core.saved_views.query is 'Query string of the page, without the region.';
comment on column core.saved_views.created_at is 'When it was first kept.';
