-- The ground of the map of our own: rivers, roads, green, buildings, as somebody imported them.

create table core.basemap_tiles (
    region_code text not null references core.regions,
    zoom        smallint not null check (zoom between 0 and 24),
    x           integer not null check (x >= 0),
    y           integer not null check (y >= 0),
    ground      json not null,
    primary key (region_code, zoom, x, y)
);
comment on table core.basemap_tiles is 'What lies under the grid, simplified for each distance and cut into tiles, ready to be sent. An import replaces all of a region.';
comment on column core.basemap_tiles.region_code is 'Region.';
comment on column core.basemap_tiles.zoom is 'Zoom of the tile in Web Mercator; 0 = the whole region as it is seen from far.';
comment on column core.basemap_tiles.x is 'Column of the tile, from the west.';
comment on column core.basemap_tiles.y is 'Row of the tile, from the north.';
comment on column core.basemap_tiles.ground is 'Areas, lines and names by kind, as they are on the wire.';

create view published.basemap_tiles as select region_code, zoom, x, y, ground from core.basemap_tiles;
comment on view published.basemap_tiles is 'What lies under the grid.';
