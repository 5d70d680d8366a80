-- How those who reported a problem themselves can be reached.

create table private.contacts (
    region_code text not null,
    case_id     uuid not null,
    name        text check (length(name) between 1 and 80),
    reach       text not null check (length(reach) between 3 and 120),
    created_at  timestamptz not null,
    primary key (region_code, case_id),
    foreign key (region_code, case_id) references core.cases on delete cascade
);
comment on table private.contacts is 'What a resident said of how to reach them. Forgotten some time after the case is closed.';
comment on column private.contacts.region_code is 'Region.';
comment on column private.contacts.case_id is 'The case they reported.';
comment on column private.contacts.name is 'How they want to be called.';
comment on column private.contacts.reach is 'Telephone number or mail address.';
comment on column private.contacts.created_at is 'When they said it.';
