//! `/surveys/{survey}/findings/rules`: what answers are held against. The office makes, changes and switches rules, tries
//! each on the answers that are there before it is saved, and says how far each number may move.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, Form as Typed, PageError, Reply, Req};
use japanese::fold::{half_width, tidy};
use questionnaire::soft::{RuleKind, SoftRule};

use super::editing::{picked, pickers, reading};
use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{LookAtFindings, ReadTx, Reader, SetCriteria, WriteTx, reach_of};
use crate::shared::{Choice, Frame, moment_of, number, render};
use crate::surveys::actions::criteria::{self, Standing, Tried, is_condition};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::criteria::{QuestionTolerance, StandingRule};
use crate::surveys::rules::criteria::{self as rules, Draft};
use crate::surveys::rules::findings::{MOST_LEAST, MOST_PERCENT, tolerance};
use crate::surveys::storage::criteria as storage;
use crate::surveys::views::criteria::{
    CriteriaPage, Hit, NumberRow, RuleLine, RulePage, Tolerance, TolerancesPage, TriedView,
};

fn base_of(survey: &SurveyRow) -> String {
    format!("/surveys/{}/findings", survey.id)
}

fn frame(db: &Reader, survey: &SurveyRow, title: &str, deep: bool) -> Frame {
    let base = base_of(survey);
    let frame = below(db, survey, title).crumb("指摘", base.as_str());
    if deep { frame.crumb("指摘の規則", format!("{base}/rules")) } else { frame }
}

fn count(n: usize) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

fn may_set(db: &Reader, survey: &SurveyRow) -> bool {
    rules::may_set(survey.state())
        && reach_of::<SetCriteria>(db.actor()).is_some_and(|scope| scope.reaches_programme(survey.programme_id))
}

pub async fn get(mut tx: ReadTx<LookAtFindings>, req: Req) -> Result<Reply, PageError> {
    let done = match req.query.get("done") {
        "set" => "指摘の範囲を変えました。まもなく、すべての回答を新しい範囲に当てます。",
        "rule" => "規則を保存しました。まもなく、すべての回答に当てます。",
        "off" => "規則を止めました。",
        "on" => "規則をまた使うことにしました。",
        _ => "",
    };
    render(&page(&mut tx, &req, &Typed::default(), done).await?)
}

async fn page(db: &mut Reader, req: &Req, typed: &Typed, done: &str) -> Result<CriteriaPage, PageError> {
    let survey = survey_in_reach(db, req).await?;
    let standing = Standing::of(db, &survey).await?;
    let found: BTreeMap<String, i64> = storage::by_rule(db, survey.id).await?.into_iter().collect();
    let stale = storage::count_stale(db, survey.id).await?;
    let base = format!("{}/rules", base_of(&survey));
    let may_set = may_set(db, &survey);
    let mut frame = frame(db, &survey, "指摘の規則", false)
        .wide()
        .purpose("回答を何に照らして指摘するかです。指摘は提出を止めません。");
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    let line = |rule: &StandingRule| RuleLine {
        question: standing
            .form
            .question(&rule.rule.question)
            .map_or_else(|| rule.rule.question.clone(), questionnaire::Question::name),
        condition: in_words(&rule.rule, &standing),
        sentence: rule.rule.sentence.clone(),
        origin: rule.origin.label(),
        touched: rule.touched.as_ref().map(|(at, by)| format!("{by} {}", moment_of(at))).unwrap_or_default(),
        found: number(found.get(&rule.rule.id).copied().unwrap_or(0)),
        state: match (rule.active, rule.fault.is_empty()) {
            (false, _) => "止めています",
            (true, false) => "調査票に合いません",
            (true, true) => "使っています",
        },
        mark: match (rule.active, rule.fault.is_empty()) {
            (false, _) => "none",
            (true, false) => "late",
            (true, true) => "done",
        },
        fault: rule.fault.clone(),
        active: rule.active,
        href: format!("{base}/{}", rule.rule.id),
    };
    Ok(CriteriaPage {
        frame,
        rules: standing.rules.iter().map(line).collect(),
        version: standing.criteria.version,
        numbers: number_rows(&standing, &Typed::default()),
        tolerance: global(&standing, typed),
        stale: if stale > 0 {
            format!("{}団体の回答は、まだいまの規則に当てていません。まもなく当てます。", number(stale))
        } else {
            String::new()
        },
        may_set,
        settings: format!("{}/settings", base_of(&survey)),
        tolerances: format!("{}/tolerances", base_of(&survey)),
        back: base_of(&survey),
        base,
    })
}

