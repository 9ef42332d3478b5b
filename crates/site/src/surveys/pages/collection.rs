//! `/surveys/{survey}/collection`: the collection room. The office sees everybody, a prefecture its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::web::{Fields, Form, Page, PageError, PageLinks, Reply, Req};
use jiff::civil::Date;
use print::charts::{Caption, Tile, Value, tile_map};

use super::linked_room;
use super::list::{below, figure};
use super::open::survey;
use crate::permissions::{
    AcceptAnswers, Actor, AppCore, CollectAnswers, CollectSheets, IssueSheets, ReadTx, Reader, RemindRespondents,
    Scope, WriteTx, reach_of,
};
use crate::regions::POPULATION_BANDS;
use crate::shared::{
    Choice, DateBoxes, Facet, Fact, Link, Pagination, day_in_words, day_words, moment_of, number, read_date, render,
};
use crate::surveys::actions::SurveyError;
use crate::surveys::actions::collecting::{self, Reminded};
use crate::surveys::model::standing::Standing;
use crate::surveys::model::{RespondentLine, State, SurveyRow, SurveyState, Way};
use crate::surveys::storage::{self, OWING, RoomFilter};
use crate::surveys::views::collection::{CollectionPage, GroupRow, GroupTable, RoomRow};
use crate::surveys::views::linked::ExtensionRow;
use crate::surveys::views::{mark, percent};

const ROWS_PER_PAGE: i64 = 50;
/// The prefectures furthest behind.
const LAGGARDS_SHOWN: usize = 10;
const LATE: &str = "締切を過ぎて未提出";
/// 該当する区分, together and one by one, and those of none.
const CLASSES: &[(&str, &str)] = &[
    ("any", "該当"),
    ("kaso", "過疎地域"),
    ("chusankan", "中山間地域等"),
    ("shokibo", "小規模自治体"),
    ("none", "非該当"),
];

/// `today`: what is late depends on the day.
fn filter_of(fields: &Fields, today: Date) -> RoomFilter {
    let one_of = |name: &str, known: Vec<&'static str>| {
        let wanted = fields.get(name);
        known.into_iter().find(|id| *id == wanted).unwrap_or_default().to_owned()
    };
    RoomFilter {
        words: fields.get("q").chars().take(200).collect(),
        prefecture: fields.get("prefecture").to_owned(),
        state: one_of("state", State::EVERY.into_iter().map(State::id).chain([OWING]).collect()),
        class: one_of("class", CLASSES.iter().map(|(id, _)| *id).collect()),
        band: one_of("band", POPULATION_BANDS.iter().map(|band| band.0).collect()),
        late_on: (fields.get("late") == "yes").then_some(today),
    }
}

/// The filter as pairs of an address or of hidden fields.
fn pairs(filter: &RoomFilter) -> Vec<(String, String)> {
    let late = if filter.late_on.is_some() { "yes" } else { "" };
    let all = [
        ("q", &*filter.words),
        ("prefecture", &filter.prefecture),
        ("state", &filter.state),
        ("class", &filter.class),
        ("band", &filter.band),
        ("late", late),
    ];
    all.into_iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// The filter in words, as it is kept beside a group's deadline: 「山梨県・過疎地域」.
fn whom(filter: &RoomFilter, prefectures: &[(String, String)]) -> String {
    let labelled = |known: &[(&str, &str)], id: &str| {
        known.iter().find(|(known, _)| *known == id).map(|(_, label)| (*label).to_owned())
    };
    let mut words = Vec::new();
    words.extend(prefectures.iter().find(|(code, _)| *code == filter.prefecture).map(|(_, name)| name.clone()));
    words.extend(labelled(CLASSES, &filter.class));
    words.extend(POPULATION_BANDS.iter().find(|band| band.0 == filter.band).map(|band| band.1.to_owned()));
    words.extend(state_label(&filter.state).map(str::to_owned));
    if filter.late_on.is_some() {
        words.push(LATE.to_owned());
    }
    if !filter.words.is_empty() {
        words.push(format!("「{}」", filter.words));
    }
    if words.is_empty() { "すべて".to_owned() } else { words.join("・") }
}

fn state_label(id: &str) -> Option<&'static str> {
    if id == OWING { Some("未提出（すべて）") } else { State::of(id).map(State::label) }
}

