-- What the figures of hand-overs, answers and repeats are made of.

alter table core.cases add column handling_minutes integer;
comment on column core.cases.handling_minutes is 'Working minutes from the first dispatch to the closing, by the calendar of that day.';

alter table core.case_assignments add column returned boolean not null default false;
comment on column core.case_assignments.returned is 'Released because the unit returned the case as not competent.';

update core.case_assignments as part set returned = true
from core.case_events as event
where event.region_code = part.region_code and event.case_id = part.case_id and event.action = 'return'
  and event.department_code = part.department_code and event.at = part.released_at and part.role = 'lead';

alter table core.case_events
    add column sign_due_at    timestamptz,
    add column contact_due_at timestamptz,
    add column satisfaction   smallint check (satisfaction between 1 and 5),
    add column solved         boolean,
    add column co_departments text[] not null default '{}';
comment on column core.case_events.co_departments is 'Units that the action made co-handlers.';
comment on column core.case_events.sign_due_at is 'By when the lead signs, where the action set or moved it.';
comment on column core.case_events.contact_due_at is 'By when the lead speaks with whoever reported, where the action set or moved it.';
comment on column core.case_events.satisfaction is '1 to 5, given with the action.';
comment on column core.case_events.solved is 'Whether the matter is solved, as was said with the action.';

-- A tally has a row for the case and one for each former lead and co-handler.
alter table published.tally
    add column part              smallint not null default 0,
    add column share             text not null default 'case' check (share in ('case', 'former', 'co', 'none')),
    add column station_code      text,
    add column category_code     text,
    add column source_code       text,
    add column township_code     text,
    add column community_code    text,
    add column dispatched        boolean not null default false,
    add column signed_in_time    boolean not null default false,
    add column contacted_in_time boolean not null default false,
    add column returned          boolean not null default false,
    add column reworked          boolean not null default false,
    add column solved            boolean,
    add column repeats_place     boolean not null default false,
    add column repeats_person    boolean not null default false,
    add column repeats_matter    boolean not null default false,
    add column handling_minutes  integer,
    add column completed         boolean not null default false,
    drop constraint tally_pkey,
    add primary key (region_code, tally_key, part);
comment on table published.tally is 'What every case of every tier adds to totals of departments, stations and the region. Kind and place are told of listed cases only.';
comment on column published.tally.part is '0 for the case; else one more than the position of the assignment of a former lead or co-handler.';
comment on column published.tally.share is 'As what the unit counts it; none = no more.';
comment on column published.tally.station_code is 'Station that opened it.';
comment on column published.tally.category_code is 'Category of a listed case.';
comment on column published.tally.source_code is 'Source system of a listed case.';
comment on column published.tally.township_code is 'Township of a listed case.';
comment on column published.tally.community_code is 'Community of a listed case.';
comment on column published.tally.dispatched is 'Given to the unit here, with a limit for signing.';
comment on column published.tally.signed_in_time is 'Signed within it.';
comment on column published.tally.contacted_in_time is 'Whoever reported was spoken with within the limit.';
comment on column published.tally.returned is 'Returned as not competent.';
comment on column published.tally.reworked is 'Sent back by the verifier, or opened again.';
comment on column published.tally.solved is 'Whether the call-back says it is solved.';
comment on column published.tally.repeats_place is 'An earlier record from the same place within thirty days.';
comment on column published.tally.repeats_person is 'An earlier record by the same person within thirty days.';
comment on column published.tally.repeats_matter is 'An earlier record of the same matter within thirty days.';
comment on column published.tally.handling_minutes is 'Working minutes from dispatch to closing.';
comment on column published.tally.completed is 'The co-handler''s part is done.';

-- Everything there is counts anew, without a message each.
insert into core.outbox (region_code, case_id, bulk) select region_code, case_id, true from core.cases;
