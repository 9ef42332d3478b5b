//! A question's position as a chart, to stand on a slide by itself: every word it needs is in it.

use print::charts::{Caption, Group as Named, Line, Mark, Own, Point, position, strip};

use super::groups::GroupKind;
use super::{Body, ChoiceLine, Compared, Figure, NumberLines, OwnState, Position, figure, too_few_note};
use crate::shared::DEMO_MARK;

/// The sign of a group; the same on the page, in the chart and on paper.
pub fn mark(kind: GroupKind) -> Mark {
    match kind {
        GroupKind::Similar => Mark::Circle,
        GroupKind::Prefecture | GroupKind::Block => Mark::Triangle,
        GroupKind::Class => Mark::Diamond,
        GroupKind::Size => Mark::Down,
        GroupKind::Country => Mark::Square,
    }
}

/// The whole chart, with caption, base and source.
pub fn chart(of: &Position, question: &Compared) -> String {
    let groups: Vec<Named> = of
        .groups
        .iter()
        .zip(&question.bases)
        .map(|(group, base)| {
            let n = base.map_or("n＊".to_owned(), |n| format!("n={n}"));
            Named { mark: mark(group.kind), label: format!("{}（{n}）", group.label) }
        })
        .collect();
    let kind = match &question.body {
        Body::Choices { multiple: true, .. } => "複数回答、％",
        Body::Choices { .. } => "％",
        Body::Number(lines) if lines.unit.is_empty() => "答えた団体の中央値",
        Body::Number(_) => "答えた団体の中央値（単位は図の中）",
    };
    let asked = question.asked_of.as_ref().map(|who| format!("、{who}")).unwrap_or_default();
    let fictitious = if of.is_fictitious() { format!("【{DEMO_MARK}】") } else { String::new() };
    let note = if question.bases.iter().any(Option::is_none) { too_few_note(of.unit) } else { String::new() };
    let caption = Caption {
        narrow: false,
        id: format!("p-{}", question.id.replace('_', "-")),
        title: format!("{}（{}）", question.title(), of.name),
        base: format!("{}{asked}", [kind, &of.about.standing_in_words()].join("、")),
        source: format!("出典：{}。{note}{fictitious}", of.about.title),
    };
    position(&caption, &of.name, &groups, &lines(question))
}

/// One strip per row of the question's table.
pub fn strips(of: &Position, question: &Compared) -> Vec<String> {
    let marks: Vec<Mark> = of.groups.iter().map(|group| mark(group.kind)).collect();
    lines(question).iter().map(|line| strip(line, &marks)).collect()
}

fn lines(question: &Compared) -> Vec<Line> {
    match &question.body {
        Body::Choices { lines, .. } => lines.iter().map(|line| choice(question.own, line)).collect(),
        Body::Number(lines) => vec![number(lines)],
    }
}

fn choice(own: OwnState, line: &ChoiceLine) -> Line {
    let points = line.figures.iter().map(|figure| Point { at: share(*figure), figure: figure.label() }).collect();
    let chosen = line.chosen && own != OwnState::NotAsked;
    Line { label: line.label.clone(), own: if chosen { Own::Chosen } else { Own::NotChosen }, points }
}

fn share(figure: Figure) -> Option<f64> {
    figure.tenths().map(|tenths| f64::from(tenths.min(1000)) / 1000.0)
}

/// From 0 to the largest figure there is.
fn number(lines: &NumberLines) -> Line {
    let third = lines.groups.iter().flatten().map(|quarters| quarters.third);
    let most = third.chain(lines.own).fold(0.0_f64, f64::max);
    let at = |value: f64| if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
    let points = lines
        .groups
        .iter()
        .map(|quarters| Point {
            at: quarters.map(|quarters| at(quarters.median)),
            figure: quarters.map_or_else(|| "＊".to_owned(), |quarters| figure(quarters.median)),
        })
        .collect();
    let own = lines.own.map_or(Own::NotChosen, |own| Own::Number(at(own), format!("{}{}", figure(own), lines.unit)));
    Line { label: "中央値".to_owned(), own, points }
}
