//! Services and configuration items as typed edges. Pure.
