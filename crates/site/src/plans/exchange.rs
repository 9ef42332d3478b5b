//! A plan as a file: out as JSON and as a workbook, and in again as a new plan. What cannot be read is told by its place; a file
//! with a fault makes nothing.

mod json;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};

use crate::actions::New;
use crate::forms::in_one_line;
use crate::model::{LEVELS, PROGRESS, PlanBox, PlanLink, Whole};
use crate::rules::{MOST_BOXES, SHORT_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS, WORDS_CHARACTERS, may_lead};
use crate::shared::SCENES;

pub use json::written as json;
pub use workbook::written as workbook;

pub const MOST_BYTES: usize = 2 << 20;
/// Faults told at once.
pub const MOST_FAULTS: usize = 100;

/// Where it stands, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub place: String,
    pub sentence: String,
}

/// A plan as a file tells it, before it is looked at.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Label of a text → what it says, and where.
    texts: BTreeMap<&'static str, (String, String)>,
    boxes: Vec<ToldBox>,
}

#[derive(Clone, Debug, Default)]
struct ToldBox {
    place: String,
    number: String,
    level: String,
    fields: BTreeMap<&'static str, String>,
    progress: String,
    to: Vec<String>,
}

const TITLE: &str = "題名";
const SCENE: &str = "場面";
const TEXTS: [&str; 4] = ["目標", "現状", "真因", "課題の仮説"];
/// Fields of a box in words: label, how many characters.
const FIELDS: [(&str, usize); 8] = [
    ("ことば", WORDS_CHARACTERS),
    ("指標", WORDS_CHARACTERS),
    ("いまの値", SHORT_CHARACTERS),
    ("目標の値", SHORT_CHARACTERS),
    ("どうやって確かめるか", WORDS_CHARACTERS),
    ("だれが確かめるか", SHORT_CHARACTERS),
    ("だれがするか", SHORT_CHARACTERS),
    ("いつ", SHORT_CHARACTERS),
];

fn field<'a>(one: &'a PlanBox, label: &str) -> &'a str {
    match label {
        "ことば" => &one.words,
        "指標" => &one.indicator,
        "いまの値" => &one.baseline,
        "目標の値" => &one.target,
        "どうやって確かめるか" => &one.observed_how,
        "だれが確かめるか" => &one.observed_by,
        "だれがするか" => &one.who,
        "いつ" => &one.due,
        _ => "",
    }
}

/// The file, whichever of the two it is. The municipality and the form's key are the page's to say.
pub fn read(bytes: &[u8]) -> Result<New, Vec<Fault>> {
    let begins = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xEF | 0xBB | 0xBF));
    let told = if begins == Some(b'{') { json::read(bytes) } else { workbook::read(bytes) };
    told.and_then(|told| looked_at(&told))
}

fn looked_at(told: &Told) -> Result<New, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |place: &str, sentence: String| {
        if faults.len() < MOST_FAULTS {
            faults.push(Fault { place: place.to_owned(), sentence });
        }
    };
    let mut text = |label: &'static str, most: usize, one_line: bool| {
        let (place, words) = told.texts.get(label).cloned().unwrap_or_default();
        let words = if one_line { in_one_line(&words) } else { words.trim().to_owned() };
        if words.chars().count() > most {
            fault(&place, format!("「{label}」は{most}文字までです。"));
        }
        (place, words)
    };
    let (title_place, title) = text(TITLE, TITLE_CHARACTERS, true);
    let (scene_place, scene_words) = text(SCENE, SHORT_CHARACTERS, true);
    let texts = TEXTS.map(|label| text(label, TEXT_CHARACTERS, false).1);
    if title.is_empty() {
        fault(if title_place.is_empty() { TITLE } else { &title_place }, "題名がありません。".to_owned());
    }
    let scene = SCENES.iter().find(|(id, label)| scene_words == *id || scene_words == *label).map(|(id, _)| *id);
    if scene.is_none() && !scene_words.is_empty() {
        let known = SCENES.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、");
        fault(
            &scene_place,
            format!("「{scene_words}」という場面はありません。{known}のどれかにするか、空けてください。"),
        );
    }
    if told.boxes.len() > MOST_BOXES {
        fault("", format!("箱が{MOST_BOXES}より多くあります。一つのロジックモデルの箱は{MOST_BOXES}までです。"));
        return Err(faults);
    }
    let mut places = BTreeMap::new();
    for (at, one) in told.boxes.iter().enumerate() {
        if one.number.is_empty() {
            fault(&one.place, "番号がありません。ほかの箱と違う番号を入れてください。".to_owned());
        } else if places.insert(one.number.as_str(), at).is_some() {
            fault(&one.place, format!("番号「{}」の箱が二つあります。", one.number));
        }
    }
    let mut whole = Whole::default();
    for (id, one) in (1..).zip(&told.boxes) {
        whole.boxes.push(read_box(one, id, &mut fault));
    }
    let mut links = Vec::new();
    for (at, one) in told.boxes.iter().enumerate() {
        let mut ends = BTreeSet::new();
        for to in &one.to {
            match places.get(to.as_str()) {
                Some(end) => {
                    ends.insert(i64::try_from(*end).unwrap_or(0) + 1);
                }
                None => fault(&one.place, format!("つながる先の番号「{to}」の箱がありません。")),
            }
        }
        let Some(start) = whole.boxes.get(at).cloned() else { continue };
        if let Err(refusal) = may_lead(&whole, &start, &ends) {
            fault(&one.place, refusal.sentence());
            continue;
        }
        whole.links.extend(ends.iter().map(|end| PlanLink { from_box: start.id, to_box: *end }));
        links.extend(ends.iter().filter_map(|end| Some((at, usize::try_from(end - 1).ok()?))));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(New {
        title,
        scene: scene.unwrap_or_default().to_owned(),
        begun_from: "ファイルから".to_owned(),
        texts,
        boxes: whole.boxes,
        links,
        ..New::default()
    })
}

