-- What a row's own values say is checked on the row, instead of in another table for each of millions of rows;
-- and an index that nothing looks anything up by goes.

-- The eight source systems are a closed set (domain::source): a list does what two look-ups per record did.
alter table core.cases
    drop constraint cases_source_code_fkey,
    add constraint cases_source_code_check check (source_code in (
        'four_platforms', '110', 'petition', 'mediation', '12345', 'grid_inspection', 'station', 'public'));
alter table core.source_records
    drop constraint source_records_source_code_fkey,
    add constraint source_records_source_code_check check (source_code in (
        'four_platforms', '110', 'petition', 'mediation', '12345', 'grid_inspection', 'station', 'public')),
    -- A record refers to a case of its region, and that case to the region.
    drop constraint source_records_region_code_fkey;

-- Tokens are looked up among published cases, which have an index of their own; 128 random bits are never equal.
alter table core.cases drop constraint cases_region_code_public_token_key;
