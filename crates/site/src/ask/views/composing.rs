//! `/ask/composing`

use askama::Template;
use foundation::web::Form;

use crate::model::{ComposedDay, Composing};
use crate::rules::holding::Unheld;
use crate::settings::Ai;
use crate::shared::{Fact, Frame, in_japan, number};

pub struct DayRow {
    pub day: String,
    pub requests: String,
    pub held: String,
    pub unheld: String,
    pub failed: String,
    pub reused: String,
    pub sent: String,
    pub received: String,
    pub tokens: String,
}

pub struct AiView {
    pub host: String,
    pub model: String,
    pub is_encrypted: bool,
    /// On this very machine.
    pub is_here: bool,
    pub only_public: bool,
}

impl AiView {
    fn new(ai: &Ai) -> Self {
        Self {
            host: ai.endpoint.authority().to_owned(),
            model: ai.endpoint.model().to_owned(),
            is_encrypted: ai.endpoint.is_encrypted(),
            is_here: ai.endpoint.is_here(),
            only_public: ai.only_public,
        }
    }
}

#[derive(Template)]
#[template(path = "ask/templates/composing.html")]
pub struct ComposingPage {
    pub frame: Frame,
    /// The model, where one is named in the configuration.
    pub ai: Option<AiView>,
    /// She may start it and change the limits, not only stop it.
    pub may_set: bool,
    pub stopped: bool,
    /// Who set it last, and when; empty where nobody did.
    pub changed: String,
    pub fault: String,
    pub fault_at: String,
    pub facts: Vec<Fact>,
    pub days: Vec<DayRow>,
    /// Why it did not hold, how often.
    pub reasons: Vec<(&'static str, String)>,
    pub per_day: String,
    pub per_month: String,
    pub errors: Vec<(String, String)>,
    pub form: Form,
}

fn moment(at: Option<&String>) -> String {
    at.and_then(|at| at.parse().ok()).map(in_japan).unwrap_or_default()
}

impl ComposingPage {
    #[allow(clippy::too_many_arguments, reason = "one page, everything it shows")]
    pub fn new(
        frame: Frame,
        form: Form,
        may_set: bool,
        ai: Option<&Ai>,
        composing: Composing,
        (day, month): (i64, i64),
        days: Vec<ComposedDay>,
        reasons: &[(String, i64)],
    ) -> Self {
        let fact = |label: &str, used: i64, most: i64| Fact {
            label: label.to_owned(),
            value: format!("{}字", number(used)),
            note: format!("上限は{}字（送った字と届いた字）", number(most)),
            fictitious: false,
        };
        let typed = |field: &str, kept: i64| match form.value(field) {
            "" if form.error(field).is_empty() => number(kept),
            typed => typed.to_owned(),
        };
        Self {
            ai: ai.map(AiView::new),
            may_set,
            stopped: composing.stopped,
            changed: match moment(composing.changed_at.as_ref()) {
                at if at.is_empty() => String::new(),
                at => format!("{at}、{}", composing.changed_by),
            },
            fault_at: moment(composing.last_fault_at.as_ref()),
            fault: composing.last_fault,
            facts: vec![fact("今日", day, composing.letters_per_day), fact("今月", month, composing.letters_per_month)],
            per_day: typed("per_day", composing.letters_per_day),
            per_month: typed("per_month", composing.letters_per_month),
            errors: form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect(),
            days: days.into_iter().map(row).collect(),
            reasons: reasons
                .iter()
                .filter_map(|(id, times)| Some((Unheld::of(id)?.sentence(), number(*times))))
                .collect(),
            form,
            frame,
        }
    }
}

fn row(day: ComposedDay) -> DayRow {
    DayRow {
        requests: number(day.requests),
        held: number(day.held),
        unheld: number(day.unheld),
        failed: number(day.failed),
        reused: number(day.reused),
        sent: number(day.letters_sent),
        received: number(day.letters_received),
        tokens: number(day.tokens),
        day: day.day.parse().map_or(day.day, crate::shared::date_for_typing),
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::settings::AiSettings;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        let settings = AiSettings {
            url: "http://api.example.jp/v1".to_owned(),
            model: "<b>mihon".to_owned(),
            ..AiSettings::default()
        };
        let day =
            ComposedDay { day: "2026-11-21".to_owned(), requests: 3, held: 2, failed: 1, ..ComposedDay::default() };
        let composing = |stopped: bool| Composing {
            stopped,
            letters_per_day: 200_000,
            letters_per_month: 2_000_000,
            changed_at: stopped.then(|| "2026-11-21T01:00:00.000Z".to_owned()),
            changed_by: "<i>見本".to_owned(),
            requests: 3,
            last_fault: if stopped { "つながりません".to_owned() } else { String::new() },
            last_fault_at: None,
        };
        let reasons: Vec<(String, i64)> = Unheld::EVERY.iter().map(|why| (why.id().to_owned(), 2)).collect();
        for (is_there, stopped, days) in
            [(false, false, vec![]), (true, false, vec![day.clone()]), (true, true, vec![day])]
        {
            let ai = Ai::new(is_there.then_some(&settings));
            let mut form = Form::default();
            if stopped {
                form.refuse("per_day", "「1日の上限」は、数で書いてください。");
            }
            let frame = Frame::sample("AIのまとめの設定");
            assert_page(&ComposingPage::new(
                frame,
                form,
                is_there,
                ai.as_deref(),
                composing(stopped),
                (1, 2),
                days,
                &reasons,
            ));
        }
    }
}
