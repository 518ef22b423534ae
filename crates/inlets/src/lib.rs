//! What comes from outside: event logs and tables, read into a desk or mined as they are. And the way back: event logs made
//! of what a desk sees.

pub mod feed;
pub mod log;
pub mod mine;
pub mod outlet;
