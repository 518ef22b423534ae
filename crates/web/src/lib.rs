//! Pages rendered on the server.
//!
//! [`look`] is the drawing floor: plain view structs in, markup out. It knows nothing of the engine; the
//! modules beside it ask the engine, fill the structs and answer requests.

pub mod look;
