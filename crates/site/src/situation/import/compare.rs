//! What was gathered, held against what is there.

use std::collections::HashMap;

use super::plan::{Gathered, Key, Kind, MOST_TOLD, MOST_VALUES, Plan, Planned, Setting, Slot, blank};
use crate::model::Value;
use crate::rules::{self, SOURCE_CHARACTERS};

/// Holds what was gathered against what is there.
#[expect(clippy::implicit_hasher, reason = "called with the one map there is")]
pub fn compare(gathered: Gathered, setting: &Setting<'_>, there: &HashMap<Key, Value>) -> Plan {
    let Gathered { files, refused, said } = gathered;
    let mut plan = Plan { files, items: refused, too_many: false };
    let mut values = 0_usize;
    for (key, said) in said {
        let Some(indicator) = setting.indicators.get(&key.1) else { continue };
        let first = said.parts.iter().flatten().next();
        let Some(first) = first.cloned() else { continue };
        let of = |slot: &Slot| {
            let sheet = plan.files.get(slot.file).map(|file| file.sheet.clone()).unwrap_or_default();
            Planned {
                municipality_code: key.0.clone(),
                prefecture_code: said.prefecture.clone(),
                area: key.2.clone(),
                area_name: said.area_name.clone(),
                indicator_id: key.1.clone(),
                year: key.3,
                ..blank(slot.file, &sheet, slot.cell.clone(), &said.place)
            }
        };
        let mut faults: Vec<(Planned, String)> =
            said.contradictions.iter().map(|(slot, sentence)| (of(slot), sentence.clone())).collect();
        let [value, numerator, denominator] = &said.parts;
        let (amount, whole) = if indicator.is_share() { (numerator, denominator) } else { (value, denominator) };
        let amount_or_first = amount.as_ref().unwrap_or(&first);
        if faults.is_empty() {
            let missing = match (amount, whole) {
                (None, _) => Some(("分子", &indicator.numerator)),
                (_, None) if indicator.is_share() => Some(("分母", &indicator.denominator)),
                _ => None,
            };
            if let Some((part, words)) = missing {
                let sentence = format!(
                    "{part}（{words}）が、送ったファイルの中にありません。{part}の系列のあるファイルもいっしょに送ってください。"
                );
                faults.push((of(amount_or_first), sentence));
            } else {
                let whole = whole.as_ref().map(|slot| slot.figure);
                if let Err(refusal) = rules::may_be(indicator, &key.2, &said.area_name, amount_or_first.figure, whole) {
                    let sentence = match refusal {
                        rules::Refusal::NotAtThisLevel(level) => format!(
                            "「{}」には「{level}」の値を置けません。事務局に、指標の「値がある範囲」へ{level}を加えるよう頼んでください。",
                            indicator.name
                        ),
                        other => other.sentence(),
                    };
                    faults.push((of(amount_or_first), sentence));
                }
            }
        }
        if !faults.is_empty() {
            for (item, sentence) in faults {
                let file = &mut plan.files[item.file];
                file.refused += 1;
                if file.refused <= MOST_TOLD {
                    plan.items.push(Planned { sentence, ..item });
                }
            }
            continue;
        }
        let source = if said.source.is_empty() { indicator.source.clone() } else { said.source.clone() };
        let mut item = Planned {
            numerator: amount_or_first.figure,
            denominator: whole.as_ref().map(|slot| slot.figure),
            source: source.chars().take(SOURCE_CHARACTERS).collect(),
            note: said.note.clone(),
            fictitious: said.fictitious,
            kind: Kind::New,
            ..of(amount_or_first)
        };
        let file = &mut plan.files[item.file];
        let before = there.get(&key).cloned();
        if let Some(before) = &before {
            let same_figure = (before.numerator, before.denominator, &before.area_name)
                == (item.numerator, item.denominator, &item.area_name);
            let same_words = !said.own || (&before.source, &before.note) == (&item.source, &item.note);
            if same_figure && same_words {
                file.same += 1;
                continue;
            }
            // Words that somebody wrote stay with a figure that an export brings anew.
            if !said.own {
                item.note.clone_from(&before.note);
            }
            item.kind = Kind::Changed;
            file.changed += 1;
        } else {
            file.new += 1;
        }
        item.before = before;
        values += 1;
        if values <= MOST_VALUES {
            plan.items.push(item);
        }
    }
    plan.too_many = values > MOST_VALUES;
    plan.items.sort_by_key(|item| item.file);
    plan
}
