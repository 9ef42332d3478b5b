//! 振り返り, what was counted, and comments.

use askama::Template;
use foundation::web::Form;
use situation::Known;

use crate::model::{
    Comment, LEVELS, Measurement, PlanBox, Review, ReviewedBox, Step, VERDICTS, Whole, level_label, progress_label,
    verdict_label,
};
use crate::rules::MOST_STEPS;
use crate::shared::{Choice, DateBoxes, Fact, Frame, Link, day_in_words, moment_of};

/// What a box was counted as, the oldest first: from the catalogue by itself, then by hand.
pub fn measured_of(one: &PlanBox, known: &[Known], measurements: &[Measurement]) -> Vec<String> {
    let of = known.iter().find(|known| !one.indicator_id.is_empty() && known.id == one.indicator_id);
    let by_year = of.into_iter().flat_map(|known| known.values.iter().map(|value| value.told.clone()));
    let by_hand = measurements.iter().filter(|known| known.box_id == one.id).map(|known| {
        let note = if known.note.is_empty() { String::new() } else { format!("、{}", known.note) };
        format!("{}（{}{note}）", known.value, day_in_words(&known.on_day))
    });
    by_year.chain(by_hand).collect()
}

/// 「令和8年11月20日の振り返り」
pub fn review_title(review: &Review) -> String {
    let day = day_in_words(&review.on_day);
    format!("{}の振り返り", day.split('（').next().unwrap_or(&day))
}

/// `…/measured`
#[derive(Template)]
#[template(path = "plans/templates/measured.html")]
pub struct MeasuredPage {
    pub frame: Frame,
    pub base: String,
    pub action: String,
    pub words: String,
    pub level: String,
    pub indicator: String,
    pub target: String,
    /// From the catalogue: value with its year, source.
    pub by_year: Vec<(String, String)>,
    /// By hand: value, day, note, who, where it is removed.
    pub by_hand: Vec<(String, String, String, String, String)>,
    pub form: Form,
    pub on: DateBoxes,
}

impl MeasuredPage {
    pub fn new(
        frame: Frame,
        base: &str,
        one: &PlanBox,
        known: &[Known],
        measurements: &[Measurement],
        form: &Form,
    ) -> Self {
        let action = format!("{base}/boxes/{}/measured", one.id);
        let of = known.iter().find(|known| !one.indicator_id.is_empty() && known.id == one.indicator_id);
        let by_hand = measurements.iter().filter(|known| known.box_id == one.id);
        Self {
            frame,
            base: base.to_owned(),
            words: one.words.clone(),
            level: level_label(&one.level).to_owned(),
            indicator: one.indicator.clone(),
            target: one.target.clone(),
            by_year: of
                .into_iter()
                .flat_map(|known| known.values.iter().map(|value| (value.told.clone(), value.source.clone())))
                .collect(),
            by_hand: by_hand
                .map(|known| {
                    let remove = format!("{action}/{}/remove", known.id);
                    let day = day_in_words(&known.on_day);
                    (known.value.clone(), day, known.note.clone(), known.by_label.clone(), remove)
                })
                .collect(),
            action,
            form: form.clone(),
            on: DateBoxes::typed(form, "on"),
        }
    }
}

/// A step as lists show it.
pub struct StepView {
    pub what: String,
    pub who: String,
    pub due: String,
    pub is_late: bool,
    /// Day and who; empty while it is open.
    pub done: String,
    pub action: String,
}

impl StepView {
    pub fn of(base: &str, step: &Step, today: Option<jiff::civil::Date>) -> Self {
        let late = step.due_on.as_deref().zip(today).is_some_and(|(due, today)| due < today.to_string().as_str());
        Self {
            what: step.what.clone(),
            who: step.who.clone(),
            due: step.due_on.as_deref().map(day_in_words).unwrap_or_default(),
            is_late: late && step.done_on.is_none(),
            done: step
                .done_on
                .as_deref()
                .map(|day| format!("{}　{}", day_in_words(day), step.done_by))
                .unwrap_or_default(),
            action: format!("{base}/steps/{}", step.id),
        }
    }
}

