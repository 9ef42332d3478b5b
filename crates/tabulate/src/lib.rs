//! Survey tabulation: coded columns in, finished tables out. No I/O beyond bytes in and bytes out.
//!
//! | | |
//! |---|---|
//! | [`variables`] | what was asked and what was answered: single, multiple, numeric; 無回答 and 非該当 are codes of their own |
//! | [`filters`], [`derive`] | conditions as a tree; bands, classes, recodes, nesting |
//! | [`tables`] | [`Plan`] (banners, base, weights, filter, tests) → [`Table`] |
//! | [`groups`] | do figures of groups tell of a few? |
//! | [`read`] | bytes of a CSV → columns, faults by row and column |
//! | [`write`] | tables → CSV, JSON |
//!
//! What holds everywhere:
//! * Percentages are rounded half up to one decimal from integers; weights are millionths, so weighted ones are exact too.
//! * 無回答 is a category inside the base [`Base::Asked`]; 非該当 (not asked) is outside every base.
//! * Small numbers of a question that hides them ([`Disclosure::AtLeast`]) are [`Shown::Hidden`], which holds no number,
//!   with as many others as it takes; every output is made from that.
//! * Tests are made on unweighted counts of who answered both, and say so.
//!
//! ```
//! use tabulate::{Answer::{NoAnswer, Option}, Meta, Plan, Single, Variable};
//! let council = [Option(0), Option(1), NoAnswer, Option(0)];
//! let council: Variable = Single::from_answers(Meta::new("q1", ["ある", "ない"]), council)?.into();
//! let class: Variable = Single::from_answers(Meta::new("class", ["該当", "非該当"]), [0, 0, 1, 1].map(Option))?.into();
//! let table = Plan { banners: vec![&class], ..Plan::default() }.table(&council)?;
//! let (row, cell) = table.find("class", "該当", "ある").unwrap();
//! assert_eq!(row.base.value().unwrap().respondents, 2);
//! assert_eq!(cell.value().unwrap().percent.unwrap().to_string(), "50.0");
//! # Ok::<(), tabulate::Fault>(())
//! ```

mod count;
pub mod derive;
mod elimination;
mod fault;
pub mod filters;
pub mod groups;
mod numbers;
pub mod read;
pub mod statistics;
pub mod tables;
pub mod variables;
mod weights;
pub mod write;

pub use count::joint_counts;
pub use fault::Fault;
pub use filters::{Filter, Truth};
pub use numbers::{Amount, Percent, Points, half_away, half_up};
pub use tables::{Base, Block, Cell, Column, Comparison, Figures, Grid, Head, Plan, Row, Shown, Table, Tested};
pub use variables::{Answer, Choice, Codes, Disclosure, Meta, Multiple, Number, Numeric, Single, Variable};
pub use weights::{MOST_TOTAL, MOST_WEIGHT, Weights};
