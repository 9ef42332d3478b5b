//! A plan on paper: A4 across, for a meeting and for the wall.

use jiff::civil::Date;
use print::pdf::{Block, Column, Document, Head, Paper, Row, Table};

use super::chart;
use crate::model::{LEVELS, PlanBox, Review, ReviewedBox, Step, Whole, level_label, progress_label, verdict_label};
use crate::shared::{DEMO_MARK, day_in_words, day_words};

fn table(caption: &str, heads: &[&str], shares: &[u16], rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: shares.iter().map(|share| Column { share: *share, ..Column::default() }).collect(),
        heads: vec![heads.iter().map(|head| Head { text: (*head).to_owned(), across: 1 }).collect()],
        rows: rows.into_iter().map(Row::new).collect(),
        row_heads: 1,
        note: String::new(),
    })
}

fn outcome(whole: &Whole, one: &PlanBox) -> Vec<String> {
    let values = if one.baseline.is_empty() && one.target.is_empty() {
        String::new()
    } else {
        format!("{} → {}", or_dash(&one.baseline), or_dash(&one.target))
    };
    let how = [one.observed_how.as_str(), one.observed_by.as_str()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("、");
    vec![one.words.clone(), one.indicator.clone(), values, how, one.due.clone(), leads(whole, one)]
}

fn activity(whole: &Whole, one: &PlanBox) -> Vec<String> {
    vec![
        one.words.clone(),
        one.who.clone(),
        one.due.clone(),
        if one.progress.is_empty() { String::new() } else { progress_label(&one.progress).to_owned() },
        leads(whole, one),
    ]
}

fn leads(whole: &Whole, one: &PlanBox) -> String {
    whole.after(one.id).map(|to| to.words.as_str()).collect::<Vec<_>>().join("／")
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "－" } else { text }
}

/// Above so many boxes a picture of the whole cannot be read on a sheet: A4, A3.
const READABLE: [usize; 2] = [40, 100];

pub fn of(whole: &Whole, today: Date, paper: Paper, demo: bool) -> Document {
    let plan = &whole.plan;
    let mut facts = vec![
        ("目標".to_owned(), plan.goal.clone()),
        ("現状".to_owned(), plan.present.clone()),
        ("真因".to_owned(), plan.cause.clone()),
        ("課題の仮説".to_owned(), plan.hypothesis.clone()),
    ];
    if let Some(day) = &plan.agreed_on {
        facts.push(("合意した場".to_owned(), format!("{}（{}）", plan.agreed_by, day_in_words(day))));
    }
    facts.retain(|(_, value)| !value.is_empty());
    let most = READABLE[usize::from(paper == Paper::A3Landscape)];
    let mut blocks = match whole.boxes.len() {
        0 => Vec::new(),
        few if few <= most => vec![Block::Chart(chart::of(whole, demo)), Block::NewPage],
        many => vec![Block::Note(format!(
            "箱が{many}あり、図にすると字が読めなくなるので、表だけにしました（A4では{}、A3では{}までを図にします）。",
            READABLE[0], READABLE[1]
        ))],
    };
    if !facts.is_empty() {
        blocks.push(Block::Facts(facts));
    }
    for (level, label, purpose) in LEVELS {
        let of: Vec<&PlanBox> = whole.of_level(level).collect();
        blocks.push(Block::Heading { level: 1, text: (*label).to_owned() });
        if of.is_empty() {
            blocks.push(Block::Paragraph(format!("まだありません。{purpose}")));
        } else if *level == "activity" {
            let rows = of.iter().map(|one| activity(whole, one)).collect();
            blocks.push(table("", &["何をするか", "だれが", "いつ", "進み", "つながる先"], &[36, 18, 10, 8, 28], rows));
        } else {
            let rows = of.iter().map(|one| outcome(whole, one)).collect();
            let heads = ["どうなっているか", "指標", "いま → 目標", "確かめ方", "いつまでに", "つながる先"];
            blocks.push(table("", &heads, &[28, 20, 12, 18, 8, 14], rows));
        }
    }
    Document {
        title: plan.title.clone(),
        subtitle: format!(
            "{}のロジックモデル{}",
            plan.municipality_name,
            if plan.agreed_on.is_some() { "" } else { "（案）" }
        ),
        author: plan.municipality_name.clone(),
        date: format!("{}現在", day_words(today)),
        day: Some((i32::from(today.year()), today.month().unsigned_abs(), today.day().unsigned_abs())),
        source: plan.municipality_name.clone(),
        fictitious: plan.fictitious || demo,
        fictitious_words: DEMO_MARK.to_owned(),
        paper,
        blocks,
    }
}