fn read_box(told: &ToldBox, id: i64, fault: &mut dyn FnMut(&str, String)) -> PlanBox {
    let level = LEVELS.iter().find(|(level, label, _)| told.level == *level || told.level == *label);
    if level.is_none() {
        let known = LEVELS.iter().map(|(_, label, _)| *label).collect::<Vec<_>>().join("、");
        fault(&told.place, format!("「{}」という段はありません。{known}のどれかにしてください。", told.level));
    }
    let mut of = |label: &'static str, most: usize| {
        let words = in_one_line(told.fields.get(label).map_or("", String::as_str));
        if words.chars().count() > most {
            fault(&told.place, format!("「{label}」は{most}文字までです。"));
        }
        words
    };
    let [words, indicator, baseline, target, how, by, who, due] = FIELDS.map(|(label, most)| of(label, most));
    if words.is_empty() {
        fault(&told.place, "箱のことばがありません。".to_owned());
    }
    let progress = PROGRESS.iter().find(|(id, label)| told.progress == *id || told.progress == *label);
    if progress.is_none() {
        let known = PROGRESS.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、");
        fault(&told.place, format!("「{}」という進みはありません。{known}のどれかにしてください。", told.progress));
    }
    let is_activity = level.is_some_and(|(level, ..)| *level == "activity");
    let only = |on: bool, text: String| if on { text } else { String::new() };
    PlanBox {
        id,
        level: level.map_or_else(String::new, |(level, ..)| (*level).to_owned()),
        words,
        indicator: only(!is_activity, indicator),
        baseline: only(!is_activity, baseline),
        target: only(!is_activity, target),
        observed_how: only(!is_activity, how),
        observed_by: only(!is_activity, by),
        who: only(is_activity, who),
        progress: only(is_activity, progress.map_or("", |(id, _)| id).to_owned()),
        due,
        ..PlanBox::default()
    }
}

/// For the fuzzer: any bytes are read or refused, and what is read can be written and read again as the same.
#[doc(hidden)]
pub fn fuzz_read(bytes: &[u8]) {
    if let Ok(new) = read(bytes) {
        let again = read(json(&of_new(&new), None).to_string().as_bytes());
        assert!(again.is_ok_and(|again| again.boxes == new.boxes && again.links == new.links), "read, written, read");
    }
}

