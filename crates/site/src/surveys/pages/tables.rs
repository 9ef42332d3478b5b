//! `/surveys/{survey}/tables`: every question with its figures; all tables at once; do they agree?

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};
use table_files::check::{self, Kind, Source};
use table_files::printed::{ColumnKind, Printed, What};
use table_files::{About, Set, check as find};

use super::list::below;
use super::open::{is_of_persons, sees_persons, survey};
use super::table_files::{Book, asked};
use crate::permissions::{CheckTables, LookAtDataSets, LookAtTables, PublishTables, ReadTx, Reader, reach_of};
use crate::shared::turns::in_turn;
use crate::shared::{Choice, Link, moment_of, render};
use crate::surveys::actions::publishing::earlier_years;
use crate::surveys::actions::{self, publishing};
use crate::surveys::data_set::{DataSet, Which, texts};
use crate::surveys::model::SurveyRow;
use crate::surveys::model::data_sets::DataSet as NumberedSet;
use crate::surveys::storage;
use crate::surveys::tables::make::{Maker, NoTable};
use crate::surveys::tables::request::{DATA, Wanted};
use crate::surveys::tables::yearly::LastYear;
use crate::surveys::tables::{self, Reach, charts, follows, neighbours};
use crate::surveys::views::one_table::downloads;
use crate::surveys::views::tables::{CheckPage, FindingRow, QuestionLine, SectionLines, TablesPage};

/// A survey whose tables somebody looks at: its answers, how far she sees, last year's where it is asked for.
pub struct Opened {
    pub survey: SurveyRow,
    pub set: Arc<DataSet>,
    pub reach: Reach,
    pub about: About,
    pub wanted: Wanted,
    /// Earlier years, where they are compared.
    pub earlier: Vec<LastYear>,
    /// Numbered data sets, for those who may see them; the newest first.
    pub cuts: Vec<NumberedSet>,
    /// Why no table is shown at all.
    pub refusal: Option<String>,
}

impl Opened {
    pub async fn of(db: &mut Reader, req: &Req) -> Result<Self, PageError> {
        let survey = survey(db, req).await?;
        let mut reach = Reach::of(db.scope(), survey.programme_id).ok_or(PageError::NotFound)?;
        // Whose single answers are persons' are read by the office alone: the ministry sees groups, like everybody.
        if is_of_persons(&survey) && !sees_persons(db.actor(), &survey) {
            reach = Reach::Groups { prefectures: Vec::new(), municipalities: Vec::new() };
        }
        let sees_cuts = reach_of::<LookAtDataSets>(db.actor())
            .is_some_and(|scope| scope.reaches_programme(survey.programme_id))
            && (!is_of_persons(&survey) || sees_persons(db.actor(), &survey));
        let cuts = if sees_cuts { storage::data_sets::of_survey(db, survey.id).await? } else { Vec::new() };
        let which = match req.query.get(DATA).parse::<i64>() {
            Ok(number) => {
                let cut = cuts.iter().find(|cut| cut.number == number && !cut.hash.is_empty());
                Which::Cut(cut.ok_or(PageError::NotFound)?.id)
            }
            // Who may not see single answers sees them come in batches; in her own prefecture she may.
            Err(_) => match &reach {
                Reach::Groups { prefectures, .. }
                    if !prefectures.iter().any(|own| own == req.query.get("prefecture")) =>
                {
                    DataSet::which_for_others(&survey)
                }
                _ => Which::Collected,
            },
        };
        let set = DataSet::with_coded_texts(db, &survey, which).await?;
        let mut wanted = Wanted::of(&req.query, &set);
        if reach != Reach::Everything {
            wanted.weight = None;
        }
        // Who sees groups asks one thing at a time; within her own prefecture she sees everything.
        if let Reach::Groups { prefectures, .. } = &reach
            && !prefectures.contains(&wanted.prefecture)
        {
            neighbours::one_at_a_time(&mut wanted);
        }
        // Nobody chose yet: years are compared wherever there are some.
        if !req.query.has("chosen", "1") && !req.text("question").is_empty() && survey.previous_id.is_some() {
            wanted.yearly = true;
        }
        let earlier = if wanted.yearly { earlier_years(db, &survey).await? } else { Vec::new() };
        let about = tables::about(&survey, &set, db.core().clock.today());
        let refusal = tables::may_look(&set, survey.state(), &reach).err().map(|refusal| refusal.sentence());
        Ok(Self { survey, set, reach, about, wanted, earlier, cuts, refusal })
    }

