//! `/surveys/{survey}/findings`: what needs a look, as it was found in the answers as they stand. The office sees
//! everybody's, a prefecture its own.

use foundation::web::{Fields, Page, PageError, PageLinks, Reply, Req};
use questionnaire::soft::SoftKind;

use super::list::below;
use super::open::survey_in_reach;
use crate::permissions::{LookAtFindings, ReadTx, Reader, Scope};
use crate::shared::{Choice, Facet, Pagination, number, render};
use crate::surveys::actions;
use crate::surveys::model::SurveyRow;
use crate::surveys::model::checking::FindingState;
use crate::surveys::storage::criteria::{self, KeptRow};
use crate::surveys::views::checking::{FindingLine, FindingsPage};
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
    render(&page(&mut tx, &req).await?)
}

async fn page(db: &mut Reader, req: &Req) -> Result<FindingsPage, PageError> {
    let survey = survey_in_reach(db, req).await?;
    let filter = Filter::of(&req.query);
    let base = format!("/surveys/{}/findings", survey.id);
    let station = matches!(db.scope(), Scope::Prefectures(_));
    let form = actions::form_of(db, survey.id).await?;
    let (counts, respondents) = criteria::counts(db, survey.id, &filter.prefecture).await?;
    let counted = |kind: &str, state: &str| -> i64 {
        let fits =
            |(k, s, _): &&(String, String, i64)| (kind.is_empty() || k == kind) && (state.is_empty() || s == state);
        counts.iter().filter(fits).map(|(.., count)| count).sum()
    };
    let kept = Fields::from_pairs(filter.pairs());
    let total = counted(&filter.kind, &filter.state);
    let page = Page::of(&req.query, ROWS_PER_PAGE).within(total);
    let wanted = (filter.kind.as_str(), filter.state.as_str(), filter.prefecture.as_str());
    let rows = criteria::page(db, survey.id, wanted, page).await?;
    let stale = criteria::count_stale(db, survey.id).await?;
    let facet = |label: &str, name: &str, id: &str, chosen: &str, count: i64| Facet {
        label: label.to_owned(),
        href: with_query(&base, &kept.replaced(name, if chosen == id { "" } else { id })),
        count,
        on: chosen == id,
    };
    let kinds = SoftKind::EVERY
        .into_iter()
        .map(|kind| facet(kind.label(), "kind", kind.id(), &filter.kind, counted(kind.id(), &filter.state)));
    let states = FindingState::EVERY
        .into_iter()
        .map(|state| facet(state.label(), "state", state.id(), &filter.state, counted(&filter.kind, state.id())));
    let prefectures = if station { Vec::new() } else { crate::regions::prefecture_choices(db).await? };
    let frame = below(db, &survey, "指摘").wide().purpose(if station {
        "管内の回答のうち、確かめるところです。照会と整理は事務局が行います。"
    } else {
        "提出された回答のうち、確かめるところです。設問を選ぶと、答えと記録を見て、照会や整理ができます。"
    });
    Ok(FindingsPage {
        frame,
        figure: format!("{}団体に{}件の指摘があります", number(respondents), number(counted("", ""))),
        stale: if stale > 0 {
            format!("{}団体の回答は、まだ指摘の規則に当てていません。まもなく当てます。", number(stale))
        } else {
            String::new()
        },
        kinds: kinds.collect(),
        states: states.collect(),
        prefecture_choices: choices(&prefectures, &filter.prefecture),
        hidden: filter.pairs().into_iter().filter(|(name, _)| name != "prefecture").collect(),
        rows: rows.iter().map(|row| line(&survey, &form, row)).collect(),
        pagination: Pagination::new(&PageLinks::new(&base, &kept, page, total), "件"),
        rules: format!("{base}/rules"),
        inquiries: format!("/surveys/{}/inquiries", survey.id),
        edits: format!("/surveys/{}/edits", survey.id),
        base,
    })
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

fn line(survey: &SurveyRow, form: &questionnaire::Form, row: &KeptRow) -> FindingLine {
    let state = FindingState::of(&row.state).unwrap_or(FindingState::New);
    FindingLine {
        name: row.name.clone(),
        prefecture: row.prefecture_name.clone(),
        question: form.question(&row.question).map_or_else(|| row.question.clone(), questionnaire::Question::name),
        href: format!("/surveys/{}/{}/questions/{}", survey.id, row.code, row.question),
        kind: SoftKind::of(&row.kind).map(SoftKind::label).unwrap_or_default(),
        sentence: row.sentence.clone(),
        explanation: row.explanation.clone(),
        state: state.label(),
        mark: finding_mark(state),
    }
}