/// `…/reviews`
#[derive(Template)]
#[template(path = "plans/templates/reviews.html")]
pub struct ReviewsPage {
    pub frame: Frame,
    pub base: String,
    /// Title, address, what is to be done with the whole, what was seen, who, the day of the next one.
    pub rows: Vec<ReviewLine>,
    pub open: Vec<StepView>,
    pub done: Vec<StepView>,
    pub may_write: bool,
}

pub struct ReviewLine {
    pub title: String,
    pub href: String,
    pub place: String,
    pub verdict: String,
    pub saw: String,
    pub by: String,
    pub next: String,
}

impl ReviewsPage {
    pub fn new(
        frame: Frame,
        base: &str,
        reviews: &[Review],
        steps: &[Step],
        today: jiff::civil::Date,
        may_write: bool,
    ) -> Self {
        let (done, open): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.done_on.is_some());
        let views = |steps: Vec<&Step>| steps.into_iter().map(|step| StepView::of(base, step, Some(today))).collect();
        let rows = reviews.iter().map(|review| ReviewLine {
            title: review_title(review),
            href: format!("{base}/reviews/{}", review.id),
            place: review.place.clone(),
            verdict: verdict_label(&review.verdict).to_owned(),
            saw: review.saw.clone(),
            by: review.by_label.clone(),
            next: review.next_on.as_deref().map(day_in_words).unwrap_or_default(),
        });
        Self { frame, base: base.to_owned(), rows: rows.collect(), open: views(open), done: views(done), may_write }
    }
}

/// `…/reviews/{review}`
#[derive(Template)]
#[template(path = "plans/templates/review.html")]
pub struct ReviewPage {
    pub frame: Frame,
    pub base: String,
    pub edit: String,
    pub facts: Vec<Fact>,
    pub outcomes: Vec<ReviewedRow>,
    pub acts: Vec<ReviewedRow>,
    pub steps: Vec<StepView>,
    pub downloads: Vec<Link>,
    pub may_write: bool,
    pub fictitious: bool,
    /// Where the town makes a draft case of it; empty for who may not say so.
    pub make_case: String,
    /// For the town: the draft it became, when, who.
    pub case: Option<(i64, String)>,
}

pub struct ReviewedRow {
    pub level: String,
    pub words: String,
    pub indicator: String,
    pub measured: Vec<String>,
    pub target: String,
    pub progress: String,
    pub verdict: String,
    pub why: String,
}

impl ReviewPage {
    pub fn new(
        frame: Frame,
        base: &str,
        whole: &Whole,
        review: &Review,
        boxes: &[ReviewedBox],
        steps: &[Step],
        may_write: bool,
    ) -> Self {
        let facts = [
            ("振り返った日", day_in_words(&review.on_day)),
            ("振り返った場", review.place.clone()),
            ("見えたこと", review.saw.clone()),
            ("これから", verdict_label(&review.verdict).to_owned()),
            ("そのわけ", review.why.clone()),
            ("次の振り返り", review.next_on.as_deref().map(day_in_words).unwrap_or_default()),
            ("書いた人", format!("{}　{}", review.by_label, moment_of(&review.at))),
        ];
        let row = |one: &ReviewedBox| ReviewedRow {
            level: level_label(&one.level).to_owned(),
            words: one.words.clone(),
            indicator: one.indicator.clone(),
            measured: one.measured.clone(),
            target: one.target.clone(),
            progress: if one.progress.is_empty() { String::new() } else { progress_label(&one.progress).to_owned() },
            verdict: if one.verdict.is_empty() { String::new() } else { verdict_label(&one.verdict).to_owned() },
            why: one.why.clone(),
        };
        let of_this = steps.iter().filter(|step| step.review_id == review.id);
        Self {
            frame,
            base: base.to_owned(),
            edit: format!("{base}/reviews/{}/edit", review.id),
            facts: facts
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(label, value)| Fact { label: label.to_owned(), value, note: String::new(), fictitious: false })
                .collect(),
            outcomes: boxes.iter().filter(|one| one.level != "activity").map(row).collect(),
            acts: boxes.iter().filter(|one| one.level == "activity").map(row).collect(),
            steps: of_this.map(|step| StepView::of(base, step, None)).collect(),
            downloads: vec![Link::new("PDF", format!("{base}/reviews/{}/review.pdf", review.id))],
            may_write,
            fictitious: review.fictitious || whole.plan.fictitious,
            make_case: String::new(),
            case: None,
        }
    }

    /// What became of it as a case is the town's own business until that is public.
    pub fn put_case(&mut self, case: Option<(i64, String, String)>, may_make: bool) {
        if !may_make {
            return;
        }
        self.make_case = format!("{}/case", self.edit.trim_end_matches("/edit"));
        self.case = case.map(|(number, at, by)| (number, format!("{}　{by}", moment_of(&at))));
    }
}

