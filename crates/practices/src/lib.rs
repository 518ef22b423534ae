//! One small pure file for each behaviour that data cannot express.
