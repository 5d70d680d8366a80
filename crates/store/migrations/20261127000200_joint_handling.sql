-- What joint handling adds to cases: stages with their own clocks, whistles, supervision, mergers, recorded colours.

alter table core.cases
    add column verify_due_at      timestamptz,
    add column call_back_due_at   timestamptz,
    add column verified_at        timestamptz,
    add column called_back_at     timestamptz,
    add column supervised_by      text,
    add column supervised_at      timestamptz,
    add column supervision_due_at timestamptz,
    add column supervisions       smallint not null default 0,
    add column whistles           smallint not null default 0,
    add column merged_into        text,
    add column opened_by          text,
    add column station_code       text;
comment on column core.cases.verify_due_at is 'By when somebody else verifies the feedback.';
comment on column core.cases.call_back_due_at is 'By when whoever reported is called back.';
comment on column core.cases.verified_at is 'When the last feedback was verified.';
comment on column core.cases.called_back_at is 'When the last call-back since the feedback was.';
comment on column core.cases.supervised_by is 'Who made the demand that waits for an answer. Private.';
comment on column core.cases.supervised_at is 'When it was made.';
comment on column core.cases.supervision_due_at is 'By when the lead answers it.';
comment on column core.cases.supervisions is 'How many demands there were.';
comment on column core.cases.whistles is 'How many whistles were blown; zero spares looking for them.';
comment on column core.cases.merged_into is 'Public code of the case it was merged into.';
comment on column core.cases.opened_by is 'Person who opened it, if one did. Private.';
comment on column core.cases.station_code is 'Station that opened it, if one did.';

create index cases_by_state on core.cases (region_code, state, received_at, case_id)
    where state not in ('closed', 'archived', 'rejected', 'merged');
create index cases_asking on core.cases (region_code, current_due_at, case_id) where extension_by is not null;
create index cases_supervised on core.cases (region_code, supervision_due_at, case_id) where supervised_at is not null;
create index cases_opened_by on core.cases (region_code, opened_by, received_at desc, case_id) where opened_by is not null;

alter table core.case_assignments
    add column sign_due_at    timestamptz,
    add column contact_due_at timestamptz,
    add column contacted_at   timestamptz,
    add column is_open        boolean not null default false,
    add column mark           text check (mark in ('yellow', 'orange', 'red')),
    add column next_mark_at   timestamptz;
comment on column core.case_assignments.sign_due_at is 'By when to sign.';
comment on column core.case_assignments.contact_due_at is 'By when the lead speaks with whoever reported.';
comment on column core.case_assignments.contacted_at is 'When it did.';
comment on column core.case_assignments.is_open is 'The unit still has something to do: the part stands in its queue.';
comment on column core.case_assignments.mark is 'Colour its clock has reached: yellow, orange, red; null = green or not running.';
comment on column core.case_assignments.next_mark_at is 'When its clock changes colour next; null = never.';

update core.case_assignments as part set is_open = true
from core.cases as c
where c.region_code = part.region_code and c.case_id = part.case_id and part.released_at is null
  and c.state not in ('closed', 'archived', 'rejected', 'merged')
  and (part.feedback_at is null or (part.role = 'lead' and c.state = 'rework'));

-- The queue of a unit stands on its parts from here on.
drop index if exists core.cases_open_by_due;

-- The queue of a unit, in due order; what has no due comes last.
create index case_assignments_queue on core.case_assignments
    (region_code, department_code, (coalesce(current_due_at, timestamptz '9999-12-31 00:00:00+00')), case_id) where is_open;
create index case_assignments_sweep on core.case_assignments (next_mark_at) where next_mark_at is not null;

create table core.whistles (
    region_code     text not null references core.regions,
    case_id         uuid not null,
    number          smallint not null,
    place           text not null,
    blown_by        text not null,
    department_code text,
    blown_at        timestamptz not null,
    primary key (region_code, case_id, number),
    foreign key (region_code, case_id) references core.cases
);
comment on table core.whistles is 'Calls of several units to a place (吹哨).';
comment on column core.whistles.region_code is 'Region.';
comment on column core.whistles.case_id is 'Case.';
comment on column core.whistles.number is 'Number within the case, from 0.';
comment on column core.whistles.place is 'Where to, in words. Private.';
comment on column core.whistles.blown_by is 'By whom. Private.';
comment on column core.whistles.department_code is 'Unit of whoever blew it.';
comment on column core.whistles.blown_at is 'When.';
create index whistles_newest on core.whistles (region_code, blown_at desc);

create table core.whistle_calls (
    region_code text not null references core.regions,
    case_id     uuid not null,
    number      smallint not null,
    position    smallint not null,
    callee      text not null,
    answered_at timestamptz,
    declined    text,
    arrived_at  timestamptz,
    primary key (region_code, case_id, number, position),
    foreign key (region_code, case_id, number) references core.whistles
);
comment on table core.whistle_calls is 'Who was called by a whistle, who answered, who came (报到).';
comment on column core.whistle_calls.region_code is 'Region.';
comment on column core.whistle_calls.case_id is 'Case.';
comment on column core.whistle_calls.number is 'Whistle within the case.';
comment on column core.whistle_calls.position is 'Order in which they were named.';
comment on column core.whistle_calls.callee is 'Department code, or guest:<code id>.';
comment on column core.whistle_calls.answered_at is 'When they answered.';
comment on column core.whistle_calls.declined is 'Coded reason why they do not come.';
comment on column core.whistle_calls.arrived_at is 'When they were there.';
create index whistle_calls_waiting on core.whistle_calls (region_code, callee) where arrived_at is null and declined is null;

create table core.clock_marks (
    region_code text not null references core.regions,
    case_id     uuid not null,
    position    smallint not null,
    mark        text not null check (mark in ('yellow', 'orange', 'red')),
    due_at      timestamptz not null,
    reached_at  timestamptz not null,
    recorded_at timestamptz not null,
    primary key (region_code, case_id, position, mark, due_at),
    foreign key (region_code, case_id, position) references core.case_assignments
);
comment on table core.clock_marks is 'When the clock of a part turned yellow, orange and red, as the sweep saw it.';
comment on column core.clock_marks.region_code is 'Region.';
comment on column core.clock_marks.case_id is 'Case.';
comment on column core.clock_marks.position is 'Part.';
comment on column core.clock_marks.mark is 'Colour reached.';
comment on column core.clock_marks.due_at is 'The due it was measured against: an extension begins anew.';
comment on column core.clock_marks.reached_at is 'The very moment it was reached.';
comment on column core.clock_marks.recorded_at is 'When the sweep recorded it.';
