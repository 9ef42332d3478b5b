//! `/surveys/{survey}/matrix`: municipalities × key questions, and the gap between what comes first, what support there
//! is and what is wanted. Each sees those whose single answers she may see; the office chooses a prefecture.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, PageError, Reply, Req};
use print::charts::{Caption, Item, Value as Bar, side_by_side};

use super::list::below;
use super::open::survey;
use crate::permissions::{LookAtAnswers, ReadTx, Reader, Scope};
use crate::regions;
use crate::shared::turns::in_turn;
use crate::shared::{Choice, DEMO_MARK, Facet, Link, number, render};
use crate::surveys::data_set::{DataSet, Which};
use crate::surveys::matrix::gap::{self, Line, Questions, Share};
use crate::surveys::matrix::{self, Town, export};
use crate::surveys::model::{State, SurveyRow};
use crate::surveys::rules;
use crate::surveys::storage::{self, RoomFilter};
use crate::surveys::views::mark;
use crate::surveys::views::matrix::{CellView, ColumnHead, GapLine, GapTown, GapView, Key, MatrixPage, TownRow};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// 該当する区分, as one chooses them.
const CLASSES: &[(&str, &str)] = &[
    ("any", "該当（どれかに当たる）"),
    ("kaso", "過疎地域"),
    ("chusankan", "中山間地域等"),
    ("shokibo", "小規模自治体"),
    ("none", "非該当"),
];

/// What the address asks for.
#[derive(Clone, Debug, Default)]
struct Wanted {
    prefecture: String,
    class: String,
}

impl Wanted {
    fn of(query: &Fields) -> Self {
        let class = CLASSES.iter().find(|(id, _)| *id == query.get("class")).map_or("", |(id, _)| id);
        Self { prefecture: query.get("prefecture").to_owned(), class: class.to_owned() }
    }

    /// `?prefecture=350001`, empty without a condition.
    fn query(&self) -> String {
        let pairs = [("prefecture", &self.prefecture), ("class", &self.class)];
        let kept = pairs.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.clone()));
        let query = Fields::from_pairs(kept.collect::<Vec<_>>()).to_query();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    fn fits(&self, classes: [Option<bool>; 3]) -> bool {
        let [kaso, chusankan, shokibo] = classes.map(|flag| flag == Some(true));
        match self.class.as_str() {
            "kaso" => kaso,
            "chusankan" => chusankan,
            "shokibo" => shokibo,
            "any" => kaso || chusankan || shokibo,
            "none" => classes == [Some(false); 3],
            _ => true,
        }
    }
}

/// Everything the page and its files are made of.
struct Loaded {
    survey: SurveyRow,
    set: Arc<DataSet>,
    /// What the country is counted from: for who may not read every answer, it moves on in batches.
    country: Arc<DataSet>,
    wanted: Wanted,
    /// Everybody is within reach, and no prefecture is chosen: nobody is listed.
    listed: bool,
    /// Does somebody with this reach choose among prefectures?
    chooses: Vec<(String, String)>,
    whose: String,
    /// Single municipalities, not a prefecture's.
    own: bool,
    towns: Vec<Town>,
    /// Rows of the set that are counted.
    rows: Vec<usize>,
}

impl Loaded {
    async fn of(db: &mut Reader, req: &Req) -> Result<Self, PageError> {
        let survey = survey(db, req).await?;
        if survey.respondent != "municipality" {
            return Err(PageError::NotFound);
        }
        let whole = match db.scope() {
            Scope::All => true,
            Scope::Programmes(own) if own.contains(&survey.programme_id) => true,
            Scope::Prefectures(_) | Scope::Municipalities(_) => false,
            _ => return Err(PageError::NotFound),
        };
        let wanted = Wanted::of(&req.query);
        let listed = !whole || !wanted.prefecture.is_empty();
        let set = DataSet::load(db, &survey, Which::Collected).await?;
        let country = if whole { set.clone() } else { DataSet::for_others(db, &survey).await? };
        let mut towns = Vec::new();
        if listed {
            let filter = RoomFilter { prefecture: wanted.prefecture.clone(), ..RoomFilter::default() };
            let lines = storage::collecting::all_lines(db, survey.id, &filter).await?;
            // Another prefecture than one's own is not there.
            if lines.is_empty() {
                return Err(PageError::NotFound);
            }
            let today = db.core().clock.today();
            towns = matrix::towns(&set, &survey, &lines, today);
            if !wanted.class.is_empty() {
                let classes = classes(db, &survey).await?;
                towns.retain(|town| wanted.fits(classes.get(&town.code).copied().unwrap_or([None; 3])));
            }
        }
        let rows = if listed {
            towns.iter().filter_map(|town| town.row).collect()
        } else {
            let fits = set.rows().iter().enumerate().filter(|(_, row)| wanted.fits(row.classes));
            fits.map(|(at, _)| at).collect()
        };
        let chooses = if whole { regions::prefecture_choices(db).await? } else { Vec::new() };
        let own = matches!(db.scope(), Scope::Municipalities(_));
        let whose = if own { names(&towns) } else { whose(&towns, &wanted, listed) };
        Ok(Self { survey, set, country, wanted, listed, chooses, whose, own, towns, rows })
    }

