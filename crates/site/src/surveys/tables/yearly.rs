//! Last year beside this year, through the concordance: what goes on, what broke, what cannot be compared.

use std::sync::Arc;

use questionnaire::Concordance;
use questionnaire::concordance::{Link, Relation};
use table_files::Printed;
use table_files::printed::Before;
use tabulate::Table;
pub use tabulate::tables::Link as ChoiceLink;
use tabulate::tables::{Break, PointsFrom, changes};

use super::banners;
use crate::surveys::data_set::DataSet;

/// Last year's answers, and what became of its questions since.
#[derive(Clone, Debug)]
pub struct LastYear {
    pub set: Arc<DataSet>,
    /// `None`: nobody wrote one; then only what has the same name and words is the same.
    pub concordance: Option<Concordance>,
}

fn kind(relation: Relation) -> Break {
    match relation {
        Relation::Same => Break::Same,
        Relation::Reworded => Break::Reworded,
        Relation::Split => Break::Split,
        Relation::Merged => Break::Merged,
        Relation::New | Relation::Dropped => Break::New,
    }
}

fn remark(relation: Relation, other_base: bool, note: &str) -> String {
    let what = match relation {
        Relation::Same => "設問は前年と同じ",
        Relation::Reworded => "設問の言い方が前年と違う",
        Relation::Split => "前年の1つの設問を分けた",
        Relation::Merged => "前年の複数の設問をまとめた",
        Relation::New | Relation::Dropped => "前年にはない設問",
    };
    let base = if other_base { "。答える対象が前年と違う" } else { "" };
    format!("系列の切れ目：{what}{base}。{note}")
}

impl LastYear {
    /// The variable of last year that asks the same; `None` where figures must not stand side by side.
    pub fn question(&self, code: &str) -> Option<String> {
        let (question, row) = self.parts(code);
        match self.link(&question) {
            None => self.set.variable(code).map(|_| code.to_owned()),
            Some(link) if comparable(link) => {
                let before = link.from.first()?;
                Some(if row.is_empty() { before.clone() } else { format!("{before}_{row}") })
            }
            Some(_) => None,
        }
    }

    /// `q12_platform` → (`q12`, `platform`): by the concordance's or last year's own names of questions.
    fn parts(&self, code: &str) -> (String, String) {
        let known =
            |id: &str| self.set.question(id).is_some() || self.concordance.as_ref().is_some_and(|c| c.of(id).is_some());
        if known(code) {
            return (code.to_owned(), String::new());
        }
        let places = code.match_indices('_').map(|(at, _)| at).collect::<Vec<_>>();
        let found = places.into_iter().rev().find(|at| known(&code[..*at]));
        found.map_or_else(|| (code.to_owned(), String::new()), |at| (code[..at].to_owned(), code[at + 1..].to_owned()))
    }

    fn link(&self, question: &str) -> Option<&Link> {
        self.concordance.as_ref().and_then(|concordance| concordance.of(question))
    }

    fn before(&self, breaks: Vec<String>) -> Before {
        let about = &self.set.about;
        Before { title: about.title.clone(), fiscal_year: about.fiscal_year, breaks, marks: Vec::new() }
    }

    /// Why there is no figure of that year beside it.
    pub fn why_not(&self, code: &str) -> String {
        let (question, _) = self.parts(code);
        match self.link(&question) {
            Some(link) => remark(link.relation, link.other_base, &link.note),
            None if self.set.variable(code).is_none() => "前年にはない設問。".to_owned(),
            None => "前年の同じ範囲の回答が少ないか、同じ絞り込みができないため、前年と比べていません。".to_owned(),
        }
    }

    /// A table with the remark why there is no last year beside it.
    pub fn not_comparable(&self, mut made: Printed, code: &str) -> Printed {
        made.remarks.push(self.why_not(code));
        made
    }

    /// What broke the series of the question between that year and the next.
    pub fn breaks_of(&self, code: &str) -> Vec<String> {
        let (question, _) = self.parts(code);
        let broken = self.link(&question).filter(|link| link.relation != Relation::Same || link.other_base);
        broken.map(|link| remark(link.relation, link.other_base, &link.note)).into_iter().collect()
    }

    /// Each option's forerunners in that year: `own` and `old` are the ids of the options.
    pub fn links(&self, code: &str, own: &[String], old: &[String]) -> Vec<ChoiceLink> {
        let (question, _) = self.parts(code);
        choices(self.link(&question), own, old, own.len())
    }

    /// The table with last year's figures, differences in points, and every break marked. `own`: ids of this year's options.
    pub fn compared(&self, made: Printed, now: (&Table, &[String]), before: &Table, code: &str) -> Printed {
        let (table, own) = now;
        let (question, _) = self.parts(code);
        let link = self.link(&question);
        let old = banners::codes(&self.set).0.remove(&before.question.name).unwrap_or_default();
        let links = choices(link, own, &old, table.question.choices.len());
        let found = changes(table, before, &links, PointsFrom::Counts);
        let mut breaks = Vec::new();
        let Some(link) = link else { return made.with_changes(&found, before, self.before(breaks)) };
        if link.relation != Relation::Same || link.other_base {
            breaks.push(remark(link.relation, link.other_base, &link.note));
        }
        let named = |ids: &[String], codes: &[String], table: &Table| -> String {
            let place = |id: &String| codes.iter().position(|code| code == id);
            let labels = ids.iter().filter_map(place).filter_map(|at| table.question.choices.get(at));
            labels.map(|choice| format!("「{}」", choice.label)).collect()
        };
        for option in link.options.iter().filter(|option| option.relation != Relation::Same) {
            let is = if option.to.is_empty() {
                format!("{}は前年で終わった", named(&option.from, &old, before))
            } else {
                format!("{}は{}", named(&option.to, own, table), option.relation.label())
            };
            breaks.push(format!("系列の切れ目：選択肢{is}。{}", option.note));
        }
        made.with_changes(&found, before, self.before(breaks))
    }
}

/// Each choice's forerunners, by the ids of the options.
fn choices(link: Option<&Link>, own: &[String], old: &[String], count: usize) -> Vec<ChoiceLink> {
    let place = |id: &String| old.iter().position(|code| code == id);
    let one = |choice: usize| {
        let id = own.get(choice)?;
        let named = link.and_then(|l| l.options.iter().find(|option| option.to.contains(id)));
        Some(match named {
            Some(option) => ChoiceLink {
                choice,
                before: option.from.iter().filter_map(place).collect(),
                kind: kind(option.relation),
            },
            None => {
                let before: Vec<usize> = place(id).into_iter().collect();
                let kind = if before.is_empty() { Break::New } else { Break::Same };
                ChoiceLink { choice, before, kind }
            }
        })
    };
    (0..count).filter_map(one).collect()
}

fn comparable(link: &Link) -> bool {
    matches!(link.relation, Relation::Same | Relation::Reworded) && !link.other_base && !link.from.is_empty()
}