/// `…/reviews/new` and `…/edit`
#[derive(Template)]
#[template(path = "plans/templates/review_form.html")]
pub struct ReviewFormPage {
    pub frame: Frame,
    pub base: String,
    pub action: String,
    pub is_new: bool,
    pub revision: String,
    pub form: Form,
    pub on: DateBoxes,
    pub next: DateBoxes,
    pub verdicts: Vec<Choice>,
    pub levels: Vec<(String, Vec<ReviewedField>)>,
    pub steps: Vec<StepField>,
    pub differences: Vec<(String, String, String)>,
}

/// One box: what is known of it, and what is said of it.
pub struct ReviewedField {
    pub id: i64,
    pub words: String,
    pub known: Vec<(&'static str, String)>,
    pub verdicts: Vec<Choice>,
    pub why: String,
    pub why_error: String,
    pub verdict_error: String,
}

pub struct StepField {
    pub at: usize,
    pub what: String,
    pub who: String,
    pub due: String,
    pub what_error: String,
    pub due_error: String,
}

impl ReviewFormPage {
    pub fn new(
        frame: Frame,
        base: &str,
        whole: &Whole,
        review: &Review,
        form: &Form,
        told: &dyn Fn(&PlanBox) -> Vec<String>,
    ) -> Self {
        let field = |one: &PlanBox| {
            let name = format!("said-{}", one.id);
            let known = [
                ("指標", one.indicator.clone()),
                ("測った値", told(one).join("、")),
                ("目標の値", one.target.clone()),
                (
                    "進み",
                    if one.progress.is_empty() { String::new() } else { progress_label(&one.progress).to_owned() },
                ),
            ];
            let blank = Choice::new("", "話し合っていない", form.value(&name).is_empty());
            let verdicts = VERDICTS.iter().map(|(id, label)| Choice::new(*id, *label, form.value(&name) == *id));
            ReviewedField {
                id: one.id,
                words: one.words.clone(),
                known: known.into_iter().filter(|(_, value)| !value.is_empty()).collect(),
                verdicts: std::iter::once(blank).chain(verdicts).collect(),
                why: form.value(&format!("because-{}", one.id)).to_owned(),
                why_error: form.error(&format!("because-{}", one.id)).to_owned(),
                verdict_error: form.error(&name).to_owned(),
            }
        };
        let level = |(id, label, _): &(&'static str, &'static str, &'static str)| {
            let fields: Vec<ReviewedField> = whole.of_level(id).map(field).collect();
            (!fields.is_empty()).then(|| ((*label).to_owned(), fields))
        };
        let step = |at: usize| StepField {
            at,
            what: form.value(&format!("step-{at}")).to_owned(),
            who: form.value(&format!("step-who-{at}")).to_owned(),
            due: form.value(&format!("step-due-{at}")).to_owned(),
            what_error: form.error(&format!("step-{at}")).to_owned(),
            due_error: form.error(&format!("step-due-{at}")).to_owned(),
        };
        Self {
            frame,
            base: base.to_owned(),
            action: match review.id {
                0 => format!("{base}/reviews/new"),
                id => format!("{base}/reviews/{id}/edit"),
            },
            is_new: review.id == 0,
            revision: review.revision.to_string(),
            form: form.clone(),
            on: DateBoxes::typed(form, "on"),
            next: DateBoxes::typed(form, "next"),
            verdicts: VERDICTS
                .iter()
                .map(|(id, label)| Choice::new(*id, *label, form.checked("verdict", id)))
                .collect(),
            levels: LEVELS.iter().filter_map(level).collect(),
            steps: (1..=MOST_STEPS).map(step).collect(),
            differences: Vec::new(),
        }
    }

