//! What stands on top: where one's answers are rare, and what most others answer that one did not. Neither is better or
//! worse: it says where to look.

use super::groups::{Group, GroupKind};
use super::{Body, ChoiceLine, Compared, OwnState, Section};
use crate::surveys::rules::position::{MOST, NAMED_DIFFERENCES};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Name of the variable.
    pub id: String,
    pub question: String,
    pub option: String,
    /// Tenths of a point between one's own 0 or 100 % and the country's share.
    pub points: u32,
    /// Of the country, in tenths of a percent.
    pub country: u32,
    /// Of similar towns, where there are enough.
    pub similar: Option<u32>,
}

/// Rare answers, then usual ones that were not given; each by how far apart, at most [`NAMED_DIFFERENCES`].
pub fn of(sections: &[Section], groups: &[Group]) -> (Vec<Difference>, Vec<Difference>) {
    let place = |kind: GroupKind| groups.iter().position(|group| group.kind == kind);
    let (Some(country), similar) = (place(GroupKind::Country), place(GroupKind::Similar)) else {
        return (Vec::new(), Vec::new());
    };
    let (mut rare, mut usual) = (Vec::new(), Vec::new());
    for question in sections.iter().flat_map(|section| &section.questions) {
        let Body::Choices { lines, .. } = &question.body else { continue };
        if question.own != OwnState::Answered {
            continue;
        }
        // 無回答 is no answer that anybody gives.
        for line in lines.iter().filter(|line| !line.id.is_empty()) {
            let share = |at: usize| line.figures.get(at).and_then(|figure| figure.tenths());
            let Some(whole) = share(country) else { continue };
            let found = difference(question, line, whole, similar.and_then(share));
            match line.chosen {
                true if whole < MOST => rare.push(found),
                false if whole >= MOST => usual.push(found),
                _ => {}
            }
        }
    }
    for found in [&mut rare, &mut usual] {
        found.sort_by_key(|difference| std::cmp::Reverse(difference.points));
        found.truncate(NAMED_DIFFERENCES);
    }
    (rare, usual)
}

fn difference(question: &Compared, line: &ChoiceLine, country: u32, similar: Option<u32>) -> Difference {
    Difference {
        id: question.id.clone(),
        question: question.title(),
        option: line.label.clone(),
        points: if line.chosen { 1000_u32.saturating_sub(country) } else { country },
        country,
        similar,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Figure;
    use super::*;

    fn line(id: &str, chosen: bool, tenths: u32) -> ChoiceLine {
        let figure = Figure::Percent { tenths, count: 0, base: 100 };
        ChoiceLine {
            id: id.to_owned(),
            label: id.to_owned(),
            chosen,
            figures: vec![figure],
            chosen_last: None,
            last: None,
            change: None,
        }
    }

    fn question(id: &str, own: OwnState, lines: Vec<ChoiceLine>) -> Compared {
        Compared {
            id: id.to_owned(),
            number: "問1".to_owned(),
            text: "設問".to_owned(),
            row: String::new(),
            kind: "単一選択",
            asked_of: None,
            own,
            body: Body::Choices { multiple: true, lines },
            bases: vec![Some(100)],
            last: None,
            remark: String::new(),
            named: Vec::new(),
        }
    }

    fn country() -> Vec<Group> {
        vec![Group { kind: GroupKind::Country, label: "全国".to_owned(), members: Vec::new() }]
    }

    #[test]
    fn rare_answers_and_usual_ones_that_are_missing_come_in_order() {
        let lines = vec![
            line("rare", true, 120),
            line("rarer", true, 30),
            line("common", true, 500),
            line("missing", false, 500),
            line("missing more", false, 900),
            line("few do", false, 499),
            line("", false, 990),
        ];
        let asked = question("q1", OwnState::Answered, lines.clone());
        let blank = question("q2", OwnState::NoAnswer, lines);
        let sections = [Section { title: "Ⅰ".to_owned(), questions: vec![asked, blank] }];
        let (rare, usual) = of(&sections, &country());
        let names = |found: &[Difference]| found.iter().map(|d| (d.option.clone(), d.points)).collect::<Vec<_>>();
        assert_eq!(names(&rare), [("rarer".to_owned(), 970), ("rare".to_owned(), 880)]);
        assert_eq!(names(&usual), [("missing more".to_owned(), 900), ("missing".to_owned(), 500)]);
        assert!(rare.iter().all(|d| d.id == "q1"), "what was not answered says nothing");
    }

    #[test]
    fn no_more_than_so_many_are_named() {
        let lines = (0..20).map(|n| line(&format!("o{n}"), true, n)).collect();
        let sections =
            [Section { title: "Ⅰ".to_owned(), questions: vec![question("q1", OwnState::Answered, lines)] }];
        assert_eq!(of(&sections, &country()).0.len(), NAMED_DIFFERENCES);
    }
}