/// 振り返り, as a paper for the meeting.
pub fn of_review(whole: &Whole, review: &Review, boxes: &[ReviewedBox], steps: &[Step], demo: bool) -> Document {
    let plan = &whole.plan;
    let mut facts = vec![
        ("振り返った日".to_owned(), day_in_words(&review.on_day)),
        ("振り返った場".to_owned(), review.place.clone()),
        ("見えたこと".to_owned(), review.saw.clone()),
        ("これから".to_owned(), verdict_label(&review.verdict).to_owned()),
        ("そのわけ".to_owned(), review.why.clone()),
        ("次の振り返り".to_owned(), review.next_on.as_deref().map(day_in_words).unwrap_or_default()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    let mut blocks = vec![Block::Facts(facts)];
    let said = |one: &ReviewedBox| match (one.verdict.is_empty(), one.why.is_empty()) {
        (true, _) => one.why.clone(),
        (false, true) => verdict_label(&one.verdict).to_owned(),
        (false, false) => format!("{}：{}", verdict_label(&one.verdict), one.why),
    };
    let outcomes: Vec<Vec<String>> = boxes
        .iter()
        .filter(|one| one.level != "activity")
        .map(|one| {
            vec![
                format!("{}：{}", level_label(&one.level), one.words),
                one.indicator.clone(),
                one.measured.join("\n"),
                one.target.clone(),
                said(one),
            ]
        })
        .collect();
    if !outcomes.is_empty() {
        blocks.push(Block::Heading { level: 1, text: "どこまで来たか".to_owned() });
        let heads = ["なってほしい姿", "指標", "測った値", "目標の値", "話し合ったこと"];
        blocks.push(table("", &heads, &[30, 18, 20, 10, 22], outcomes));
    }
    let acts = boxes.iter().filter(|one| one.level == "activity");
    let acts = acts.map(|one| vec![one.words.clone(), progress_label(&one.progress).to_owned(), said(one)]);
    let acts: Vec<Vec<String>> = acts.collect();
    if !acts.is_empty() {
        blocks.push(Block::Heading { level: 1, text: "取組".to_owned() });
        blocks.push(table("", &["何をするか", "進み", "話し合ったこと"], &[50, 12, 38], acts));
    }
    let of_this: Vec<Vec<String>> = steps
        .iter()
        .filter(|step| step.review_id == review.id || (step.review_id < review.id && step.done_on.is_none()))
        .map(|step| {
            let done = step.done_on.as_deref().map(|day| format!("終わった（{}）", day_in_words(day)));
            vec![
                step.what.clone(),
                step.who.clone(),
                step.due_on.as_deref().map(day_in_words).unwrap_or_default(),
                done.unwrap_or_else(|| "これから".to_owned()),
            ]
        })
        .collect();
    if !of_this.is_empty() {
        blocks.push(Block::Heading { level: 1, text: "次にすること".to_owned() });
        blocks.push(table("", &["何を", "だれが", "いつまでに", "状態"], &[46, 18, 18, 18], of_this));
    }
    let day = review.on_day.parse::<Date>().ok();
    Document {
        title: format!("{}　振り返り", plan.title),
        subtitle: plan.municipality_name.clone(),
        author: plan.municipality_name.clone(),
        date: day_in_words(&review.on_day),
        day: day.map(|day| (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())),
        source: plan.municipality_name.clone(),
        fictitious: plan.fictitious || review.fictitious || demo,
        fictitious_words: DEMO_MARK.to_owned(),
        paper: Paper::A4Landscape,
        blocks,
    }
}