    pub fn base(&self) -> String {
        format!("/surveys/{}", self.survey.id)
    }

    pub fn maker(&self) -> Maker<'_> {
        Maker::new(&self.set, &self.wanted, &self.reach, &self.earlier)
    }

    /// `data=2`: what an address needs to stay with the same data set; empty for the answers as they now stand.
    pub fn data_query(&self) -> String {
        self.wanted.cut.map(|number| format!("{DATA}={number}")).unwrap_or_default()
    }

    /// `fy2026_municipality_data2`
    pub fn file_name(&self) -> String {
        self.wanted.cut.map_or_else(|| self.survey.name.clone(), |number| format!("{}_data{number}", self.survey.name))
    }

    /// What figures may be made from; nothing where there is only one thing.
    pub fn data_choices(&self) -> Vec<Choice> {
        if self.cuts.is_empty() {
            return Vec::new();
        }
        let now = Choice::new("", "いまの回答", self.wanted.cut.is_none());
        let cuts = self.cuts.iter().map(|cut| {
            let label = format!("データ{}、{}", cut.name(), moment_of(&cut.made_at));
            Choice::new(cut.number.to_string(), label, self.wanted.cut == Some(cut.number))
        });
        std::iter::once(now).chain(cuts).collect()
    }
}

pub fn broken(error: NoTable) -> PageError {
    match error {
        NoTable::NotFound => PageError::NotFound,
        NoTable::Refused(refusal) => PageError::rule(refusal.sentence()),
        NoTable::Fault(fault) => PageError::broken(fault),
    }
}

pub async fn get(mut tx: ReadTx<LookAtTables>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::of(&mut tx, &req).await?;
    let publishes =
        reach_of::<PublishTables>(tx.actor()).is_some_and(|scope| scope.reaches_programme(opened.survey.programme_id));
    let checks =
        reach_of::<CheckTables>(tx.actor()).is_some_and(|scope| scope.reaches_programme(opened.survey.programme_id));
    let base = opened.base();
    let mut doors = Vec::new();
    if publishes {
        doors.push(Link::new("公表する表を選ぶ", format!("{base}/publish")));
    }
    if checks {
        doors.push(Link::new("食い違いを確かめる", format!("{base}/tables-check")));
    }
    doors.push(Link::new("公表した集計を見る", format!("{base}/published")));
    let frame = below(&tx, &opened.survey, "集計")
        .purpose("設問ごとの割合です。設問を選ぶと、区分ごとの表と図、前年との差が見られます。")
        .wide();
    let sections = match &opened.refusal {
        Some(_) => Vec::new(),
        None => sections(&opened).map_err(broken)?,
    };
    render(&TablesPage {
        frame,
        standing: opened.about.made_of(),
        provisional: opened.about.provisional,
        hash: opened.about.data_hash.clone(),
        refusal: opened.refusal.clone().unwrap_or_default(),
        sections,
        downloads: downloads(&format!("{base}/all-tables"), &opened.data_query()),
        data: opened.data_choices(),
        data_number: opened.wanted.cut.map(|number| number.to_string()).unwrap_or_default(),
        base: base.clone(),
        doors,
    })
}

