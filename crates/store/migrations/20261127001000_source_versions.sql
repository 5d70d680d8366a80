-- Sources that count or date the versions of a record: what comes late never overwrites what is newer.

alter table private.source_records add column source_version bigint;
comment on column private.source_records.version is 'From 1, in the order in which contents came.';
comment on column private.source_records.source_version is 'Which version the source says it is, a number or milliseconds; the greatest stands in the case. Null where it says none.';
