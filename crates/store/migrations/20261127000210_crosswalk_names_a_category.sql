-- The crosswalk decides the category of records: it may name only one that exists.

alter table core.category_crosswalk
    add foreign key (region_code, category_code) references core.categories;