    fn base(&self) -> String {
        format!("/surveys/{}/matrix", self.survey.id)
    }

    fn file_name(&self, what: &str, ending: &str) -> String {
        let year = japanese::wareki::FiscalYear(self.survey.fiscal_year()).era_label();
        format!("{what}_{year}_{}.{ending}", self.whose)
    }
}

/// Class flags of every municipality as they stood when answers were due.
async fn classes(db: &mut Reader, survey: &SurveyRow) -> Result<BTreeMap<String, [Option<bool>; 3]>, PageError> {
    let Some(day) = survey.due() else { return Ok(BTreeMap::new()) };
    let keys: Vec<&str> = regions::CLASSES.iter().map(|(key, _)| *key).collect();
    let mut found: BTreeMap<String, [Option<bool>; 3]> = BTreeMap::new();
    for fact in regions::facts_on(db, &keys, day).await? {
        if let Some(slot) = keys
            .iter()
            .position(|key| *key == fact.key)
            .and_then(|at| found.entry(fact.municipality_code.clone()).or_default().get_mut(at))
        {
            *slot = fact.amount.map(|flag| flag == 1);
        }
    }
    Ok(found)
}

/// Who sees single municipalities of a prefecture reads of these, not of the prefecture.
fn names(towns: &[Town]) -> String {
    const MOST: usize = 3;
    let named: Vec<&str> = towns.iter().take(MOST).map(|town| town.name.as_str()).collect();
    match towns.len().saturating_sub(MOST) {
        0 => named.join("・"),
        more => format!("{}ほか{more}市町村", named.join("・")),
    }
}

fn whose(towns: &[Town], wanted: &Wanted, listed: bool) -> String {
    let mut prefectures: Vec<&str> = towns.iter().map(|town| town.prefecture.as_str()).collect();
    prefectures.dedup();
    let place = match prefectures.as_slice() {
        _ if !listed => "全国".to_owned(),
        [] => "この条件".to_owned(),
        [one] => (*one).to_owned(),
        several => several.join("・"),
    };
    match CLASSES.iter().find(|(id, _)| *id == wanted.class) {
        Some((_, label)) => format!("{place}・{}", label.split('（').next().unwrap_or(label)),
        None => place,
    }
}

pub async fn get(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let loaded = Loaded::of(&mut tx, &req).await?;
    render(&page(&tx, &loaded))
}

fn choices(all: &[(&str, &str)], first: &str, chosen: &str) -> Vec<Choice> {
    let none = Choice::new("", first, chosen.is_empty());
    std::iter::once(none).chain(all.iter().map(|(id, label)| Choice::new(*id, *label, *id == chosen))).collect()
}

fn page(db: &Reader, loaded: &Loaded) -> MatrixPage {
    let Loaded { survey, set, wanted, towns, .. } = loaded;
    let columns = matrix::columns(set);
    let base = loaded.base();
    let query = wanted.query();
    let frame = below(db, survey, "市町村の一覧と課題の差").wide().purpose(
        "市町村の回答を並べて見ます。遅れている市町村と、課題・受けている支援・期待する支援の差が分かります。",
    );
    let count = |wanted: &dyn Fn(&&Town) -> bool| i64::try_from(towns.iter().filter(wanted).count()).unwrap_or(0);
    let states = State::EVERY.into_iter().map(|state| Facet {
        label: state.label().to_owned(),
        href: String::new(),
        count: count(&|town| town.state == state),
        on: false,
    });
    let late = count(&|town| town.late_days.is_some());
    let prefectures: Vec<(&str, &str)> =
        loaded.chooses.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    MatrixPage {
        standing: set.about.standing_in_words(),
        source: set.about.source_line(),
        fictitious: set.about.is_fictitious(),
        prefecture_choices: if prefectures.is_empty() {
            Vec::new()
        } else {
            choices(&prefectures, "選んでください（全国）", &wanted.prefecture)
        },
        class_choices: choices(CLASSES, "すべて", &wanted.class),
        whose: loaded.whose.clone(),
        own: loaded.own,
        listed: loaded.listed,
        states: states.filter(|facet| facet.count > 0).collect(),
        late: if late > 0 { number(late) } else { String::new() },
        rows: towns.iter().map(|town| town_row(loaded, &columns, town)).collect(),
        keys: columns
            .iter()
            .filter(|column| !column.key.is_empty())
            .map(|column| Key { number: column.number.clone(), text: column.text.clone(), options: column.key.clone() })
            .collect(),
        columns: columns
            .into_iter()
            .map(|column| ColumnHead { number: column.number, text: column.text, said: column.said })
            .collect(),
        gap: Questions::of(set).map(|questions| gap_view(loaded, &questions)),
        downloads: vec![
            Link::new("CSV", format!("{base}.csv{query}")),
            Link::new("Excel", format!("{base}.xlsx{query}")),
        ],
        gap_downloads: vec![
            Link::new("CSV", format!("/surveys/{}/gap.csv{query}", survey.id)),
            Link::new("Excel", format!("{base}.xlsx{query}")),
        ],
        frame,
        base,
    }
}

