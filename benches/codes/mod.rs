//! The parts of the bench of reading codes.

pub mod curl;
pub mod figures;
pub mod ideal;
pub mod label;
pub mod page;
pub mod random;
pub mod rivals;
pub mod sets;
pub mod text;
pub mod wear;
