//! What every database must do alike: each test runs on `SQLite` and on `PostgreSQL`, none is skipped.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod commits;
#[cfg(test)]
mod duties;
#[cfg(test)]
mod journal;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod people;
#[cfg(test)]
mod published;
#[cfg(test)]
mod records;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod search;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod timers;