fn town_row(loaded: &Loaded, columns: &[matrix::Column], town: &Town) -> TownRow {
    let cell = |column: &matrix::Column| match town.row {
        Some(row) => {
            let (short, full) = matrix::cell(&loaded.set, column, row);
            let faint = short == matrix::NO_ANSWER || short == matrix::NOT_ASKED;
            CellView { short, full, faint }
        }
        None => CellView { short: "－".to_owned(), full: "－".to_owned(), faint: true },
    };
    TownRow {
        name: town.name.clone(),
        href: format!("/surveys/{}/{}", loaded.survey.id, town.code),
        state: town.state.label(),
        mark: mark(town.state),
        late: town.late_days.map(|days| format!("締切を{days}日過ぎています")).unwrap_or_default(),
        cells: columns.iter().map(cell).collect(),
    }
}

fn count(n: u64) -> String {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

fn printed(share: Share) -> (String, String) {
    (count(share.count), share.percent().map_or_else(|| "－".to_owned(), |p| p.to_string()))
}

fn points(line: &Line) -> String {
    line.wanted.less(line.given).map_or_else(|| "－".to_owned(), |p| p.to_string())
}

/// Largest gap first, 無回答 last.
fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    let silent = lines.pop();
    let gap = |line: &Line| std::cmp::Reverse(line.wanted.less(line.given).map_or(i32::MIN, tabulate::Points::tenths));
    lines.sort_by_key(gap);
    lines.extend(silent);
    lines
}

fn gap_view(loaded: &Loaded, questions: &Questions<'_>) -> GapView {
    let lines = in_order(gap::overall(questions, &loaded.rows));
    let everybody: Vec<usize> = (0..loaded.country.rows().len()).collect();
    // The rest of the country is a group, too: not one that is too small.
    let others = everybody.len().saturating_sub(loaded.rows.len());
    let national = Questions::of(&loaded.country)
        .filter(|_| loaded.listed && others >= rules::LEAST_OTHERS)
        .map(|questions| gap::overall(&questions, &everybody));
    let of_nation = |issue: &str| {
        let line = national.as_ref().and_then(|lines| lines.iter().find(|line| line.issue == issue));
        line.map_or_else(Default::default, |line| {
            [printed(line.first).1, printed(line.given).1, printed(line.wanted).1, answered_points(line)]
        })
    };
    let bases: Vec<u64> = lines.first().map(|l| vec![l.first.base, l.given.base, l.wanted.base]).unwrap_or_default();
    let base = match bases.as_slice() {
        [a, b, c] if a == b && b == c => format!("n={}", count(*a)),
        [a, b, c] => {
            format!("最優先の課題 n={}、受けている支援 n={}、期待する支援 n={}", count(*a), count(*b), count(*c))
        }
        _ => String::new(),
    };
    let least = bases.iter().min().copied().unwrap_or(0);
    let own: Vec<(&Town, gap::Own)> =
        loaded.towns.iter().filter_map(|town| Some((town, gap::own(questions, town.row?)))).collect();
    let reached = loaded.rows.iter().filter_map(|row| gap::own(questions, *row).reached);
    let (named, unmet) = reached.fold((0_u64, 0_u64), |(all, un), reached| (all + 1, un + u64::from(!reached)));
    let headline = match lines.first() {
        Some(top) if least > 0 => format!(
            "期待と受けている支援の差が最も大きいのは「{}」です（期待 {}%、受けている {}%、差 {}ポイント）。",
            top.issue,
            printed(top.wanted).1,
            printed(top.given).1,
            points(top)
        ),
        _ => String::new(),
    };
    let chart = if headline.is_empty() { Default::default() } else { chart(loaded, &base, &lines) };
    GapView {
        few: least < tabulate::tables::FEW,
        unmet: if named > 0 {
            format!("{}市町村のうち{}市町村", count(named), count(unmet))
        } else {
            String::new()
        },
        headline,
        chart,
        base,
        national: national.is_some(),
        lines: lines
            .iter()
            .map(|line| {
                let answer = line.issue != matrix::NO_ANSWER;
                GapLine {
                    issue: line.issue.clone(),
                    first: printed(line.first),
                    given: printed(line.given),
                    wanted: printed(line.wanted),
                    points: answered_points(line),
                    unmet: if answer { count(line.unmet) } else { "－".to_owned() },
                    national: of_nation(&line.issue),
                }
            })
            .collect(),
        towns: own.into_iter().map(|(town, own)| gap_town(loaded, town, own)).collect(),
    }
}