fn in_words(rule: &SoftRule, standing: &Standing) -> String {
    match &rule.kind {
        RuleKind::When { condition } => condition.in_japanese(standing.form.definition()),
        RuleKind::Among { of } => format!("{}で選んだ中にないもの", name(standing, of)),
        RuleKind::NotMore { of } => format!("{}より大きい数", name(standing, of)),
        RuleKind::Sum { parts } => {
            let parts: Vec<String> = parts.iter().map(|part| name(standing, part)).collect();
            format!("{}の合計と違う数", parts.join("、"))
        }
        RuleKind::Follow { of, option } => {
            let question = standing.form.question(of);
            let label = question
                .and_then(|question| standing.form.choices(question).iter().find(|choice| choice.id == *option))
                .map_or(option.as_str(), |choice| choice.label.as_str());
            format!("{}で「{label}」とした行に答えがない", name(standing, of))
        }
    }
}

fn name(standing: &Standing, id: &str) -> String {
    standing.form.question(id).map_or_else(|| id.to_owned(), questionnaire::Question::name)
}

fn global(standing: &Standing, typed: &Typed) -> Tolerance {
    let now = tolerance(standing.criteria.settings.as_ref());
    let by = match &standing.criteria.settings {
        Some(set) => format!("（{}、{}）", set.by_label, moment_of(&set.at)),
        None => "（はじめの値）".to_owned(),
    };
    let fences = match &standing.criteria.fences_at {
        Some(at) => format!("離れた値の基準は、{}の回答で計算しています。", moment_of(at)),
        None => String::new(),
    };
    let value = |field: &str, now: u32| {
        if typed.values.pairs().any(|(name, _)| name == field) {
            typed.value(field).to_owned()
        } else {
            now.to_string()
        }
    };
    Tolerance {
        words: format!(
            "前年から{}%を超え、差が{}以上の数を指摘します{by}。「ある」が「ない」になった答え、同じ人口規模の団体から大きく離れた数（四分位範囲の3倍を超えるもの、20団体以上のとき）も指摘します。{fences}",
            now.percent, now.least
        ),
        percent: value("percent", now.percent),
        percent_error: typed.error("percent").to_owned(),
        least: value("least", now.least),
        least_error: typed.error("least").to_owned(),
    }
}

/// The questions with a number, as they are or as they were typed.
fn number_rows(standing: &Standing, typed: &Typed) -> Vec<NumberRow> {
    let all = rules::tolerances(&standing.criteria);
    rules::numbers(&standing.form)
        .map(|question| {
            let set = standing.criteria.tolerances.get(&question.id).copied().unwrap_or_default();
            let field = |part: &str| format!("{part}-{}", question.id);
            let value = |part: &str, stored: Option<i64>| {
                let field = field(part);
                if typed.values.pairs().any(|(name, _)| name == field) {
                    typed.value(&field).to_owned()
                } else {
                    stored.map(|value| value.to_string()).unwrap_or_default()
                }
            };
            let now = all.of(&question.id);
            NumberRow {
                question: format!("{} {}", question.number, question.text).trim().to_owned(),
                percent_field: field("percent"),
                percent: value("percent", set.percent),
                percent_error: typed.error(&field("percent")).to_owned(),
                least_field: field("least"),
                least: value("least", set.least),
                least_error: typed.error(&field("least")).to_owned(),
                now: format!("{}%を超え、差が{}以上", now.percent, now.least),
                own: set != QuestionTolerance::default(),
            }
        })
        .collect()
}

/// `…/findings/settings`: all numbers.
pub async fn set(mut tx: WriteTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let mut typed = Typed::new(req.form.clone());
    let mut whole = |field: &str, most: i64| {
        let value = half_width(&tidy(typed.value(field))).replace(',', "").parse::<i64>().ok();
        let value = value.filter(|value| (0..=most).contains(value));
        if value.is_none() {
            typed.refuse(field, format!("0から{most}までの整数を入れてください。"));
        }
        value
    };
    let (percent, least) = (whole("percent", MOST_PERCENT), whole("least", MOST_LEAST));
    if let (Some(percent), Some(least)) = (percent, least) {
        criteria::set_tolerance(&mut tx, &survey, percent, least).await?;
        tx.commit_recorded().await?;
        return Ok(Reply::done(&format!("{}/rules?done=set", base_of(&survey))));
    }
    let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
    drop(tx);
    let mut tx = core.read::<LookAtFindings>(actor, &req.request_id).await?;
    Ok(render(&page(&mut tx, &req, &typed, "").await?)?.unprocessable())
}

// --- Single questions ----------------------------------------------------------------------------------

pub async fn tolerances(mut tx: ReadTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    render(&tolerances_page(&mut tx, &survey, &Typed::default()).await?)
}

