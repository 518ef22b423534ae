//! The spec, the laws and the small cases.

mod agree;
mod appointing;
mod asked;
mod bugs;
mod build;
mod deputies;
mod duties;
mod explained;
mod finding;
mod found;
mod later;
mod laws;
mod spec;
mod town;
mod world;
