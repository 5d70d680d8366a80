-- Weekly reports, as they were made.

create table core.reports (
    region_code text not null references core.regions,
    week        date not null check (extract(isodow from week) = 1),
    made_at     timestamptz not null,
    version     bigint not null,
    figures     json not null,
    sha256      text not null,
    primary key (region_code, week),
    constraint reports_digest check (sha256 = encode(sha256(convert_to(figures::text, 'UTF8')), 'hex'))
);
comment on table core.reports is 'Weekly reports: made once, never computed again. Append-only.';
comment on column core.reports.region_code is 'Region.';
comment on column core.reports.week is 'Monday of the week of ISO 8601, in the region''s zone.';
comment on column core.reports.made_at is 'When it was made, and as of when its figures stand.';
comment on column core.reports.version is 'Version of the published data it was made from.';
comment on column core.reports.figures is 'The report, whole. Text and not jsonb: its bytes are what is published and what the digest is of.';
comment on column core.reports.sha256 is 'SHA-256 of these bytes, in hexadecimal digits.';
create trigger reports_append_only before update or delete on core.reports
    for each row execute function core.refuse_rewriting();

create view published.reports as select region_code, week, made_at, version, figures, sha256 from core.reports;
comment on view published.reports is 'Weekly reports.';