async fn tolerances_page(db: &mut Reader, survey: &SurveyRow, typed: &Typed) -> Result<TolerancesPage, PageError> {
    let standing = Standing::of(db, survey).await?;
    let all = tolerance(standing.criteria.settings.as_ref());
    Ok(TolerancesPage {
        frame: frame(db, survey, "設問ごとの範囲", true)
            .purpose("前年からの変わり方を、設問ごとに決めます。空けておくと、全体の範囲のままです。"),
        errors: typed.summary(),
        rows: number_rows(&standing, typed),
        all: format!("全体の範囲：前年から{}%を超え、差が{}以上", all.percent, all.least),
        version: if typed.value("version").is_empty() {
            standing.criteria.version.to_string()
        } else {
            typed.value("version").to_owned()
        },
        action: format!("{}/tolerances", base_of(survey)),
        back: format!("{}/rules", base_of(survey)),
    })
}

pub async fn set_tolerances(mut tx: WriteTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let mut typed = Typed::new(req.form.clone());
    let form = Standing::of(&mut tx, &survey).await?.form;
    let mut set = BTreeMap::new();
    for question in rules::numbers(&form) {
        let mut read = |part: &str, most: i64| {
            let field = format!("{part}-{}", question.id);
            let text = half_width(&tidy(typed.value(&field)));
            rules::set_number(&text, most).unwrap_or_else(|sentence| {
                typed.refuse(&field, format!("{} {sentence}", question.number));
                None
            })
        };
        let own = QuestionTolerance { percent: read("percent", MOST_PERCENT), least: read("least", MOST_LEAST) };
        set.insert(question.id.clone(), own);
    }
    if !typed.is_valid() {
        return Ok(render(&tolerances_page(&mut tx, &survey, &typed).await?)?.unprocessable());
    }
    let over = typed.value("version").parse().map_err(|_| PageError::NotFound)?;
    criteria::set_question_tolerances(&mut tx, &survey, set, over).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("{}/rules?done=set", base_of(&survey))))
}

// --- One rule --------------------------------------------------------------------------------------------

/// What a form of a rule is about.
#[derive(Clone)]
struct About {
    survey: SurveyRow,
    /// `None`: a new one.
    known: Option<StandingRule>,
    id: String,
}

impl About {
    async fn of(db: &mut Reader, req: &Req, new: bool) -> Result<(Self, Standing), PageError> {
        let survey = survey_in_reach(db, req).await?;
        let standing = Standing::of(db, &survey).await?;
        let about = if new {
            Self { survey, known: None, id: rules::free_id(&standing.rules) }
        } else {
            let known = standing.rule(req.text("rule")).ok_or(PageError::NotFound)?.clone();
            Self { survey, id: known.rule.id.clone(), known: Some(known) }
        };
        Ok((about, standing))
    }

    /// Its condition may be changed, not only its words.
    fn has_condition(&self) -> bool {
        self.known.as_ref().is_none_or(is_condition)
    }

    fn action(&self) -> String {
        let base = format!("{}/rules", base_of(&self.survey));
        if self.known.is_some() { format!("{base}/{}", self.id) } else { format!("{base}/new") }
    }

    /// The form as it begins.
    fn begun(&self) -> Fields {
        let Some(known) = &self.known else { return Fields::default() };
        let condition = match &known.rule.kind {
            RuleKind::When { condition } => condition.to_string(),
            _ => String::new(),
        };
        Fields::from_pairs([
            ("question", known.rule.question.clone()),
            ("relevant", condition),
            ("sentence", known.rule.sentence.clone()),
        ])
    }

    /// The rule as typed; faults go to their fields.
    fn read(&self, typed: &mut Typed, standing: &Standing) -> Option<SoftRule> {
        let sentence = typed.value("sentence").trim().to_owned();
        if !self.has_condition() {
            let known = self.known.as_ref()?;
            if let Some(fault) = rules::sentence_fault(&sentence) {
                typed.refuse("sentence", fault);
                return None;
            }
            return Some(SoftRule { sentence, ..known.rule.clone() });
        }
        let condition = half_width(typed.value("relevant").trim());
        let question = typed.value("question").to_owned();
        let draft = Draft { question: &question, condition: &condition, sentence: &sentence };
        match rules::rule(&self.id, &draft, &standing.form) {
            Ok(rule) => Some(rule),
            Err(faults) => {
                for (field, sentence) in faults {
                    typed.refuse(field, sentence);
                }
                None
            }
        }
    }
}

/// What a try-out is recognised by: another question or condition is another one.
fn mark_of(rule: &SoftRule) -> String {
    let kind = serde_json::to_string(&rule.kind).unwrap_or_default();
    foundation::chance::fingerprint(&format!("{} {kind}", rule.question)).chars().take(16).collect()
}

pub async fn get_new(mut tx: ReadTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let (about, standing) = About::of(&mut tx, &req, true).await?;
    render(&rule_page(&tx, &about, &standing, Typed::new(about.begun()), None))
}

pub async fn get_rule(mut tx: ReadTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let (about, standing) = About::of(&mut tx, &req, false).await?;
    render(&rule_page(&tx, &about, &standing, Typed::new(about.begun()), None))
}

