-- What the cells of a township are checked against.

alter table core.townships add column outline jsonb;
comment on column core.townships.outline is 'Rings of [lng, lat] in WGS-84, holes among them, or null: not known.';