#[doc(hidden)]
pub fn of_new(new: &New) -> Whole {
    let number = |at: usize| i64::try_from(at).unwrap_or(0) + 1;
    let [goal, present, cause, hypothesis] = new.texts.clone();
    Whole {
        plan: crate::model::Plan {
            title: new.title.clone(),
            scene: new.scene.clone(),
            goal,
            present,
            cause,
            hypothesis,
            ..crate::model::Plan::default()
        },
        boxes: new.boxes.clone(),
        links: new.links.iter().map(|(from, to)| PlanLink { from_box: number(*from), to_box: number(*to) }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actions::examples;

    fn example() -> Whole {
        let example = &examples::all().unwrap()[0];
        let (mut boxes, links) = example.content();
        for (id, one) in (1..).zip(&mut boxes) {
            one.id = id;
        }
        of_new(&New {
            title: example.title.clone(),
            scene: example.scene.clone(),
            texts: example.texts(),
            boxes,
            links,
            ..New::default()
        })
    }

    #[test]
    fn what_goes_out_comes_in_the_same() {
        let whole = example();
        for bytes in [json(&whole, Some("架空")).to_string().into_bytes(), workbook(&whole, "架空").unwrap()] {
            let back = of_new(&read(&bytes).unwrap());
            assert_eq!(back.boxes.len(), whole.boxes.len());
            for (a, b) in whole.boxes.iter().zip(&back.boxes) {
                for (label, _) in FIELDS {
                    // A field that is none of its level is not kept.
                    let kept = if a.is_activity() {
                        ["ことば", "だれがするか", "いつ"].contains(&label)
                    } else {
                        label != "だれがするか"
                    };
                    assert_eq!(field(b, label), if kept { field(a, label) } else { "" }, "{label}");
                }
                assert_eq!((&a.level, &a.progress), (&b.level, &b.progress));
            }
            let mut links = whole.links.clone();
            links.sort();
            let mut found = back.links.clone();
            found.sort();
            assert_eq!(found, links);
            assert_eq!(
                (&back.plan.title, &back.plan.scene, &back.plan.goal),
                (&whole.plan.title, &whole.plan.scene, &whole.plan.goal)
            );
        }
    }

    #[test]
    fn a_fault_is_told_by_its_place() {
        let said = |bytes: &[u8]| {
            read(bytes)
                .unwrap_err()
                .into_iter()
                .map(|f| format!("{}：{}", f.place, f.sentence))
                .collect::<Vec<_>>()
                .join("\n")
        };
        for (bytes, words) in [
            (&b"{}"[..], "renkei-plan-1"),
            (b"{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{\"number\":1,\"level\":\"top\",\"words\":\"a\"}]}", "boxes[0]：「top」という段はありません"),
            (b"{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{\"number\":1,\"level\":\"final\",\"words\":\"a\",\"leads_to\":[1]}]}", "その箱自身へは"),
            (b"{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{\"number\":1,\"level\":\"final\",\"words\":\"\",\"leads_to\":[9]}]}", "番号「9」の箱がありません"),
            (b"{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{\"number\":1,\"level\":\"final\",\"words\":\"a\"},{\"number\":1,\"level\":\"final\",\"words\":\"b\"}]}", "の箱が二つあります"),
            (b"{\"format\":\"renkei-plan-1\",\"title\":\"\",\"scene\":\"nowhere\"}", "題名がありません"),
            (b"{\"format\"", "JSONとして読めません"),
            (b"PK\x03\x04broken", "："),
            (b"", "："),
        ] {
            assert!(said(bytes).contains(words), "{words}: {}", said(bytes));
        }
        // A circle across rows is found wherever it closes.
        let round = b"{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{\"number\":1,\"level\":\"middle\",\"words\":\"a\",\"leads_to\":[2]},{\"number\":2,\"level\":\"middle\",\"words\":\"b\",\"leads_to\":[1]}]}";
        assert!(said(round).contains("boxes[1]：矢印が輪になります"), "{}", said(round));
        let many: Vec<String> =
            (0..301).map(|n| format!("{{\"number\":{n},\"level\":\"final\",\"words\":\"a\"}}")).collect();
        let many = format!("{{\"format\":\"renkei-plan-1\",\"title\":\"x\",\"boxes\":[{}]}}", many.join(","));
        assert!(said(many.as_bytes()).contains("箱が300より多くあります"));
    }

    #[test]
    fn a_workbook_is_read_though_columns_moved() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("全体").unwrap();
        sheet.write(0, 0, "題名").unwrap();
        sheet.write(0, 1, "うちの町").unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name("箱").unwrap();
        for (column, head) in ["ことば", "段", "番号", "つながる先"].iter().enumerate() {
            sheet.write(2, u16::try_from(column).unwrap(), *head).unwrap();
        }
        for (row, (words, level, number, to)) in
            [("家にいる", "最終アウトカム", 1.0, ""), ("頼みに行く", "取組", 2.0, "１")].iter().enumerate()
        {
            let row = u32::try_from(row).unwrap() + 3;
            sheet.write(row, 0, *words).unwrap();
            sheet.write(row, 1, *level).unwrap();
            sheet.write(row, 2, *number).unwrap();
            sheet.write(row, 3, *to).unwrap();
        }
        let new = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!((new.title.as_str(), new.boxes.len(), new.links.as_slice()), ("うちの町", 2, &[(1, 0)][..]));
        let mut other = rust_xlsxwriter::Workbook::new();
        other.add_worksheet().write(0, 0, "別のもの").unwrap();
        let faults = read(&other.save_to_buffer().unwrap()).unwrap_err();
        assert!(faults[0].sentence.contains("「箱」というシート"), "{faults:?}");
    }
}
