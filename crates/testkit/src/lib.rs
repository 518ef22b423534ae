//! Fake clock, builders and throw-away databases for tests.
