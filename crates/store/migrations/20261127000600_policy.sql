-- Policy as data with dates: calendars, limits by urgency, default leads, units that are no longer in use.

create table core.calendar_years (
    region_code text not null references core.regions,
    year        integer not null check (year between 1900 and 2999),
    provisional boolean not null default false,
    primary key (region_code, year)
);
comment on table core.calendar_years is 'Years whose days a region keeps itself; in scheme cn every other year is the shipped one.';
comment on column core.calendar_years.region_code is 'Region.';
comment on column core.calendar_years.year is 'Year.';
comment on column core.calendar_years.provisional is 'Not announced yet: dues that fall into it are forecasts.';

create table core.calendar_days (
    region_code text not null references core.regions,
    day         date not null,
    kind        text not null check (kind in ('holiday', 'workday')),
    occasion    text not null default '',
    primary key (region_code, day)
);
comment on table core.calendar_days is 'Days that differ from the plain week, of the years a region keeps itself.';
comment on column core.calendar_days.region_code is 'Region.';
comment on column core.calendar_days.day is 'Local day.';
comment on column core.calendar_days.kind is 'holiday, or workday: a weekend day that is worked (调休).';
comment on column core.calendar_days.occasion is 'What the day is for.';

create table core.working_hours (
    region_code text not null references core.regions,
    valid_from  date not null,
    sessions    jsonb not null,
    primary key (region_code, valid_from)
);
comment on table core.working_hours is 'Working hours, versioned by date; before the first version 08:30–12:00 and 14:00–17:30.';
comment on column core.working_hours.region_code is 'Region.';
comment on column core.working_hours.valid_from is 'Local day from which they hold.';
comment on column core.working_hours.sessions is 'Sessions [["08:30:00", "12:00:00"], …] in local time, in order.';

-- A version without minutes ends a limit of one's own: from then on the kind above counts, then the urgency.
alter table core.stage_limits
    alter column minutes drop not null,
    alter column clock drop not null,
    add constraint stage_limits_whole check ((minutes is null) = (clock is null));
comment on column core.stage_limits.minutes is 'Minutes of the clock below; null = from then on none of its own.';
comment on column core.stage_limits.clock is 'working or continuous time; null without minutes.';

create table core.urgency_limits (
    region_code text not null references core.regions,
    urgency     text not null check (urgency in ('normal', 'urgent')),
    stage       text not null check (stage in ('sign', 'contact', 'dispose', 'verify', 'call_back')),
    valid_from  timestamptz not null default '-infinity',
    minutes     integer check (minutes > 0),
    clock       text check (clock in ('working', 'continuous')),
    primary key (region_code, urgency, stage, valid_from),
    check ((minutes is null) = (clock is null))
);
comment on table core.urgency_limits is 'Limits of every kind of an urgency that has none of its own, nor from the kinds above.';
comment on column core.urgency_limits.region_code is 'Region.';
comment on column core.urgency_limits.urgency is 'normal or urgent.';
comment on column core.urgency_limits.stage is 'Stage the limit is for.';
comment on column core.urgency_limits.valid_from is 'From when it holds; the newest valid one does.';
comment on column core.urgency_limits.minutes is 'Minutes of the clock below; null = from then on none.';
comment on column core.urgency_limits.clock is 'working or continuous time; null without minutes.';

create table core.default_leads (
    region_code     text not null references core.regions,
    category_code   text not null,
    township_code   text not null default '',
    valid_from      timestamptz not null,
    department_code text,
    primary key (region_code, category_code, township_code, valid_from),
    foreign key (region_code, category_code) references core.categories,
    foreign key (region_code, department_code) references core.departments
);
comment on table core.default_leads is 'Which unit leads a kind of matter in a township, versioned by date; a proposal at dispatch.';
comment on column core.default_leads.region_code is 'Region.';
comment on column core.default_leads.category_code is 'Kind of matter, and what stands below it.';
comment on column core.default_leads.township_code is 'Township; empty = everywhere.';
comment on column core.default_leads.valid_from is 'From when it holds; the newest valid one does.';
comment on column core.default_leads.department_code is 'Unit that leads; null = from then on none by this rule.';

alter table core.departments add column active boolean not null default true;
comment on column core.departments.active is 'Whether it may still be given something to do.';