/// Every question of the survey, counted without banners.
fn sections(opened: &Opened) -> Result<Vec<SectionLines>, NoTable> {
    let plain = Wanted::default();
    let maker = Maker::new(&opened.set, &plain, &opened.reach, &[]);
    let query = opened.data_query();
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let mut sections: Vec<SectionLines> = Vec::new();
    for question in opened.set.questions().iter().chain(opened.set.coded()) {
        if sections.last().is_none_or(|last| last.title != question.section) {
            sections.push(SectionLines { title: question.section.clone(), lines: Vec::new() });
        }
        let href = format!("{}/tables/{}{query}", opened.base(), question.id);
        let mut line = QuestionLine {
            number: question.number.clone(),
            text: question.text.clone(),
            href,
            asked_of: question.asked_of.clone().unwrap_or_default(),
            n: String::new(),
            few: false,
            strip: String::new(),
            figures: String::new(),
            key: question.id.clone(),
        };
        if question.variables.is_empty() {
            line.href.clear();
            line.key.clear();
            let coded = format!("{}{}", question.id, texts::CODED);
            line.figures = if opened.set.question(&coded).is_some() {
                "分類した数は、下の「自由記述の分類」にあります".to_owned()
            } else {
                format!("{}（集計しません）", question.kind)
            };
        } else {
            match maker.one(&question.id) {
                Ok(made) => glance(&mut line, made.tables.first()),
                Err(NoTable::Refused(refusal)) => line.figures = refusal.sentence(),
                Err(other) => return Err(other),
            }
        }
        if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        }
    }
    Ok(sections)
}

/// More figures than fit a line are left to the question's own page.
const MOST_FIGURES: usize = 4;

fn glance(line: &mut QuestionLine, table: Option<&Printed>) {
    let Some(table) = table else { return };
    let Some((_, row)) = table.rows().next() else { return };
    if table.what == What::Items {
        let items = table.rows().count();
        let bases = || table.rows().filter_map(|(_, row)| row.n);
        let (least, most) = (bases().map(|n| n.0).min(), bases().map(|n| n.0).max());
        let words = |n: Option<u64>| n.map(|n| table_files::printed::Count(n).to_string()).unwrap_or_default();
        // Of several items each has its own base.
        line.n = if least == most {
            words(most)
        } else {
            format!("{}〜{}（項目による）", words(least), words(most))
        };
        line.figures = format!("{items}項目。設問を選ぶと、項目ごとの割合が並びます");
        return;
    }
    line.n = row.n.map_or_else(|| tabulate::write::WITHHELD.to_owned(), |n| n.to_string());
    line.few = row.few;
    let mut figures: Vec<(bool, Option<u32>, String)> = table
        .columns
        .iter()
        .zip(&row.cells)
        .enumerate()
        .filter(|(_, (column, cell))| column.kind != ColumnKind::NoAnswer || cell.tenths() != Some(0))
        .map(|(at, (column, cell))| {
            let last = column.kind == ColumnKind::NoAnswer;
            (last, cell.tenths(), format!("{} {}", column.label, cell.words(table.decimals(at))))
        })
        .collect();
    if table.multiple {
        figures.sort_by_key(|(last, tenths, _)| (*last, std::cmp::Reverse(*tenths)));
    }
    let more = figures.len().saturating_sub(MOST_FIGURES);
    let words: Vec<String> = figures.into_iter().take(MOST_FIGURES).map(|(.., words)| words).collect();
    line.figures = words.join("、");
    if more > 0 {
        line.figures = format!("{} ほか{more}", line.figures);
    }
    if table.what == What::Choices && !table.multiple {
        line.strip = charts::strip(table, row);
    }
}

/// All tables of the survey in one file.
pub async fn file(mut tx: ReadTx<LookAtTables>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::of(&mut tx, &req).await?;
    if let Some(refusal) = opened.refusal {
        return Err(PageError::rule(refusal));
    }
    let address = format!("{}{}/tables", tx.core().settings.public_url, opened.base());
    let today = tx.core().clock.today();
    drop(tx);
    let file = req.text("file").to_owned();
    // Some questions only, where some were chosen; what there is not is left out.
    let chosen: Vec<String> = req.query.all("question").map(str::to_owned).collect();
    // Writing a workbook of a hundred tables takes a while: not on the threads that answer everybody.
    let made = in_turn(move || {
        let tables = opened.maker().all_of(&chosen).map_err(broken)?;
        let sets = [Set::new(&opened.about, &tables)];
        let book = Book { sets: &sets, name: opened.file_name(), address, summary: Vec::new(), map: 0, today };
        if file.ends_with(".svg") { Err(PageError::NotFound) } else { asked(&book, &file) }
    });
    made.await??.reply().await
}

