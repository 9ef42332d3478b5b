//! What a browser sends → what is entered, or a sentence at the field.

pub mod columns;

use foundation::web::{Fields, Form};
use japanese::fold::tidy;
use japanese::wareki::FiscalYear;

use crate::model::{DIRECTIONS, Entered, Indicator, KINDS, LEVELS, MEASURES, PER, Value, scenes};
use crate::rules::{
    self, EARLIEST_YEAR, NAME_CHARACTERS, NOTE_CHARACTERS, SHORT_CHARACTERS, SOURCE_CHARACTERS, WORDS_CHARACTERS,
    for_typing,
};

/// 「令和7」, 「2025」 → 2025; never later than the running year.
pub fn read_year(typed: &str, this_year: i64) -> Option<i64> {
    let typed = tidy(typed);
    let plain = typed.trim_end_matches("年度").trim_end_matches('年');
    let year = FiscalYear::parse(plain).map(|year| i64::from(year.0)).ok()?;
    (EARLIEST_YEAR..=this_year).contains(&year).then_some(year)
}

pub fn year(form: &mut Form, this_year: i64) -> Option<i64> {
    let read = read_year(form.value("year"), this_year);
    if read.is_none() {
        form.refuse(
            "year",
            format!("「年度」は、令和7、2025のように、{EARLIEST_YEAR}年度から{this_year}年度までで入力してください。"),
        );
    }
    read
}

fn figure(form: &mut Form, field: &str, label: &str) -> Option<i64> {
    let typed = form.value(field).to_owned();
    if tidy(&typed).is_empty() {
        form.refuse(field, format!("「{label}」を入力してください。"));
        return None;
    }
    match rules::read_number(&typed) {
        Ok(number) => Some(number),
        Err(sentence) => {
            form.refuse(field, format!("「{label}」：{sentence}"));
            None
        }
    }
}

/// The label of the number itself, and of what it is counted of.
pub fn labels(indicator: &Indicator) -> (String, String) {
    if indicator.is_share() {
        (format!("分子：{}", indicator.numerator), format!("分母：{}", indicator.denominator))
    } else {
        (indicator.name.clone(), String::new())
    }
}

/// One indicator of a page with several: fields bear the indicator's id (`n-…`, `d-…`, `s-…`, `m-…`, `r-…`). `None` where nothing was
/// typed, or something is wrong.
pub fn one_of_many(form: &mut Form, indicator: &Indicator, year: i64) -> Option<Entered> {
    let field = |part: &str| format!("{part}-{}", indicator.id);
    let (number, whole) = (field("n"), field("d"));
    let typed = |form: &Form, field: &str| !tidy(form.value(field)).is_empty();
    let is_typed = typed(form, &number) || (indicator.is_share() && typed(form, &whole));
    if !is_typed {
        return None;
    }
    let fields = Names { number, whole, source: field("s"), note: field("m"), revision: field("r") };
    read(form, indicator, year, &fields, ("", ""))
}

struct Names {
    number: String,
    whole: String,
    source: String,
    note: String,
    revision: String,
}

/// The form of one indicator: any level, any year.
pub fn one(form: &mut Form, indicator: &Indicator, this_year: i64) -> Option<Entered> {
    let year = year(form, this_year);
    let levels: Vec<&str> = indicator.levels().collect();
    let level = form.choice("level", "どの範囲の値か", &levels, true);
    let area = if level == "municipality" { String::new() } else { level };
    let area_name = tidy(&form.text("area-name", "圏域の名前", SHORT_CHARACTERS));
    let name = |text: &str| text.to_owned();
    let fields = Names {
        number: name("number"),
        whole: name("whole"),
        source: name("source"),
        note: name("note"),
        revision: name("revision"),
    };
    let area_name = if area.is_empty() { String::new() } else { area_name };
    read(form, indicator, year?, &fields, (&area, &area_name))
}

