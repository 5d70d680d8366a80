mod board;
mod cases;
mod live;
mod map;
