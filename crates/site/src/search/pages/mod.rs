pub mod results;
pub mod synonyms;
