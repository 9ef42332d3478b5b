//! `renkei-plan-1`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fault, MOST_BYTES, SCENE, TEXTS, TITLE, Told, ToldBox};
use crate::model::{LEVELS, Whole};
use crate::rules::MOST_BOXES;

const FORMAT: &str = "renkei-plan-1";

/// Boxes bear the numbers that links tell. `notice`: the mark of a demonstration.
pub fn written(whole: &Whole, notice: Option<&str>) -> Value {
    let plan = &whole.plan;
    let boxes = whole.boxes.iter().map(|one| {
        json!({
            "number": one.id, "level": one.level, "words": one.words, "indicator": one.indicator, "baseline": one.baseline,
            "target": one.target, "observed_how": one.observed_how, "observed_by": one.observed_by, "who": one.who,
            "progress": one.progress, "due": one.due, "indicator_id": one.indicator_id,
            "leads_to": whole.after(one.id).map(|to| to.id).collect::<Vec<_>>(),
        })
    });
    let levels: Vec<_> = LEVELS.iter().map(|(id, label, _)| json!({ "id": id, "label": label })).collect();
    json!({
        "notice": notice,
        "format": FORMAT,
        "title": plan.title, "municipality": plan.municipality_code, "scene": plan.scene, "goal": plan.goal, "present": plan.present,
        "cause": plan.cause, "hypothesis": plan.hypothesis, "agreed_by": plan.agreed_by, "agreed_on": plan.agreed_on,
        "updated_at": plan.updated_at, "levels": levels, "boxes": boxes.collect::<Vec<_>>(),
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    format: String,
    title: String,
    scene: String,
    goal: String,
    present: String,
    cause: String,
    hypothesis: String,
    #[serde(deserialize_with = "few")]
    boxes: Vec<FileBox>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FileBox {
    number: Value,
    level: String,
    words: String,
    indicator: String,
    baseline: String,
    target: String,
    observed_how: String,
    observed_by: String,
    who: String,
    progress: String,
    due: String,
    #[serde(deserialize_with = "few")]
    leads_to: Vec<Value>,
}

/// A list of which no more is kept than may be there, and one: that is enough to tell that there are too many.
fn few<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Few<T>(std::marker::PhantomData<T>);
    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Few<T> {
        type Value = Vec<T>;

        fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            to.write_str("a list")
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut kept = Vec::new();
            while kept.len() <= MOST_BOXES {
                match list.next_element()? {
                    Some(one) => kept.push(one),
                    None => return Ok(kept),
                }
            }
            while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(kept)
        }
    }
    from.deserialize_seq(Few(std::marker::PhantomData))
}

fn number(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Told, Vec<Fault>> {
    let fault = |place: String, sentence: String| vec![Fault { place, sentence }];
    if bytes.len() > MOST_BYTES {
        return Err(fault(String::new(), format!("ファイルが大きすぎます（{} MBまで）。", MOST_BYTES >> 20)));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let file: File = serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("{}行目の{}文字目", error.line(), error.column());
        fault(place, "JSONとして読めません。「JSON」で書き出したものを、そのまま入れてください。".to_owned())
    })?;
    if file.format != FORMAT {
        let sentence = format!("ロジックモデルのファイルではありません（「format」が「{FORMAT}」ではありません）。");
        return Err(fault("format".to_owned(), sentence));
    }
    let mut told = Told::default();
    let [goal, present, cause, hypothesis] = TEXTS;
    for (label, place, words) in [
        (TITLE, "title", file.title),
        (SCENE, "scene", file.scene),
        (goal, "goal", file.goal),
        (present, "present", file.present),
        (cause, "cause", file.cause),
        (hypothesis, "hypothesis", file.hypothesis),
    ] {
        told.texts.insert(label, (place.to_owned(), words));
    }
    for (at, one) in file.boxes.into_iter().enumerate() {
        let fields = [
            ("ことば", one.words),
            ("指標", one.indicator),
            ("いまの値", one.baseline),
            ("目標の値", one.target),
            ("どうやって確かめるか", one.observed_how),
            ("だれが確かめるか", one.observed_by),
            ("だれがするか", one.who),
            ("いつ", one.due),
        ];
        told.boxes.push(ToldBox {
            place: format!("boxes[{at}]"),
            number: number(&one.number),
            level: one.level,
            fields: fields.into_iter().collect(),
            progress: one.progress,
            to: one.leads_to.iter().map(number).collect(),
        });
    }
    Ok(told)
}
