-- Whether a citizen's answer came through the public code, which anybody may hold, or to somebody who called them back.

alter table core.cases add column said_by_code boolean not null default false;
comment on column core.cases.said_by_code is 'The answer in solved came through the public code: it is no call-back and replaces no verification.';