fn read(
    form: &mut Form,
    indicator: &Indicator,
    year: i64,
    fields: &Names,
    (area, area_name): (&str, &str),
) -> Option<Entered> {
    let (number_label, whole_label) = labels(indicator);
    let faults = form.errors.len();
    let numerator = figure(form, &fields.number, &number_label);
    let denominator = if indicator.is_share() { figure(form, &fields.whole, &whole_label) } else { None };
    let source = tidy(&form.text(&fields.source, "出典", SOURCE_CHARACTERS));
    if source.is_empty() {
        form.refuse(&fields.source, "「出典」を入力してください（例：人口動態統計、相談記録）。");
    }
    let note = form.text(&fields.note, "メモ", NOTE_CHARACTERS);
    let revision = form.value(&fields.revision).parse().unwrap_or(0);
    if form.errors.len() > faults {
        return None;
    }
    let entered = Entered {
        indicator: indicator.id.clone(),
        area: area.to_owned(),
        area_name: area_name.to_owned(),
        year,
        numerator: numerator?,
        denominator,
        source,
        note,
        revision,
        fictitious: false,
    };
    if let Err(refusal) = rules::may_be(indicator, area, area_name, entered.numerator, denominator) {
        let field = match refusal {
            rules::Refusal::NoDenominator(_) => &fields.whole,
            rules::Refusal::AreaWithoutName => "area-name",
            rules::Refusal::NotAtThisLevel(_) => "level",
            _ => &fields.number,
        };
        let field = field.to_owned();
        form.refuse(&field, refusal.sentence());
        return None;
    }
    Some(entered)
}

/// What stands in the fields when the page opens.
pub fn fill_many(values: &mut Fields, indicator: &Indicator, value: Option<&Value>, last: Option<&Value>) {
    let mut push = |part: &str, text: &str| values.push(&format!("{part}-{}", indicator.id), text);
    let source = value.or(last).map_or(indicator.source.as_str(), |known| known.source.as_str());
    push("s", source);
    push("r", &value.map_or(0, |value| value.revision).to_string());
    if let Some(value) = value {
        push("n", &for_typing(value.numerator));
        push("d", &value.denominator.map(for_typing).unwrap_or_default());
        push("m", &value.note);
    }
}

pub fn fill_one(indicator: &Indicator, value: Option<&Value>, year: i64) -> Fields {
    let mut values = Fields::default();
    values.push("year", &value.map_or(year, |value| value.year).to_string());
    let level = value.map_or("municipality", |value| if value.area.is_empty() { "municipality" } else { &value.area });
    values.push("level", if indicator.levels().any(|known| known == level) { level } else { "" });
    values.push("source", value.map_or(&indicator.source, |value| &value.source));
    values.push("revision", &value.map_or(0, |value| value.revision).to_string());
    if let Some(value) = value {
        values.push("area-name", &value.area_name);
        values.push("number", &for_typing(value.numerator));
        values.push("whole", &value.denominator.map(for_typing).unwrap_or_default());
        values.push("note", &value.note);
    }
    values
}

/// The office's form of an indicator.
pub fn indicator(form: &mut Form, is_new: bool) -> Indicator {
    let ids = |offered: &[(&'static str, &'static str)]| offered.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let id = if is_new {
        tidy(&form.required_text("id", "アドレスに使う名前", SHORT_CHARACTERS))
    } else {
        String::new()
    };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if is_new && !id.is_empty() && (!id.chars().all(is_plain) || matches!(id.as_str(), "new") || id.starts_with('-')) {
        form.refuse(
            "id",
            "「アドレスに使う名前」は、半角の英小文字・数字・ハイフンで入力してください（例：home-deaths）。",
        );
    }
    let scene_ids: Vec<&str> = scenes().map(|(id, _)| id).collect();
    let kind_ids: Vec<&str> = KINDS.iter().map(|(id, ..)| *id).collect();
    let measure = form.choice("measure", "数か割合か", &ids(MEASURES), true);
    let is_share = measure == "share";
    let words = |form: &mut Form, field: &str, label: &str, most: usize| tidy(&form.text(field, label, most));
    let numerator = words(form, "numerator", "分子", NAME_CHARACTERS);
    let denominator = words(form, "denominator", "分母", NAME_CHARACTERS);
    let per_ids: Vec<String> = PER.iter().map(i64::to_string).collect();
    let per_ids: Vec<&str> = per_ids.iter().map(String::as_str).collect();
    let per = form.choice("per", "いくつ当たりの割合か", &per_ids, is_share).parse().unwrap_or(0);
    if is_share {
        for (field, label, text) in [("numerator", "分子", &numerator), ("denominator", "分母", &denominator)] {
            if text.is_empty() {
                form.refuse(field, format!("割合には、「{label}」が何を数えたものかを入力してください。"));
            }
        }
    }
    let unit = tidy(&form.required_text("unit", "単位", SHORT_CHARACTERS));
    let is_percent = matches!(unit.as_str(), "%" | "％");
    if is_share && !unit.is_empty() && is_percent != (per == 100) {
        form.refuse(
            "unit",
            if per == 100 {
                "100当たりの割合の単位は「%」にしてください。".to_owned()
            } else {
                format!("{per}当たりの割合に「%」は使えません。「人口10万対」のように、何当たりかが分かる単位にしてください。")
            },
        );
    }
    let level_ids: Vec<&str> = LEVELS.iter().map(|(id, _)| *id).collect();
    let areas = form.choices("areas", "値がある範囲", &level_ids);
    if areas.is_empty() {
        form.refuse("areas", "「値がある範囲」を、少なくとも一つ選んでください。");
    }
    Indicator {
        id,
        position: 0,
        scene: form.choice("scene", "場面", &scene_ids, true),
        kind: form.choice("kind", "種類", &kind_ids, true),
        name: tidy(&form.required_text("name", "指標の名前", NAME_CHARACTERS)),
        meaning: tidy(&form.required_text("meaning", "何を表すか", WORDS_CHARACTERS)),
        unit: if is_percent { "%".to_owned() } else { unit },
        direction: form.choice("direction", "高い・低いの読み方", &ids(DIRECTIONS), true),
        measure,
        numerator: if is_share { numerator } else { String::new() },
        denominator: if is_share { denominator } else { String::new() },
        per: if is_share { per } else { 0 },
        by_population: !is_share && form.checked("by-population", "1"),
        areas: areas.join(" "),
        caution: words(form, "caution", "読むときの注意", WORDS_CHARACTERS),
        beside: words(form, "beside", "並べて示す指標", SHORT_CHARACTERS),
        source: tidy(&form.required_text("source", "出典", SOURCE_CHARACTERS)),
        source_code: words(form, "source-code", "出典での番号", SHORT_CHARACTERS),
        verified: form.checked("verified", "1"),
        retired: form.checked("retired", "1"),
        revision: 0,
    }
}

