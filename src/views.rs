//! Read models: what screens show and State does not keep. Filled by following the ledger, deleted without loss.

pub mod store;