/// Do the tables agree with themselves, with each other, with what was published?
pub async fn check(mut tx: ReadTx<CheckTables>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::of(&mut tx, &req).await?;
    let form = actions::form_of(&mut tx, opened.survey.id).await?;
    let published = storage::publishing::all(&mut tx, opened.survey.id).await?;
    let published = published.into_iter().filter(|row| row.line.withdrawn_at.is_none());
    let published: Result<Vec<_>, _> = published.map(publishing::read).collect();
    let published = published?;
    let frame = below(&tx, &opened.survey, "集計表の食い違い")
        .purpose("列の合計とn、件数と割合、枝問の母数、同じ欄の値を、すべての表で比べます。")
        .crumb("集計", format!("{}/tables", opened.base()))
        .wide();
    drop(tx);
    let base = opened.base();
    let made = in_turn(move || {
        let follows = follows::follows(&form);
        let every = Wanted { by: opened.set.banners().iter().map(|b| b.id.to_owned()).collect(), ..Wanted::default() };
        let now = Maker::new(&opened.set, &every, &opened.reach, &[]).all().map_err(broken)?;
        let names: Vec<String> = published
            .iter()
            .map(|p| format!("公表した表（{}）", crate::shared::day_of(&p.row.line.published_at)))
            .collect();
        let mut sources = vec![Source { name: "いまの集計", tables: &now }];
        sources.extend(names.iter().zip(&published).map(|(name, p)| Source { name, tables: &p.tables }));
        let findings = find(&sources, &follows);
        let cells = check::cells(&sources);
        let rows: Vec<FindingRow> = findings
            .iter()
            .map(|finding| FindingRow {
                question: finding.title.clone(),
                href: format!("{base}/tables/{}", finding.question.trim_end_matches("_band")),
                place: finding.place.clone(),
                kind: finding.kind.label(),
                sentence: finding.sentence.clone(),
            })
            .collect();
        let kinds = [Kind::Sum, Kind::Share, Kind::Groups, Kind::FollowUp, Kind::TwoValues].map(|kind| {
            let count = findings.iter().filter(|f| f.kind == kind).count();
            (kind.label(), if count == 0 { "食い違いなし".to_owned() } else { format!("{count}件") })
        });
        let page = CheckPage {
            frame,
            tables: now.len(),
            published: published.iter().map(|p| p.tables.len()).sum(),
            cells,
            follow_ups: follows.len(),
            kinds: kinds.into(),
            findings: rows,
            back: format!("{base}/tables"),
        };
        render(&page)
    });
    made.await?
}

#[cfg(test)]
mod tests {
    use table_files::printed::Cell;

    use super::*;

    #[test]
    fn a_line_shows_a_few_figures_and_says_how_many_more_there_are() {
        let cell = |tenths| Cell::Share {
            count: table_files::printed::Count(1_000_000),
            tenths,
            residual: None,
            higher: String::new(),
        };
        let mut table = crate::surveys::views::tables_samples::table();
        table.multiple = true;
        for (column, tenths) in table.blocks[0].rows[0].cells.iter_mut().zip([10, 300, 200, 0]) {
            *column = cell(tenths);
        }
        let mut line = QuestionLine {
            number: String::new(),
            text: String::new(),
            href: String::new(),
            asked_of: String::new(),
            n: String::new(),
            few: false,
            strip: String::new(),
            figures: String::new(),
            key: String::new(),
        };
        glance(&mut line, Some(&table));
        assert!(line.figures.starts_with("設置していない 30.0、"), "{}", line.figures);
        assert!(line.strip.is_empty(), "parts of several answers make no whole");
    }
}
