-- Regions (tenants) and the areas they are cut into.

create schema core;
comment on schema core is 'Everything people and systems work on. The public role may not read it.';

create table core.regions (
    region_code text primary key,
    name        text not null,
    name_en     text,
    time_zone   text not null,
    locale      text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
    scheme      text not null default 'cn' check (scheme in ('cn', 'h3')),
    synthetic   boolean not null default false,
    outline     jsonb,
    created_at  timestamptz not null default now()
);
comment on table core.regions is 'A tenant: one district or city. Reference table: its key is the region code itself.';
comment on column core.regions.region_code is 'Six digits in China, otherwise a slug.';
comment on column core.regions.name is 'Name shown to people.';
comment on column core.regions.name_en is 'English name, where there is one.';
comment on column core.regions.time_zone is 'IANA time zone: days begin at midnight there.';
comment on column core.regions.locale is 'Language of the region''s own texts.';
comment on column core.regions.scheme is 'How grid cells are coded: cn (15 digits) or h3.';
comment on column core.regions.synthetic is 'Made-up data; every page says so.';
comment on column core.regions.outline is 'Rings of [lng, lat] in WGS-84, or null.';
comment on column core.regions.created_at is 'When the region was created here.';

create table core.townships (
    region_code   text not null references core.regions,
    township_code text not null,
    name          text not null,
    name_en       text,
    primary key (region_code, township_code)
);
comment on table core.townships is 'Streets, towns and townships (街道/镇/乡).';
comment on column core.townships.region_code is 'Region.';
comment on column core.townships.township_code is 'Nine digits in scheme cn, free text elsewhere; unique per region.';
comment on column core.townships.name is 'Name shown to people.';
comment on column core.townships.name_en is 'English name, where there is one.';

create table core.communities (
    region_code    text not null references core.regions,
    community_code text not null,
    township_code  text,
    name           text not null,
    name_en        text,
    primary key (region_code, community_code)
);
comment on table core.communities is 'Residents'' and villagers'' communities (社区/村).';
comment on column core.communities.region_code is 'Region.';
comment on column core.communities.community_code is 'Twelve digits in scheme cn, free text elsewhere; unique per region.';
comment on column core.communities.township_code is 'Township it lies in, if known.';
comment on column core.communities.name is 'Name shown to people.';
comment on column core.communities.name_en is 'English name, where there is one.';

create table core.grid_cells (
    region_code    text not null references core.regions,
    grid_code      text not null,
    valid_from     timestamptz not null default '-infinity',
    valid_to       timestamptz not null default 'infinity',
    community_code text,
    township_code  text,
    name           text not null,
    kind           text not null default 'basic' check (kind in ('basic', 'dedicated')),
    rural          boolean not null default false,
    ring           jsonb not null,
    anchors        jsonb not null,
    primary key (region_code, grid_code, valid_from),
    check (valid_from < valid_to)
);
comment on table core.grid_cells is 'Grid cells (网格); grids get re-cut, so each holds for a time.';
comment on column core.grid_cells.region_code is 'Region.';
comment on column core.grid_cells.grid_code is '15 digits in scheme cn, H3 index in scheme h3.';
comment on column core.grid_cells.valid_from is 'First moment this shape holds.';
comment on column core.grid_cells.valid_to is 'First moment it no longer holds.';
comment on column core.grid_cells.community_code is 'Community it lies in, if known.';
comment on column core.grid_cells.township_code is 'Township it lies in, if known.';
comment on column core.grid_cells.name is 'Name shown to people.';
comment on column core.grid_cells.kind is 'basic (基础网格) or dedicated (专属网格).';
comment on column core.grid_cells.rural is 'Rural cells get fewer, wider anchors.';
comment on column core.grid_cells.ring is 'Outer ring as [[lng, lat], …] in WGS-84, not closed.';
comment on column core.grid_cells.anchors is 'Fixed points [[lng, lat], …] that stand for exact ones in public; made once, never moved.';
