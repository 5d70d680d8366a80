-- Grids that somebody is drawing: kept for them until they are put into force.

create table core.grid_drafts (
    region_code text not null references core.regions,
    person_id   uuid not null references core.people,
    made_for    timestamptz,
    version     bigint not null,
    position    integer not null check (position >= 0),
    touched     text[] not null,
    changed_at  timestamptz not null,
    primary key (region_code, person_id)
);
comment on table core.grid_drafts is 'A grid as somebody is drawing it: the one that holds, and steps.';
comment on column core.grid_drafts.region_code is 'Region.';
comment on column core.grid_drafts.person_id is 'Whose it is; each has one.';
comment on column core.grid_drafts.made_for is 'When the grid it was begun on had been cut last; null = never.';
comment on column core.grid_drafts.version is 'Number of its last change: two windows do not overwrite each other.';
comment on column core.grid_drafts.position is 'Steps that hold; those behind were taken back.';
comment on column core.grid_drafts.touched is 'Codes of the cells that the last change touched.';
comment on column core.grid_drafts.changed_at is 'When it was last changed.';

create table core.grid_draft_steps (
    region_code text not null,
    person_id   uuid not null,
    number      integer not null check (number > 0),
    kind        text not null,
    step        jsonb not null,
    primary key (region_code, person_id, number),
    foreign key (region_code, person_id) references core.grid_drafts on delete cascade
);
comment on table core.grid_draft_steps is 'What was done to a draft, in order.';
comment on column core.grid_draft_steps.region_code is 'Region.';
comment on column core.grid_draft_steps.person_id is 'Whose draft it is.';
comment on column core.grid_draft_steps.number is 'From 1.';
comment on column core.grid_draft_steps.kind is 'What was done, e.g. split.';
comment on column core.grid_draft_steps.step is 'Each cell that it changes, before and after.';
