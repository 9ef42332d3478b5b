pub mod interface;
pub mod log;
pub mod opened;
pub mod results;
pub mod suggest;
pub mod synonyms;
