-- Weights of the composite, with the day from which they count.

create table core.weight_sets (
    region_code text not null references core.regions,
    valid_from  date not null,
    components  jsonb not null,
    decided_by  text not null,
    note        text,
    primary key (region_code, valid_from),
    constraint weight_sets_whole check (
        coalesce((components ->> 'on_time')::integer, 0) + coalesce((components ->> 'closing')::integer, 0)
        + coalesce((components ->> 'signing')::integer, 0) + coalesce((components ->> 'response')::integer, 0)
        + coalesce((components ->> 'solved')::integer, 0) + coalesce((components ->> 'satisfaction')::integer, 0) = 100)
);
comment on table core.weight_sets is 'Weights of the composite, versioned by date; the newest one that has begun counts, before the first the published example.';
comment on column core.weight_sets.region_code is 'Region.';
comment on column core.weight_sets.valid_from is 'Local day from which they count; they end where the next set begins, so that no two overlap.';
comment on column core.weight_sets.components is 'Shares in whole per cent by component, e.g. {"response": 30, "solved": 35, "satisfaction": 35}; together 100.';
comment on column core.weight_sets.decided_by is 'Body and document by which it was decided; no person. Public.';
comment on column core.weight_sets.note is 'What was said about it. Public.';

create view published.weight_sets as
    select region_code, valid_from,
           lead(valid_from) over (partition by region_code order by valid_from) as valid_to,
           components, decided_by, note
    from core.weight_sets;
comment on view published.weight_sets is 'Weights of the composite with the days from which and until before which they count.';
