-- What has changed and is not yet published.

create table core.outbox (
    id          bigint generated always as identity primary key,
    region_code text not null,
    case_id     uuid not null,
    not_before  timestamptz not null default '-infinity',
    bulk        boolean not null default false
);
comment on table core.outbox is 'Cases whose published picture is out of date; written in the transaction of the change.';
comment on column core.outbox.id is 'Order of arrival.';
comment on column core.outbox.region_code is 'Region.';
comment on column core.outbox.case_id is 'Case.';
comment on column core.outbox.not_before is 'Publication delay of the category.';
comment on column core.outbox.bulk is 'From an import: published without a live message per event.';
create index outbox_due on core.outbox (not_before, id);
