//! Files of three layouts, made here cell by cell; hostile ones.

mod hostile;
mod layouts;
mod made;