pub fn fill_indicator(indicator: &Indicator) -> Fields {
    let mut values = Fields::default();
    let mut push = |field: &str, text: &str| values.push(field, text);
    push("scene", &indicator.scene);
    push("kind", &indicator.kind);
    push("name", &indicator.name);
    push("meaning", &indicator.meaning);
    push("unit", &indicator.unit);
    push("direction", &indicator.direction);
    push("measure", &indicator.measure);
    push("numerator", &indicator.numerator);
    push("denominator", &indicator.denominator);
    push("per", &indicator.per.to_string());
    for level in indicator.levels() {
        push("areas", level);
    }
    push("caution", &indicator.caution);
    push("beside", &indicator.beside);
    push("source", &indicator.source);
    push("source-code", &indicator.source_code);
    for (field, is_on) in
        [("by-population", indicator.by_population), ("verified", indicator.verified), ("retired", indicator.retired)]
    {
        push(field, if is_on { "1" } else { "" });
    }
    push("revision", &indicator.revision.to_string());
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deaths() -> Indicator {
        crate::actions::shipped::all().unwrap().into_iter().find(|one| one.id == "home-deaths").unwrap()
    }

    fn many(pairs: &[(&str, &str)]) -> (Form, Option<Entered>) {
        let mut form = Form::new(Fields::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))));
        let entered = one_of_many(&mut form, &deaths(), 2025);
        (form, entered)
    }

    #[test]
    fn both_parts_are_asked_for_at_their_fields() {
        let good = many(&[("n-home-deaths", "９"), ("d-home-deaths", "95"), ("s-home-deaths", "人口動態統計")]);
        assert!(good.0.is_valid());
        assert_eq!(good.1.map(|e| (e.numerator, e.denominator)), Some((9_000, Some(95_000))));
        let (form, none) = many(&[("n-home-deaths", "9"), ("s-home-deaths", "x")]);
        assert!(none.is_none() && form.error("d-home-deaths").contains("分母：亡くなった人"));
        let (form, _) = many(&[("n-home-deaths", "96"), ("d-home-deaths", "95"), ("s-home-deaths", "x")]);
        assert!(form.error("n-home-deaths").contains("より多く"));
        let (form, _) = many(&[("n-home-deaths", "1"), ("d-home-deaths", "0"), ("s-home-deaths", "x")]);
        assert!(form.error("d-home-deaths").contains("0より大きい"));
        let (form, none) = many(&[("s-home-deaths", "x")]);
        assert!(none.is_none() && form.is_valid(), "nothing typed is nothing wrong");
        let (form, _) = many(&[("n-home-deaths", "1"), ("d-home-deaths", "2")]);
        assert!(form.error("s-home-deaths").contains("出典"));
    }

    #[test]
    fn years_are_read_in_both_counts() {
        assert_eq!((read_year("令和7年度", 2026), read_year("２０２５", 2026)), (Some(2025), Some(2025)));
        assert_eq!((read_year("2027", 2026), read_year("1999", 2026), read_year("いま", 2026)), (None, None, None));
        assert_eq!((read_year("2026", 2026), read_year("2000", 2026)), (Some(2026), Some(2000)));
    }
}