    /// Somebody else was quicker: both in sight.
    pub fn changed_meanwhile(
        &mut self,
        theirs: &Review,
        their_boxes: &[ReviewedBox],
        yours: &Review,
        your_boxes: &[ReviewedBox],
    ) {
        let fields = |one: &Review| {
            [
                ("振り返った日", day_in_words(&one.on_day)),
                ("振り返った場", one.place.clone()),
                ("見えたこと", one.saw.clone()),
                ("これから", verdict_label(&one.verdict).to_owned()),
                ("そのわけ", one.why.clone()),
                ("次の振り返り", one.next_on.as_deref().map(day_in_words).unwrap_or_default()),
            ]
        };
        let pairs = fields(theirs).into_iter().zip(fields(yours));
        let whole = pairs.map(|((label, theirs), (_, yours))| (label.to_owned(), theirs, yours));
        let said = |one: &ReviewedBox| format!("{} {}", verdict_label(&one.verdict), one.why).trim().to_owned();
        let boxes = your_boxes.iter().map(|yours| {
            let theirs = their_boxes.iter().find(|one| one.id == yours.id).map(said).unwrap_or_default();
            (yours.words.clone(), theirs, said(yours))
        });
        self.differences = whole.chain(boxes).filter(|(_, theirs, yours)| theirs != yours).collect();
    }
}

/// `…/comments`
#[derive(Template)]
#[template(path = "plans/templates/comments.html")]
pub struct CommentsPage {
    pub frame: Frame,
    pub base: String,
    pub form: Form,
    pub boxes: Vec<Choice>,
    pub open: Vec<CommentView>,
    pub settled: Vec<CommentView>,
    pub may_comment: bool,
}

pub struct CommentView {
    pub about: String,
    /// Empty where the box is gone, or it is about the whole.
    pub href: String,
    pub words: String,
    pub by: String,
    pub settle: String,
    pub settled: String,
}

impl CommentsPage {
    pub fn new(frame: Frame, base: &str, whole: &Whole, comments: &[Comment], form: &Form, may_comment: bool) -> Self {
        let view = |one: &Comment| {
            let now = one.box_id.and_then(|id| whole.find(id));
            CommentView {
                about: match (one.about.is_empty(), now) {
                    (true, _) => "全体について".to_owned(),
                    (false, Some(_)) => one.about.clone(),
                    (false, None) => format!("{}（この箱は消えました）", one.about),
                },
                href: now.map(|one| format!("{base}#box-{}", one.id)).unwrap_or_default(),
                words: one.words.clone(),
                by: format!("{}　{}", one.by_label, moment_of(&one.at)),
                settle: format!("{base}/comments/{}/settle", one.id),
                settled: one
                    .settled_at
                    .as_deref()
                    .map(|at| format!("{}　{}", moment_of(at), one.settled_by))
                    .unwrap_or_default(),
            }
        };
        let (settled, open): (Vec<&Comment>, Vec<&Comment>) = comments.iter().partition(|one| one.settled_at.is_some());
        let chosen = form.value("box");
        let of_box = |one: &PlanBox| {
            let id = one.id.to_string();
            let is_chosen = id == chosen;
            Choice::new(id, format!("{}：{}", level_label(&one.level), one.words), is_chosen)
        };
        Self {
            frame,
            base: base.to_owned(),
            form: form.clone(),
            boxes: std::iter::once(Choice::new("", "全体について", chosen.is_empty()))
                .chain(whole.boxes.iter().map(of_box))
                .collect(),
            open: open.into_iter().map(view).collect(),
            settled: settled.into_iter().map(view).collect(),
            may_comment,
        }
    }
}
