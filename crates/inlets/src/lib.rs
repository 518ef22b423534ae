//! What comes from outside: event logs and tables, read into a desk.

pub mod feed;
pub mod log;
