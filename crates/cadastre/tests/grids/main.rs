//! Grids read, checked and compared, as whoever imports one has it.

mod common;
mod faults;
mod fuzz;
mod outlines;
mod partitions;
mod plans;
mod reading;
mod shapefiles;
mod sketches;
