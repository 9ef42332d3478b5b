//! A plan on paper: A4 across, for a meeting and for the wall.

use jiff::civil::Date;
use print::pdf::{Block, Column, Document, Head, Paper, Row, Table};

use crate::model::{LEVELS, PlanBox, Whole, progress_label};
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

pub fn of(whole: &Whole, today: Date, demo: bool) -> Document {
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
    let mut blocks = if facts.is_empty() { Vec::new() } else { vec![Block::Facts(facts)] };
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
        paper: Paper::A4Landscape,
        blocks,
    }
}
