//! Background work: due clocks, outbox, checkpoints.
