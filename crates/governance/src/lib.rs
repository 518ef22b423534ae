//! Who may do what and why, over which records, and what is missing. Pure.
