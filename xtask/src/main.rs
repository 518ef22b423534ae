//! Chores of this repository.

mod floors;

fn main() {}
