//! `/surveys/{survey}/findings`: what needs a look, computed from the answers as they stand. The office sees everybody's,
//! a prefecture its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, Form as Typed, Page, PageError, PageLinks, Reply, Req};
use japanese::fold::{half_width, tidy};
use questionnaire::soft::SoftKind;

use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{CheckAnswers, LookAtFindings, ReadTx, Reader, Scope, WriteTx, reach_of};
use crate::shared::{Choice, Facet, Pagination, number, render};
use crate::surveys::actions::{self, SurveyError, findings};
use crate::surveys::model::checking::{FindingState, Looked};
use crate::surveys::model::{Respondent, SurveyRow};
use crate::surveys::rules::findings as rules;
use crate::surveys::storage::checking;
use crate::surveys::views::checking::{FindingLine, FindingsPage, RuleLine, Tolerance};
use crate::surveys::views::finding_mark;

const ROWS_PER_PAGE: i64 = 50;

#[derive(Default)]
struct Filter {
    kind: String,
    state: String,
    prefecture: String,
}

impl Filter {
    fn of(fields: &Fields) -> Self {
        Self {
            kind: SoftKind::of(fields.get("kind")).map(|kind| kind.id().to_owned()).unwrap_or_default(),
            state: FindingState::of(fields.get("state")).map(|state| state.id().to_owned()).unwrap_or_default(),
            prefecture: fields.get("prefecture").to_owned(),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let all = [("kind", &self.kind), ("state", &self.state), ("prefecture", &self.prefecture)];
        all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone())).collect()
    }
}

pub async fn get(mut tx: ReadTx<LookAtFindings>, req: Req) -> Result<Reply, PageError> {
    let done = if req.query.get("done") == "set" { "指摘の範囲を変えました。" } else { "" };
    render(&page(&mut tx, &req, &req.query, &Typed::default(), done).await?)
}

async fn page(
    db: &mut Reader,
    req: &Req,
    query: &Fields,
    typed: &Typed,
    done: &str,
) -> Result<FindingsPage, PageError> {
    let survey = survey_in_reach(db, req).await?;
    let filter = Filter::of(query);
    let base = format!("/surveys/{}/findings", survey.id);
    let station = matches!(db.scope(), Scope::Prefectures(_));
    let all = findings::of_all(db, &survey, &filter.prefecture).await?;
    let form = actions::form_of(db, survey.id).await?;
    let flat: Vec<(&Respondent, &Looked)> =
        all.iter().flat_map(|(respondent, found)| found.iter().map(move |looked| (respondent, looked))).collect();
    let in_kind = |looked: &Looked| filter.kind.is_empty() || looked.kind().id() == filter.kind;
    let in_state = |looked: &Looked| filter.state.is_empty() || looked.state().id() == filter.state;
    let chosen: Vec<&(&Respondent, &Looked)> =
        flat.iter().filter(|(_, looked)| in_kind(looked) && in_state(looked)).collect();
    let kept = Fields::from_pairs(filter.pairs());
    let total = count(chosen.len());
    let page = Page::of(query, ROWS_PER_PAGE).within(total);
    let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let rows = chosen.iter().skip(skip).take(usize::try_from(page.size).unwrap_or(0));
    let rows = rows.map(|(respondent, looked)| line(&survey, &form, respondent, looked)).collect();
    let facet = |label: &str, name: &str, id: &str, chosen: &str, counted: usize| Facet {
        label: label.to_owned(),
        href: with_query(&base, &kept.replaced(name, if chosen == id { "" } else { id })),
        count: count(counted),
        on: chosen == id,
    };
    let kinds = SoftKind::EVERY.into_iter().map(|kind| {
        let counted = flat.iter().filter(|(_, looked)| looked.kind() == kind && in_state(looked)).count();
        facet(kind.label(), "kind", kind.id(), &filter.kind, counted)
    });
    let states = FindingState::EVERY.into_iter().map(|state| {
        let counted = flat.iter().filter(|(_, looked)| looked.state() == state && in_kind(looked)).count();
        facet(state.label(), "state", state.id(), &filter.state, counted)
    });
    let prefectures = if station { Vec::new() } else { crate::regions::prefecture_choices(db).await? };
    let mut frame = below(db, &survey, "指摘").wide().purpose(if station {
        "管内の回答のうち、確かめるところです。照会と整理は事務局が行います。"
    } else {
        "提出された回答のうち、確かめるところです。設問を選ぶと、答えと記録を見て、照会や整理ができます。"
    });
    if !done.is_empty() {
        frame = frame.notice("success", done);
    }
    Ok(FindingsPage {
        frame,
        figure: format!("{}団体に{}件の指摘があります", number(count(all.len())), number(count(flat.len()))),
        kinds: kinds.collect(),
        states: states.collect(),
        prefecture_choices: choices(&prefectures, &filter.prefecture),
        hidden: filter.pairs().into_iter().filter(|(name, _)| name != "prefecture").collect(),
        rows,
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        rules: rule_lines(&survey, &form, &flat)?,
        tolerance: tolerance(db, &survey, typed).await?,
        inquiries: format!("/surveys/{}/inquiries", survey.id),
        edits: format!("/surveys/{}/edits", survey.id),
        base,
    })
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn with_query(base: &str, fields: &Fields) -> String {
    let query = fields.to_query();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

fn choices(prefectures: &[(String, String)], chosen: &str) -> Vec<Choice> {
    if prefectures.is_empty() {
        return Vec::new();
    }
    let all = Choice::new("", "すべて", chosen.is_empty());
    std::iter::once(all).chain(prefectures.iter().map(|(code, name)| Choice::new(code, name, code == chosen))).collect()
}

fn line(survey: &SurveyRow, form: &questionnaire::Form, respondent: &Respondent, looked: &Looked) -> FindingLine {
    let (line, finding) = (&respondent.line, &looked.finding);
    FindingLine {
        name: line.name.clone(),
        prefecture: line.prefecture_name.clone(),
        question: form
            .question(&finding.question)
            .map_or_else(|| finding.question.clone(), questionnaire::Question::name),
        href: format!("/surveys/{}/{}/questions/{}", survey.id, line.code, finding.question),
        kind: finding.kind.label(),
        sentence: finding.sentence.clone(),
        explanation: looked.row.as_ref().map(|row| row.explanation.clone()).unwrap_or_default(),
        state: looked.state().label(),
        mark: finding_mark(looked.state()),
    }
}

fn rule_lines(
    survey: &SurveyRow,
    form: &questionnaire::Form,
    flat: &[(&Respondent, &Looked)],
) -> Result<Vec<RuleLine>, PageError> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, looked) in flat {
        *found.entry(looked.finding.rule.as_str()).or_default() += 1;
    }
    let rules = questionnaire::shipped::soft_rules(&survey.name).map_err(PageError::broken)?;
    let line = |rule: questionnaire::soft::SoftRule| RuleLine {
        question: form.question(&rule.question).map(questionnaire::Question::name).unwrap_or_default(),
        kind: rule.kind.label().to_owned(),
        found: number(count(found.get(rule.id.as_str()).copied().unwrap_or(0))),
        sentence: rule.sentence,
    };
    Ok(rules.rules.into_iter().map(line).collect())
}

