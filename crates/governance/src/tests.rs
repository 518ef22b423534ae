//! The spec, the laws and the small cases.

mod agree;
mod appointing;
mod bugs;
mod build;
mod deputies;
mod explained;
mod finding;
mod laws;
mod spec;
mod town;
mod world;
