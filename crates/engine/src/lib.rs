//! The one door: desks, the write path, the read path, journal, search, import and export.
