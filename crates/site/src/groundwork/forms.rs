//! What a browser sends → an undertaking, a role, an aim, an item, a statement.

use foundation::web::{Fields, Form};
use japanese::fold::tidy;
use japanese::wareki::{self, FiscalYear};
use jiff::civil::Date;

use crate::model::{
    ACTS, APPLIES, AimSheet, EVIDENCE, Item, JUDGEMENTS, RUN_HOW, Role, Statement, Undertaking, scenes,
};
use crate::rules::{self, EARLIEST_YEAR, NAME_CHARACTERS, SHORT_CHARACTERS, TEXT_CHARACTERS, WORDS_CHARACTERS, duties};
use crate::shared::{DateBoxes, read_date};

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

/// The key an empty form was shown with.
pub fn form_key(form: &Form) -> Option<String> {
    let key = form.value("form_key");
    (key.len() == FORM_KEY_LENGTH && key.bytes().all(|b| b.is_ascii_hexdigit())).then(|| key.to_owned())
}

/// The year an address asks for: 「2026」, 「令和8」; the running one where it asks for none, or for nonsense. The next one may be
/// prepared.
pub fn year(typed: &str, this_year: i64) -> i64 {
    let typed = tidy(typed);
    let plain = typed.trim_end_matches("年度").trim_end_matches('年');
    let read = FiscalYear::parse(plain).ok().map(|year| i64::from(year.0));
    read.filter(|year| (EARLIEST_YEAR..=this_year + 1).contains(year)).unwrap_or(this_year)
}