pub async fn get(mut tx: ReadTx<CollectAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    if survey.is_linked() {
        return linked_room::get(&mut tx, survey, &req).await;
    }
    render(&page(&mut tx, survey, &req.query, &Form::default()).await?)
}

/// Within one's reach: another programme's room is not there.
pub(super) async fn own_survey(db: &mut Reader, req: &Req) -> Result<SurveyRow, PageError> {
    let survey = survey(db, req).await?;
    match db.scope() {
        Scope::Prefectures(_) => Ok(survey),
        scope if scope.reaches_programme(survey.programme_id) => Ok(survey),
        _ => Err(PageError::NotFound),
    }
}

/// How many of these there are, and how many of them have handed in.
fn tally<'a>(standings: impl Iterator<Item = &'a Standing>) -> (i64, i64) {
    standings.fold((0, 0), |(asked, collected), one| (asked + 1, collected + i64::from(one.state().is_collected())))
}

async fn page(db: &mut Reader, survey: SurveyRow, query: &Fields, form: &Form) -> Result<CollectionPage, PageError> {
    let today = db.core().clock.today();
    let filter = filter_of(query, today);
    let base = format!("/surveys/{}/collection", survey.id);
    let station = matches!(db.scope(), Scope::Prefectures(_));
    let all = storage::standing::standings(db, survey.id, "").await?;
    let found = match filter.words.as_str() {
        "" => all.clone(),
        words => storage::standing::standings(db, survey.id, words).await?,
    };
    let lines = storage::lines(db, survey.id, &filter, Page::of(query, ROWS_PER_PAGE)).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let ways: BTreeMap<i64, String> = storage::collecting::last_ways(db, &ids).await?.into_iter().collect();
    let extensions = storage::collecting::extensions(db, survey.id).await?;
    let settings = crate::programmes::settings_of(db, survey.programme_id, survey.fiscal_year()).await?;
    let prefectures = if station { Vec::new() } else { crate::regions::prefecture_choices(db).await? };
    let counted = Counted { all: &found, filter: &filter, today };
    let total = counted.but("").count();
    let open = counted.but("").filter(|one| one.state().is_owing()).count();
    let kept = Fields::from_pairs(pairs(&filter));
    let (asked, collected) = tally(all.iter());
    let mut frame = below(db, &survey, "回収室").wide();
    frame = frame.purpose(if station {
        "管内の回収の状態です。見る、催促する、差し戻すことができます。"
    } else {
        "回収の状態です。団体を選ぶと、差戻し、確定、代理入力、締切の延長ができます。"
    });
    if let Some((kind, sentence)) = told(query) {
        frame = frame.notice(kind, sentence);
    }
    let towns = survey.respondent == "municipality";
    let runs = survey.state() == SurveyState::Open && open > 0;
    let due = |id: &str| settings.as_ref().and_then(|settings| settings.date(id));
    Ok(CollectionPage {
        frame,
        figure: format!("回収 {}", figure(asked, collected)),
        facts: deadlines(&survey, today, due("survey.interim_cut"), due("survey.final_collection")),
        map: if station { Default::default() } else { map(&survey, &all, db.core().settings.demo) },
        laggards: if station { Vec::new() } else { laggards(&base, &prefectures, &all) },
        tables: tables(&base, &prefectures, &all, towns),
        states: counted.states(&base, &kept),
        words: filter.words.clone(),
        kept: pairs(&filter).into_iter().filter(|(name, _)| name == "state" || name == "late").collect(),
        prefecture_choices: choices(&prefectures, &filter.prefecture),
        class_choices: if towns { counted.class_choices() } else { Vec::new() },
        band_choices: if towns { counted.band_choices() } else { Vec::new() },
        fictitious: towns && all.iter().any(|one| one.fictitious),
        rows: lines.iter().map(|line| row(&survey, line, &ways)).collect(),
        pagination: Pagination::new(
            &PageLinks::new(&base, &kept, Page::of(query, ROWS_PER_PAGE), count(total)),
            "団体",
        ),
        unit: survey.who(),
        open: number(count(open)),
        whom: whom(&filter, &prefectures),
        may_remind: runs && reach_of::<RemindRespondents>(db.actor()).is_some(),
        may_extend: runs && reach_of::<AcceptAnswers>(db.actor()).is_some(),
        hidden: pairs(&filter),
        due_boxes: DateBoxes::typed(form, "due"),
        due_error: form.error("due").to_owned(),
        extensions: extensions.iter().map(ExtensionRow::of).collect(),
        sheets: sheet_doors(db.actor(), &survey, &base),
        base,
    })
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Everybody the words found, as one condition after the other is left out: a choice shows what it would lead to.
struct Counted<'a> {
    all: &'a [Standing],
    filter: &'a RoomFilter,
    today: Date,
}