fn rule_page(
    db: &Reader,
    about: &About,
    standing: &Standing,
    typed: Typed,
    tried: Option<(&SoftRule, Tried)>,
) -> RulePage {
    let title = if about.known.is_some() { "指摘の規則を変える" } else { "指摘の規則を加える" };
    let definition = standing.form.definition();
    let asked = standing.form.questions().map(|(.., question)| question).filter(|question| question.kind.is_asked());
    let chosen = typed.value("question").to_owned();
    let choice = |question: &questionnaire::Question| {
        let label = format!("{} {}", question.number, question.text);
        Choice::new(question.id.as_str(), label.trim(), question.id == chosen)
    };
    let none = Choice::new("", "選んでください", chosen.is_empty());
    let version = match typed.value("version") {
        "" => standing.criteria.version.to_string(),
        seen => seen.to_owned(),
    };
    let base = format!("/surveys/{}", about.survey.id);
    let view = |(rule, tried): (&SoftRule, Tried)| TriedView {
        mark: mark_of(rule),
        figure: format!("いまの回答 {}件のうち {}件にあてはまります", count(tried.of), count(tried.hits)),
        more: match tried.hits.saturating_sub(tried.first.len()) {
            0 => String::new(),
            more => format!("ほかに{}件あります。", count(more)),
        },
        hits: tried
            .first
            .into_iter()
            .map(|(code, name, prefecture)| Hit {
                name: format!("{name}（{prefecture}）"),
                href: format!("{base}/{code}/questions/{}", rule.question),
            })
            .collect(),
    };
    RulePage {
        frame: frame(db, &about.survey, title, true).purpose("条件にあてはまる回答に、文を見せて確かめてもらいます。"),
        errors: typed.summary(),
        action: about.action(),
        back: format!("{}/rules", base_of(&about.survey)),
        has_condition: about.has_condition(),
        what: about.known.as_ref().map(|known| in_words(&known.rule, standing)).unwrap_or_default(),
        questions: std::iter::once(none).chain(asked.map(choice)).collect(),
        reading: reading(definition, typed.value("relevant")),
        pickers: pickers(definition, ""),
        tried: tried.map(view),
        version,
        form: typed,
    }
}

pub async fn post_new(mut tx: WriteTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let found = About::of(&mut tx, &req, true).await?;
    post(tx, &req, found).await
}

pub async fn post_rule(mut tx: WriteTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let found = About::of(&mut tx, &req, false).await?;
    post(tx, &req, found).await
}

/// Read, tried, shown again; saved only as it was tried.
async fn post(
    mut tx: WriteTx<SetCriteria>,
    req: &Req,
    (about, standing): (About, Standing),
) -> Result<Reply, PageError> {
    let mut typed = Typed::new(req.form.clone());
    if let Some(condition) = picked(&typed, typed.value("next")) {
        let kept = typed.values.pairs().filter(|(name, _)| *name != "relevant" && *name != "pick" && *name != "next");
        let mut values = Fields::from_pairs(kept.map(|(name, value)| (name.to_owned(), value.to_owned())));
        values.push("relevant", &condition);
        return render(&rule_page(&tx, &about, &standing, Typed::new(values), None));
    }
    let Some(rule) = about.read(&mut typed, &standing) else {
        return Ok(render(&rule_page(&tx, &about, &standing, typed, None))?.unprocessable());
    };
    let as_tried = !about.has_condition() || typed.value("tried") == mark_of(&rule);
    if typed.value("next") == "save" && as_tried {
        let over = typed.value("version").parse().map_err(|_| PageError::NotFound)?;
        criteria::set_rule(&mut tx, &about.survey, rule, over).await?;
        tx.commit_recorded().await?;
        return Ok(Reply::done(&format!("{}/rules?done=rule", base_of(&about.survey))));
    }
    // Counting reads every answer: nobody is kept from writing meanwhile.
    let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
    drop(tx);
    let mut look = core.read::<SetCriteria>(actor, &req.request_id).await?;
    let tried = criteria::try_out(&mut look, &about.survey, &rule).await?;
    render(&rule_page(&look, &about, &standing, typed, Some((&rule, tried))))
}

pub async fn switch(mut tx: WriteTx<SetCriteria>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_in_reach(&mut tx, &req).await?;
    let active = match req.form.get("to") {
        "on" => true,
        "off" => false,
        _ => return Err(PageError::NotFound),
    };
    let over = req.form.get("version").parse().map_err(|_| PageError::NotFound)?;
    criteria::switch(&mut tx, &survey, req.text("rule"), active, over).await?;
    tx.commit_recorded().await?;
    let done = if active { "on" } else { "off" };
    Ok(Reply::done(&format!("{}/rules?done={done}", base_of(&survey))))
}