/// A day in one box, as a spreadsheet has it; blank is none.
pub fn read_day(typed: &str) -> Result<Option<Date>, String> {
    let typed = tidy(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    wareki::parse(&typed).map(Some).map_err(|error| error.to_string())
}

fn fill_day(values: &mut Fields, field: &str, day: Option<&String>) {
    if let Some(day) = day.and_then(|day| day.parse().ok()) {
        DateBoxes::of(day).fill(field, values);
    }
}

fn short(form: &mut Form, field: &str, label: &str, most: usize) -> String {
    tidy(&form.text(field, label, most))
}

pub fn undertaking(form: &mut Form, before: &Undertaking) -> Undertaking {
    let scene_ids: Vec<&str> = scenes().map(|(id, _)| id).collect();
    let ids = |offered: &[(&'static str, &'static str)]| offered.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let typed = form.value("cost").to_owned();
    let cost = match (tidy(&typed).is_empty(), rules::read_yen(&typed)) {
        (true, _) => None,
        (false, Ok(yen)) => Some(yen),
        (false, Err(sentence)) => {
            form.refuse("cost", format!("「事業費」：{sentence}"));
            None
        }
    };
    let judgements: Vec<&str> = JUDGEMENTS.iter().map(|(id, ..)| *id).collect();
    Undertaking {
        name: tidy(&form.required_text("name", "事業の名前", NAME_CHARACTERS)),
        for_whom: short(form, "for-whom", "だれのためか", SHORT_CHARACTERS),
        scenes: form.choices("scenes", "場面", &scene_ids).join(" "),
        act: form.choice("act", "推進事業の項目", &ids(ACTS), false),
        cost,
        money: short(form, "money", "財源", SHORT_CHARACTERS),
        run_by: short(form, "run-by", "実施者", SHORT_CHARACTERS),
        run_how: form.choice("run-how", "実施の形", &ids(RUN_HOW), false),
        since: short(form, "since", "いつから", SHORT_CHARACTERS),
        yields: short(form, "yields", "出ているもの", WORDS_CHARACTERS),
        judgement: form.choice("judgement", "判断", &judgements, false),
        merge_with: short(form, "merge-with", "まとめる先", NAME_CHARACTERS),
        reason: form.text("reason", "理由", TEXT_CHARACTERS),
        decided_by: short(form, "decided-by", "判断した人・会議", SHORT_CHARACTERS),
        decided_on: read_date(form, "decided-on", "判断した日", false).map(|day| day.to_string()),
        ..before.clone()
    }
}

pub fn fill_undertaking(one: &Undertaking) -> Fields {
    let cost = one.cost.map(crate::shared::number).unwrap_or_default();
    let mut values = Fields::from_pairs([
        ("name", one.name.as_str()),
        ("for-whom", &one.for_whom),
        ("act", &one.act),
        ("cost", &cost),
        ("money", &one.money),
        ("run-by", &one.run_by),
        ("run-how", &one.run_how),
        ("since", &one.since),
        ("yields", &one.yields),
        ("judgement", &one.judgement),
        ("merge-with", &one.merge_with),
        ("reason", &one.reason),
        ("decided-by", &one.decided_by),
    ]);
    for scene in one.scenes.split_whitespace() {
        values.push("scenes", scene);
    }
    fill_day(&mut values, "decided-on", one.decided_on.as_ref());
    values.push("revision", &one.revision.to_string());
    values
}

/// Whose role it is: `person:organisation` of one who is registered; else name and employer as typed.
pub fn role(form: &mut Form, before: &Role) -> Role {
    let offered = duties::offered();
    let mut ids: Vec<&str> = offered.iter().map(|duty| duty.id.as_str()).collect();
    // What an older list called so stays picked.
    ids.extend(before.duties.split_whitespace().filter(|id| !offered.iter().any(|duty| duty.id == *id)));
    let mut new = Role {
        duties: form.choices("duties", "業務", &ids).join(" "),
        own_duties: form.text("own-duties", "ほかの業務", TEXT_CHARACTERS),
        not_duties: form.text("not-duties", "業務でないこと", TEXT_CHARACTERS),
        reports_to: short(form, "reports-to", "だれに報告するか", SHORT_CHARACTERS),
        hours: short(form, "hours", "勤務の時間", SHORT_CHARACTERS),
        training: form.text("training", "研修", WORDS_CHARACTERS),
        cover: form.text("cover", "いないときの代わり", WORDS_CHARACTERS),
        from_on: read_date(form, "from-on", "役割の始まり", false).map(|day| day.to_string()),
        review_on: read_date(form, "review-on", "見直しの日", true).map(|day| day.to_string()),
        ended: form.checked("ended", "1"),
        ..before.clone()
    };
    let chosen = form.value("coordinator").to_owned();
    match chosen.split_once(':') {
        Some((person, organisation)) => {
            new.person_id = person.parse().ok();
            let registered: Option<i64> = organisation.parse().ok();
            new.employer_id = registered;
            if new.person_id.is_none() {
                form.refuse("coordinator", "「コーディネーター」は、示された中から選んでください。");
            }
        }
        None if chosen == "other" => {
            new.person_id = None;
            new.employer_id = None;
            new.person_name = tidy(&form.required_text("person-name", "コーディネーターの名前", SHORT_CHARACTERS));
            new.direct = form.checked("direct", "1");
            new.employer_name = short(form, "employer-name", "雇っている組織", SHORT_CHARACTERS);
            if new.direct {
                new.employer_name.clear();
            } else if new.employer_name.is_empty() {
                form.refuse(
                    "employer-name",
                    "「雇っている組織」を入力してください。町が直接雇っているときは「町が直接雇っている」を選んでください。",
                );
            }
        }
        None => form.refuse("coordinator", "「コーディネーター」を選んでください。"),
    }
    new
}

/// What stands for a registered coordinator in the form.
pub fn coordinator_value(person: i64, employer: Option<i64>) -> String {
    format!("{person}:{}", employer.unwrap_or(0))
}

pub fn fill_role(role: &Role) -> Fields {
    let coordinator = match role.person_id {
        Some(person) => coordinator_value(person, role.employer_id),
        None => "other".to_owned(),
    };
    let typed = |text: &str| if role.person_id.is_some() { String::new() } else { text.to_owned() };
    let mut values = Fields::from_pairs([
        ("coordinator".to_owned(), coordinator),
        ("person-name".to_owned(), typed(&role.person_name)),
        ("employer-name".to_owned(), typed(&role.employer_name)),
        ("direct".to_owned(), if role.person_id.is_none() && role.direct { "1" } else { "" }.to_owned()),
        ("own-duties".to_owned(), role.own_duties.clone()),
        ("not-duties".to_owned(), role.not_duties.clone()),
        ("reports-to".to_owned(), role.reports_to.clone()),
        ("hours".to_owned(), role.hours.clone()),
        ("training".to_owned(), role.training.clone()),
        ("cover".to_owned(), role.cover.clone()),
        ("ended".to_owned(), if role.ended { "1" } else { "" }.to_owned()),
    ]);
    for duty in role.duties.split_whitespace() {
        values.push("duties", duty);
    }
    fill_day(&mut values, "from-on", role.from_on.as_ref());
    fill_day(&mut values, "review-on", role.review_on.as_ref());
    values.push("revision", &role.revision.to_string());
    values
}

pub fn aim(form: &mut Form, before: &AimSheet) -> AimSheet {
    AimSheet {
        desired: form.text("desired", "あるべき姿", TEXT_CHARACTERS),
        present: form.text("present", "現状", TEXT_CHARACTERS),
        issues: form.text("issues", "課題", TEXT_CHARACTERS),
        goal: form.text("goal", "目標", TEXT_CHARACTERS),
        measures: form.text("measures", "対応策", TEXT_CHARACTERS),
        questions: form.text("questions", "会議で聞きたいこと", TEXT_CHARACTERS),
        agreed_by: short(form, "agreed-by", "合意した場", SHORT_CHARACTERS),
        agreed_on: read_date(form, "agreed-on", "合意した日", false).map(|day| day.to_string()),
        ..before.clone()
    }
}

pub fn fill_aim(aim: &AimSheet) -> Fields {
    let mut values = Fields::from_pairs([
        ("desired", aim.desired.as_str()),
        ("present", &aim.present),
        ("issues", &aim.issues),
        ("goal", &aim.goal),
        ("measures", &aim.measures),
        ("questions", &aim.questions),
        ("agreed-by", &aim.agreed_by),
    ]);
    fill_day(&mut values, "agreed-on", aim.agreed_on.as_ref());
    values.push("revision", &aim.revision.to_string());
    values
}

pub fn statement(form: &mut Form, before: &Statement) -> Statement {
    let known: Vec<&str> = APPLIES.iter().map(|(id, _)| *id).collect();
    Statement {
        applies: form.choice("applies", "該当するか", &known, false),
        words: form.text("words", "説明", TEXT_CHARACTERS),
        ..before.clone()
    }
}

pub fn fill_statement(one: &Statement) -> Fields {
    let mut values = Fields::from_pairs([("applies", one.applies.as_str()), ("words", &one.words)]);
    values.push("revision", &one.revision.to_string());
    values
}

pub fn item(form: &mut Form, before: &Item, is_new: bool) -> Item {
    let id = if is_new { short(form, "id", "アドレスに使う名前", 40) } else { before.id.clone() };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if is_new && (id.is_empty() || !id.chars().all(is_plain) || id == "new" || id.starts_with('-')) {
        form.refuse(
            "id",
            "「アドレスに使う名前」は、半角の英小文字・数字・ハイフンで入力してください（例：soudan-2）。",
        );
    }
    let known: Vec<&str> = EVIDENCE.iter().map(|(id, _)| *id).collect();
    let position = japanese::fold::half_width(&tidy(form.value("position"))).parse().unwrap_or(-1);
    if !(0..=999).contains(&position) {
        form.refuse("position", "「順番」は、0から999までの数で入力してください。");
    }
    Item {
        id,
        position,
        part: tidy(&form.required_text("part", "区分", SHORT_CHARACTERS)),
        title: tidy(&form.required_text("title", "項目", NAME_CHARACTERS)),
        meaning: tidy(&form.required_text("meaning", "見るところ", WORDS_CHARACTERS)),
        evidence: form.choices("evidence", "並べる根拠", &known).join(" "),
        retired: form.checked("retired", "1"),
        ..before.clone()
    }
}

pub fn fill_item(item: &Item, own_revision: i64) -> Fields {
    let mut values = Fields::from_pairs([
        ("part".to_owned(), item.part.clone()),
        ("title".to_owned(), item.title.clone()),
        ("meaning".to_owned(), item.meaning.clone()),
        ("position".to_owned(), item.position.to_string()),
        ("retired".to_owned(), if item.retired { "1" } else { "" }.to_owned()),
        ("revision".to_owned(), own_revision.to_string()),
    ]);
    for id in item.evidence.split_whitespace() {
        values.push("evidence", id);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_beyond_the_next_are_this_one() {
        assert_eq!((year("2025", 2026), year("令和9年度", 2026), year("", 2026)), (2025, 2027, 2026));
        assert_eq!((year("2028", 2026), year("1900", 2026), year("いつか", 2026)), (2026, 2026, 2026));
    }

    #[test]
    fn what_is_filled_is_read_back_the_same() {
        let one = Undertaking {
            name: "研修".to_owned(),
            scenes: "nichijo mitori".to_owned(),
            act: "kankeisha".to_owned(),
            cost: Some(1_200_000),
            run_how: "contracted".to_owned(),
            judgement: "merge".to_owned(),
            merge_with: "勉強会".to_owned(),
            decided_by: "協議会".to_owned(),
            decided_on: Some("2026-11-01".to_owned()),
            revision: 3,
            ..Undertaking::default()
        };
        let mut form = Form::new(fill_undertaking(&one));
        assert_eq!(undertaking(&mut form, &Undertaking { revision: 3, ..Undertaking::default() }), one);
        assert!(form.is_valid(), "{form:?}");
        let duty = duties::offered()[0].id.clone();
        let own = Role {
            person_name: "見本".to_owned(),
            direct: true,
            duties: duty,
            review_on: Some("2027-03-31".to_owned()),
            ..Role::default()
        };
        let mut form = Form::new(fill_role(&own));
        assert_eq!(role(&mut form, &Role::default()), own);
        assert!(form.is_valid(), "{form:?}");
        let sheet = AimSheet {
            desired: "家で".to_owned(),
            agreed_by: "会".to_owned(),
            agreed_on: Some("2026-04-01".to_owned()),
            ..AimSheet::default()
        };
        assert_eq!(aim(&mut Form::new(fill_aim(&sheet)), &AimSheet::default()), sheet);
    }

    #[test]
    fn a_coordinator_without_an_employer_is_asked_about() {
        let mut form = Form::new(Fields::from_pairs([("coordinator", "other"), ("person-name", "見本")]));
        role(&mut form, &Role::default());
        assert!(form.error("employer-name").contains("町が直接雇っている") && !form.error("review-on").is_empty());
        let mut form = Form::new(Fields::from_pairs([("coordinator", "x:1")]));
        role(&mut form, &Role::default());
        assert!(!form.error("coordinator").is_empty());
    }
}
