//! Groups of workers.