/// A difference of 無回答 says nothing.
fn answered_points(line: &Line) -> String {
    if line.issue == matrix::NO_ANSWER { "－".to_owned() } else { points(line) }
}

fn gap_town(loaded: &Loaded, town: &Town, own: gap::Own) -> GapTown {
    let silent = |words: Vec<String>, answered: bool| {
        if answered { words } else { vec![matrix::NO_ANSWER.to_owned()] }
    };
    let asked = own.first != matrix::NOT_ASKED;
    GapTown {
        name: town.name.clone(),
        href: format!("/surveys/{}/{}", loaded.survey.id, town.code),
        given: silent(own.given, own.given_answered || !asked),
        wanted: silent(own.wanted, own.wanted_answered || !asked),
        missing: own.missing,
        reached: own.reached.map_or("", |reached| if reached { "受けている" } else { "受けていない" }),
        mark: if own.reached == Some(true) { "done" } else { "late" },
        first: own.first,
    }
}

/// For a screen, and for a telephone.
fn chart(loaded: &Loaded, base: &str, lines: &[Line]) -> (String, String) {
    let about = &loaded.set.about;
    let caption = Caption {
        id: "gap-chart".to_owned(),
        title: format!("課題と支援の差（{}）", loaded.whose),
        base: format!("{base}、%、令和{}年度、{}", about.fiscal_year - 2018, about.standing_in_words()),
        source: if about.is_fictitious() { DEMO_MARK.to_owned() } else { about.programme.clone() },
        narrow: false,
    };
    let bar = |share: Share| {
        share.percent().map_or(Bar::NoBase, |p| Bar::Percent {
            tenths: i64::from(p.tenths()),
            count: i64::try_from(share.count).unwrap_or(i64::MAX),
        })
    };
    let items: Vec<Item> = lines
        .iter()
        .map(|line| Item {
            label: line.issue.clone(),
            values: vec![bar(line.first), bar(line.given), bar(line.wanted)],
        })
        .collect();
    let measures = ["最優先の課題", "受けている支援", "期待する支援"].map(str::to_owned);
    let narrow = Caption { id: "gap-chart-narrow".to_owned(), narrow: true, ..caption.clone() };
    (side_by_side(&caption, &measures, &items), side_by_side(&narrow, &measures, &items))
}

pub async fn csv(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let loaded = Loaded::of(&mut tx, &req).await?;
    if !loaded.listed {
        return Err(PageError::rule("都道府県を選んでから、ファイルを作ってください。".to_owned()));
    }
    let body = export::csv(&export::towns(&loaded.set, &loaded.towns)).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&loaded.file_name("市町村の回答", "csv")))
}

pub async fn gap_csv(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let loaded = Loaded::of(&mut tx, &req).await?;
    let questions = Questions::of(&loaded.set).ok_or(PageError::NotFound)?;
    let sheet = export::issues(&loaded.set, &loaded.whose, &gap::overall(&questions, &loaded.rows));
    let body = export::csv(&sheet).map_err(PageError::broken)?;
    Ok(Reply::typed("text/csv; charset=utf-8", body).as_download(&loaded.file_name("課題と支援の差", "csv")))
}

pub async fn xlsx(mut tx: ReadTx<LookAtAnswers>, req: Req) -> Result<Reply, PageError> {
    let loaded = Loaded::of(&mut tx, &req).await?;
    let mut sheets = Vec::new();
    if loaded.listed {
        sheets.push(export::towns(&loaded.set, &loaded.towns));
    }
    if let Some(questions) = Questions::of(&loaded.set) {
        sheets.push(export::issues(&loaded.set, &loaded.whose, &gap::overall(&questions, &loaded.rows)));
        if loaded.listed {
            sheets.push(export::issues_of_towns(&loaded.set, &questions, &loaded.towns));
        }
    }
    if sheets.is_empty() {
        return Err(PageError::NotFound);
    }
    drop(tx);
    let book = in_turn(move || export::workbook(&sheets)).await?;
    let name = loaded.file_name("市町村の回答と課題の差", "xlsx");
    Ok(Reply::typed(XLSX, book.map_err(PageError::broken)?).as_download(&name))
}
