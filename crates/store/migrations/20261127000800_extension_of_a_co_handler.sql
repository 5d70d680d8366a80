-- A co-handler asks for more time for its own part.

alter table core.case_assignments
    add column extension_by    text,
    add column extension_until timestamptz;
comment on column core.case_assignments.extension_by is 'Who asked for the pending extension of a co-handler''s part; may not approve it. Private.';
comment on column core.case_assignments.extension_until is 'Until when it is asked for.';
create index case_assignments_asking on core.case_assignments (region_code, current_due_at, case_id)
    where extension_by is not null;
