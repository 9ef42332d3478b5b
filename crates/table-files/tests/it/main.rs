//! Every output of every kind of table, read back.

mod answers;
mod checks;
mod outputs;
