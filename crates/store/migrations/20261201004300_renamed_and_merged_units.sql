-- Units that are renamed or merged: which names they had when, and where they went.

alter table core.department_names
    add column name_en text,
    add column valid_to timestamptz;
comment on column core.department_names.name_en is 'English name at that time, where there was one.';
comment on column core.department_names.valid_to is 'When another name took its place; null = it still is the name, or was only ever seen in records.';

alter table core.departments
    add column merged_into text,
    add column merged_on date,
    add constraint departments_merger check (
        (merged_into is null) = (merged_on is null) and merged_into is distinct from department_code),
    add constraint departments_merged_into foreign key (region_code, merged_into) references core.departments;
comment on column core.departments.merged_into is 'Unit that it goes into; what it has had stays with it.';
comment on column core.departments.merged_on is 'Local day from which it has gone there: it is given nothing new.';

create or replace view published.departments as
    select region_code, department_code, name, name_en, kind, peer_group, merged_into, merged_on from core.departments;
create view published.department_names as
    select region_code, department_code, name, name_en, first_seen_at as valid_from, valid_to
    from core.department_names where valid_to is not null;
comment on view published.department_names is 'Names that departments had, with the times from and until when.';
