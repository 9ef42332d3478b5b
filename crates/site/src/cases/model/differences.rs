//! Field by field, what differs between two contents of a case; both sides in full.

use super::{Content, Field, Player, TagKind, Trouble, shown_with_unit, tag_label};
use crate::regions::NamedPlace;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub label: String,
    pub before: String,
    pub after: String,
}

/// What codes and ids are called.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    pub troubles: &'a [Trouble],
    pub places: &'a [NamedPlace],
}

impl Names<'_> {
    fn tag(&self, kind: TagKind, tag: &str) -> String {
        match kind {
            TagKind::Trouble => self.troubles.iter().find(|t| t.id == tag).map_or(tag, |t| &t.label).to_owned(),
            kind => tag_label(kind, tag).to_owned(),
        }
    }

    fn place(&self, code: &str) -> String {
        self.places.iter().find(|p| p.code == code).map_or_else(|| code.to_owned(), NamedPlace::label)
    }
}

pub fn differences(before: &Content, after: &Content, names: Names<'_>) -> Vec<Difference> {
    let mut found: Vec<Difference> = Vec::new();
    let mut differ = |label: &str, before: String, after: String| {
        if before != after {
            found.push(Difference { label: label.to_owned(), before, after });
        }
    };
    for field in Field::EVERY {
        differ(field.label(), before.texts.get(*field).to_owned(), after.texts.get(*field).to_owned());
    }
    for kind in TagKind::EVERY {
        let words = |content: &Content| {
            let mut words: Vec<_> = content.tags_of(kind).map(|tag| names.tag(kind, tag)).collect();
            words.sort();
            words.join("、")
        };
        // The text field 困りごと has the same name as the entrances.
        let label = if kind == TagKind::Trouble { "困りごとの入口" } else { kind.label() };
        differ(label, words(before), words(after));
    }
    let year = |c: &Content| c.start_year.map(|y| format!("{y}年")).unwrap_or_default();
    differ("始めた年", year(before), year(after));
    let places = |c: &Content| c.places.iter().map(|code| names.place(code)).collect::<Vec<_>>().join("、");
    differ("地域", places(before), places(after));
    let owners = |c: &Content| c.co_owners.iter().map(|code| names.place(code)).collect::<Vec<_>>().join("、");
    differ("いっしょに持つ市町村", owners(before), owners(after));
    let player = |p: &Player| format!("{}：{}", p.player, p.act);
    let players = |c: &Content| c.players.iter().map(player).collect::<Vec<_>>().join("\n");
    differ("だれが、何をしたか", players(before), players(after));
    let facts = |c: &Content| {
        let row = |f: &super::CaseFact| {
            let (value, unit) = shown_with_unit(&f.value, &f.unit);
            format!("{} {value}{unit} {}", f.label, crate::shared::day_in_words(&f.as_of))
        };
        c.facts.iter().map(row).collect::<Vec<_>>().join("\n")
    };
    differ("地域の数字", facts(before), facts(after));
    let shares =
        |c: &Content| c.cost_shares.iter().map(|s| format!("{} {}", s.basis, s.shown())).collect::<Vec<_>>().join("\n");
    differ("費用の分け方", shares(before), shares(after));
    let files = |c: &Content| c.files.iter().map(super::Attached::told).collect::<Vec<_>>().join("\n");
    differ("図・ファイル", files(before), files(after));
    let model = |c: &Content| c.model.as_ref().map(super::ShownModel::told).unwrap_or_default();
    differ("ロジックモデル", model(before), model(after));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told_in_names() {
        let mut before = Content::default();
        before.texts.title = "前の題名".to_owned();
        before.texts.background = "同じ背景".to_owned();
        let mut after = before.clone();
        after.texts.title = "後の題名".to_owned();
        after.tags.push((TagKind::Scene, "mitori".to_owned()));
        after.places.push("352128".to_owned());
        let found = differences(&before, &after, Names::default());
        let labels: Vec<_> = found.iter().map(|d| d.label.as_str()).collect();
        assert_eq!(labels, ["題名", "場面", "地域"]);
        assert_eq!((found[1].before.as_str(), found[1].after.as_str()), ("", "看取り"));
        assert!(differences(&after, &after, Names::default()).is_empty());
    }
}