impl<'a> Counted<'a> {
    /// Within every condition but the named one.
    fn but(&self, left_out: &'a str) -> impl Iterator<Item = &'a Standing> {
        let (filter, today) = (self.filter, self.today);
        self.all.iter().filter(move |one| {
            (left_out == "prefecture" || filter.prefecture.is_empty() || one.prefecture_code == filter.prefecture)
                && (left_out == "class" || one.is_of_class(&filter.class))
                && (left_out == "band" || one.is_of_band(&filter.band))
                && (left_out == "state" || is_in(one, &filter.state))
                && (left_out == "state" || filter.late_on.is_none() || one.is_late(today))
        })
    }

    fn states(&self, base: &str, kept: &Fields) -> Vec<Facet> {
        let ids = State::EVERY.into_iter().filter(|state| *state != State::SetAside).map(State::id).chain([OWING]);
        let plain = kept.replaced("late", "");
        let mut facets: Vec<Facet> = ids
            .map(|id| {
                let on = self.filter.state == id && self.filter.late_on.is_none();
                Facet {
                    label: state_label(id).unwrap_or_default().to_owned(),
                    href: with_query(base, &plain.replaced("state", if on { "" } else { id })),
                    count: count(self.but("state").filter(|one| is_in(one, id)).count()),
                    on,
                }
            })
            .collect();
        let on = self.filter.late_on.is_some();
        facets.push(Facet {
            label: LATE.to_owned(),
            href: with_query(base, &kept.replaced("state", "").replaced("late", if on { "" } else { "yes" })),
            count: count(self.but("state").filter(|one| one.is_late(self.today)).count()),
            on,
        });
        facets
    }

    fn class_choices(&self) -> Vec<Choice> {
        let label = |id: &str, label: &str| {
            format!("{label}（{}）", number(count(self.but("class").filter(|one| one.is_of_class(id)).count())))
        };
        let all = Choice::new("", "すべて", self.filter.class.is_empty());
        let each = CLASSES.iter().map(|(id, words)| Choice::new(*id, label(id, words), *id == self.filter.class));
        std::iter::once(all).chain(each).collect()
    }

    fn band_choices(&self) -> Vec<Choice> {
        let label = |id: &str, label: &str| {
            format!("{label}（{}）", number(count(self.but("band").filter(|one| one.is_of_band(id)).count())))
        };
        let all = Choice::new("", "すべて", self.filter.band.is_empty());
        let each = POPULATION_BANDS.iter().map(|b| Choice::new(b.0, label(b.0, b.1), b.0 == self.filter.band));
        std::iter::once(all).chain(each).collect()
    }
}

fn is_in(one: &Standing, state: &str) -> bool {
    match state {
        "" => true,
        OWING => one.state().is_owing(),
        state => one.state == state,
    }
}

/// The survey's own deadline, and what the programme year says of the collection.
fn deadlines(survey: &SurveyRow, today: Date, interim: Option<Date>, last: Option<Date>) -> Vec<Fact> {
    let left = |day: Date| match (day - today).get_days() {
        0 => "今日です".to_owned(),
        days @ 1.. => format!("あと{days}日"),
        days => format!("{}日過ぎています", -days),
    };
    let fact = |label: &str, day: Option<Date>| {
        day.map(|day| Fact { label: label.to_owned(), value: day_words(day), note: left(day), fictitious: false })
    };
    let all = [fact("回答の締切", survey.due()), fact("中間締め", interim), fact("最終の回収日", last)];
    all.into_iter().flatten().collect()
}

fn group_row(name: &str, href: String, (asked, collected): (i64, i64)) -> GroupRow {
    GroupRow {
        name: name.to_owned(),
        href,
        asked: number(asked),
        collected: number(collected),
        owing: number(asked - collected),
        percent: percent(collected, asked).map_or_else(|| "－".to_owned(), |(_, share)| share),
    }
}

/// Collected by prefecture, class and size: everybody within reach.
fn tables(base: &str, prefectures: &[(String, String)], all: &[Standing], towns: bool) -> Vec<GroupTable> {
    let fictitious = all.iter().any(|one| one.fictitious);
    let mut tables = Vec::new();
    if !prefectures.is_empty() && towns {
        let rows = prefectures.iter().map(|(code, name)| {
            let of = tally(all.iter().filter(|one| one.prefecture_code == *code));
            group_row(name, format!("{base}?prefecture={code}"), of)
        });
        tables.push(GroupTable { title: "都道府県", rows: rows.collect(), fictitious: false });
    }
    if towns {
        let rows = CLASSES.iter().map(|(id, label)| {
            group_row(label, format!("{base}?class={id}"), tally(all.iter().filter(|one| one.is_of_class(id))))
        });
        tables.push(GroupTable { title: "区分", rows: rows.collect(), fictitious });
        let rows = POPULATION_BANDS.iter().map(|(id, label, ..)| {
            group_row(label, format!("{base}?band={id}"), tally(all.iter().filter(|one| one.is_of_band(id))))
        });
        tables.push(GroupTable { title: "人口規模", rows: rows.collect(), fictitious });
    }
    tables
}

/// The prefectures with the lowest share, of those where somebody owes an answer: each leads to who.
fn laggards(base: &str, prefectures: &[(String, String)], all: &[Standing]) -> Vec<GroupRow> {
    let mut rows: Vec<(i64, GroupRow)> = prefectures
        .iter()
        .map(|(code, name)| (code, name, tally(all.iter().filter(|one| one.prefecture_code == *code))))
        .filter(|(.., (asked, collected))| collected < asked)
        .map(|(code, name, of)| {
            let share = percent(of.1, of.0).map_or(0, |(tenths, _)| tenths);
            (share, group_row(name, format!("{base}?prefecture={code}&state={OWING}"), of))
        })
        .collect();
    rows.sort_by_key(|(share, _)| *share);
    rows.into_iter().map(|(_, row)| row).take(LAGGARDS_SHOWN).collect()
}

/// What is done with sheets in Excel, for who may.
fn sheet_doors(actor: &Actor, survey: &SurveyRow, base: &str) -> Vec<Link> {
    let own = |scope: Scope| matches!(scope, Scope::Prefectures(_)) || scope.reaches_programme(survey.programme_id);
    let mut doors = Vec::new();
    if reach_of::<IssueSheets>(actor).is_some_and(own) {
        doors.push(Link::new("回答票（Excel）を配る", format!("{base}/sheets")));
    }
    if reach_of::<CollectSheets>(actor).is_some_and(own) {
        doors.push(Link::new("回答票（Excel）を取り込む", format!("{base}/intakes")));
    }
    doors
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

/// For a screen, and for a telephone.
fn map(survey: &SurveyRow, all: &[Standing], demo: bool) -> (String, String) {
    let tile = |prefecture: u8| {
        let beginning = format!("{prefecture:02}");
        let (asked, collected) = tally(all.iter().filter(|one| one.prefecture_code.starts_with(&beginning)));
        let value =
            percent(collected, asked).map_or(Value::NoBase, |(tenths, _)| Value::Percent { tenths, count: collected });
        Tile { prefecture, value }
    };
    let (asked, collected) = tally(all.iter());
    let caption = Caption {
        id: "collected".to_owned(),
        title: "都道府県ごとの回収率".to_owned(),
        base: format!("対象 {}、回収 {}、%、令和{}年度", number(asked), number(collected), survey.fiscal_year - 2018),
        source: if demo { crate::shared::DEMO_MARK.to_owned() } else { survey.programme_name.clone() },
        narrow: false,
    };
    let tiles: Vec<Tile> = (1..=47).map(tile).collect();
    let narrow = Caption { id: "collected-narrow".to_owned(), narrow: true, ..caption.clone() };
    (tile_map(&caption, &tiles), tile_map(&narrow, &tiles))
}

fn row(survey: &SurveyRow, line: &RespondentLine, ways: &BTreeMap<i64, String>) -> RoomRow {
    RoomRow {
        name: line.name.clone(),
        prefecture: line.prefecture_name.clone(),
        href: format!("/surveys/{}/{}", survey.id, line.code),
        state: line.state().label(),
        mark: mark(line.state()),
        changed: line.changed_at.as_deref().map(moment_of).unwrap_or_default(),
        way: ways.get(&line.id).map(|way| Way::label_of(way)).unwrap_or_default(),
        who: line.changed_by.clone(),
        due: line.due_on.as_deref().map(day_in_words).unwrap_or_default(),
    }
}

/// What was just done, from the address.
fn told(query: &Fields) -> Option<(&'static str, String)> {
    let count = |name: &str| query.get(name).parse::<u32>().unwrap_or(0);
    match query.get("done") {
        "extended" => {
            let mut said = format!("{}団体の締切を延ばしました。", count("respondents"));
            if query.get("after_final") == "yes" {
                said.push_str("最終の回収日より後の日です。");
            }
            Some(("success", said))
        }
        "reminded" => {
            let mut said = format!("{}団体に、{}通の催促のメールを送りました。", count("respondents"), count("mails"));
            if count("nobody") > 0 {
                said = format!("{said}{}団体には、回答できる方の登録がありません。", count("nobody"));
            }
            if count("already") > 0 {
                said = format!("{said}{}団体には、今日すでに送っています。", count("already"));
            }
            Some((if count("mails") > 0 { "success" } else { "warning" }, said))
        }
        _ => None,
    }
}

pub async fn remind(mut tx: WriteTx<RemindRespondents>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    if survey.is_linked() {
        return linked_room::remind(tx, survey, &req).await;
    }
    let filter = filter_of(&req.form, tx.core().clock.today());
    let Reminded { respondents, mails, nobody, already } = collecting::remind(&mut tx, &survey, &filter).await?;
    tx.commit_recorded().await?;
    let mut query = Fields::from_pairs(pairs(&filter));
    query.push("done", "reminded");
    for (name, count) in [("respondents", respondents), ("mails", mails), ("nobody", nobody), ("already", already)] {
        query.push(name, &count.to_string());
    }
    Ok(Reply::done(&with_query(&format!("/surveys/{}/collection", survey.id), &query)))
}

pub async fn extend(mut tx: WriteTx<AcceptAnswers>, req: Req) -> Result<Reply, PageError> {
    let survey = own_survey(&mut tx, &req).await?;
    if survey.is_linked() {
        return linked_room::extend(tx, survey, &req).await;
    }
    let filter = filter_of(&req.form, tx.core().clock.today());
    let prefectures = crate::regions::prefecture_choices(&mut tx).await?;
    let settings = crate::programmes::settings_of(&mut tx, survey.programme_id, survey.fiscal_year()).await?;
    let last = settings.and_then(|settings| settings.date("survey.final_collection"));
    let mut form = Form::new(req.form.clone());
    let refused = match read_date(&mut form, "due", "新しい締切", true) {
        None => None,
        Some(to) => match collecting::extend_all(&mut tx, &survey, &filter, to, &whom(&filter, &prefectures)).await {
            Ok(count) => {
                tx.commit_recorded().await?;
                let mut query = Fields::from_pairs(pairs(&filter));
                query.push("done", "extended");
                query.push("respondents", &count.to_string());
                if last.is_some_and(|last| to > last) {
                    query.push("after_final", "yes");
                }
                return Ok(Reply::done(&with_query(&format!("/surveys/{}/collection", survey.id), &query)));
            }
            Err(SurveyError::Refused(refusal)) => Some(refusal),
            Err(error) => return Err(error.into()),
        },
    };
    if let Some(refusal) = refused {
        form.refuse("due", refusal.sentence());
    }
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    shown_again(&core, actor, survey, &req, &form).await
}

async fn shown_again(
    core: &Arc<AppCore>,
    actor: Actor,
    survey: SurveyRow,
    req: &Req,
    form: &Form,
) -> Result<Reply, PageError> {
    let mut tx = core.read::<CollectAnswers>(actor, &req.request_id).await?;
    let filter = Fields::from_pairs(pairs(&filter_of(&req.form, core.clock.today())));
    Ok(render(&page(&mut tx, survey, &filter, form).await?)?.unprocessable())
}
