-- By which mapping a record was read and when in the order of all, so that it can be written out and taken again the same way.

alter table private.source_records
    add column mapping_id uuid,
    add column arrival    bigint generated always as identity;
comment on column private.source_records.mapping_id is 'Mapping it was read by, of core.intake_mappings, whose rows stay for ever. Null if it came before that was kept.';
comment on column private.source_records.arrival is 'Grows with every version that is taken, of whatever record; not without gaps.';