async fn tolerance(db: &mut Reader, survey: &SurveyRow, typed: &Typed) -> Result<Tolerance, PageError> {
    let settings = checking::settings(db, survey.id).await?;
    let now = rules::tolerance(settings.as_ref());
    let by = match &settings {
        Some(set) => format!("（{}、{}）", set.by_label, crate::shared::moment_of(&set.at)),
        None => "（はじめの値）".to_owned(),
    };
    let value = |field: &str, now: u32| {
        if typed.values.pairs().any(|(name, _)| name == field) {
            typed.value(field).to_owned()
        } else {
            now.to_string()
        }
    };
    Ok(Tolerance {
        words: format!(
            "前年から{}%を超え、差が{}以上の数を指摘します{by}。「ある」が「ない」になった答え、同じ人口規模の団体から大きく離れた数（四分位範囲の3倍を超えるもの、20団体以上のとき）も指摘します。指摘は提出を止めません。",
            now.percent, now.least
        ),
        may_set: reach_of::<CheckAnswers>(db.actor()).is_some_and(|scope| scope.reaches_programme(survey.programme_id)),
        percent: value("percent", now.percent),
        percent_error: typed.error("percent").to_owned(),
        least: value("least", now.least),
        least_error: typed.error("least").to_owned(),
    })
}

pub async fn set(mut tx: WriteTx<CheckAnswers>, req: Req) -> Result<Reply, PageError> {
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
    let (percent, least) = (whole("percent", rules::MOST_PERCENT), whole("least", rules::MOST_LEAST));
    if let (Some(percent), Some(least)) = (percent, least) {
        return match findings::set_tolerance(&mut tx, &survey, percent, least).await {
            Ok(()) => {
                tx.commit_recorded().await?;
                Ok(Reply::see_other(&format!("/surveys/{}/findings?done=set", survey.id)))
            }
            Err(error) => Err(SurveyError::into(error)),
        };
    }
    let (core, actor) = (Arc::clone(tx.core()), tx.actor().clone());
    drop(tx);
    let mut tx = core.read::<LookAtFindings>(actor, &req.request_id).await?;
    Ok(render(&page(&mut tx, &req, &Fields::default(), &typed, "").await?)?.unprocessable())
}
