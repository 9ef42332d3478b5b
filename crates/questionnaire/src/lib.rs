//! Questionnaires: what is asked, who is asked it when, what counts as an answer, and what became of it since last year.
//! No input or output, no database, no clock.
//!
//! | module | answers |
//! |---|---|
//! | [`model`] | what is a questionnaire made of? ([`Definition`], [`Section`], [`Question`], [`Choice`]) |
//! | [`kinds`] | one file per question type: its limits, its checks, its columns |
//! | [`condition`] | 「問1で「いない」と答えた方」: parsed, evaluated, printed, said in Japanese |
//! | [`verify`] | is this definition sound? Circular branching, unknown references, duplicate names, empty lists, limits |
//! | [`form`] | a verified definition, made ready: find by name, who is asked what ([`Form`]) |
//! | [`answers`] | the answers of one respondent, with a stable JSON form ([`Answers`]) |
//! | [`check`] | what is wrong with these answers? ([`Finding`]) |
//! | [`soft`] | what holds and still needs a look: against other questions, last year, others of the same size |
//! | [`edit`] | changing a definition: names that are free, moving, renaming with everything that refers to it |
//! | [`editions`] | what a correction changes, in words; answers carried from one edition to the next |
//! | [`generate`] | answers that hold, made up, for a demonstration and for tests |
//! | [`columns`] | the flat list of variables for tables and CSV ([`Column`]) |
//! | [`concordance`] | same / reworded / split / merged / new / dropped against last year |
//! | [`toml_file`] | definitions and concordances in reviewed files |
//! | [`shipped`] | the questionnaires that come with the platform |
//!
//! The way in: `Definition` (from TOML, XLSForm or the browser) → [`Form::new`] (verified) → [`check::check`], [`Form::columns`].

pub mod answers;
pub mod check;
pub mod columns;
pub mod concordance;
pub mod condition;
pub mod edit;
pub mod editions;
pub mod form;
pub mod generate;
pub mod kinds;
pub mod model;
pub mod shipped;
pub mod soft;
pub mod toml_file;
pub mod verify;

pub use answers::{Answer, Answers, RowAnswer};
pub use check::{Finding, FindingKind, check};
pub use columns::{Cell, Column, ColumnKind};
pub use concordance::Concordance;
pub use condition::Condition;
pub use form::Form;
pub use kinds::Kind;
pub use model::{Choice, Constraint, Definition, Question, Respondent, Section};
pub use verify::{DefinitionFault, Subject};
