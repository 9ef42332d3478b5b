//! `/surveys/{survey}/tables/{question}`: one question's table, chart and files, as the address asks for them.

use foundation::web::{PageError, Reply, Req};
use table_files::Set;
use tabulate::{Base, Variable};

use super::list::below;
use super::table_files::{Book, asked as file_asked, chart_title};
use super::tables::{Opened, broken};
use crate::permissions::{LookAtTables, PublishTables, ReadTx, Reader, reach_of};
use crate::shared::{Choice, Link, render};
use crate::surveys::rules::tables::{Refusal, may_publish};
use crate::surveys::tables::make::{Made, NoTable, asked, find};
use crate::surveys::tables::request::{CLASSES, QUESTION, Wanted};
use crate::surveys::tables::{Reach, charts, of_persons};
use crate::surveys::views::one_table::{TableView, downloads};
use crate::surveys::views::tables::{Ask, ChartView, Publish, TablePage};

pub async fn get(mut tx: ReadTx<LookAtTables>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::of(&mut tx, &req).await?;
    render(&page(&tx, &opened, req.text("question"))?)
}

fn page(db: &Reader, opened: &Opened, key: &str) -> Result<TablePage, PageError> {
    let (question, variable) = find(&opened.set, key).ok_or(PageError::NotFound)?;
    let head = asked(question, variable);
    let (made, refusal) = match &opened.refusal {
        Some(refusal) => (Made { tables: Vec::new() }, refusal.clone()),
        None => match opened.maker().one(key) {
            Ok(made) => (made, String::new()),
            Err(NoTable::Refused(refusal)) => (Made { tables: Vec::new() }, refusal.sentence()),
            Err(other) => return Err(broken(other)),
        },
    };
    let base = format!("{}/tables", opened.base());
    let address = format!("{base}/{key}");
    let query = opened.wanted.query();
    let frame = below(db, &opened.survey, &head.title())
        .crumb("集計", &*base)
        .purpose(format!("{}（{}）", opened.survey.title, head.kind))
        .wide();
    let item = |code: &str| format!("{base}/{code}?{query}");
    let views = made.tables.iter().enumerate();
    let tables = views.map(|(at, table)| TableView::of(table, &opened.about, &format!("table-{}", at + 1), &item));
    let drawn = charts::of_tables(&opened.about, &made.tables, opened.wanted.map, "chart");
    let charts = drawn.into_iter().map(|chart| ChartView {
        title: chart_title(chart.kind),
        download: format!("{address}/chart-{}.svg?{query}", chart.kind),
        svg: chart.svg,
        narrow: chart.narrow,
    });
    let (previous, next) = neighbours(opened, &question.id, &base, &query);
    Ok(TablePage {
        frame,
        standing: opened.about.made_of(),
        provisional: opened.about.provisional,
        hash: opened.about.data_hash.clone(),
        asked_of: head.asked_of.clone(),
        charts: charts.collect(),
        tables: tables.collect(),
        downloads: downloads(&address, &query),
        ask: ask(opened, key, variable, &address),
        publish: publish(db, opened, &address, &refusal),
        refusal,
        previous,
        next,
    })
}

fn neighbours(opened: &Opened, id: &str, base: &str, query: &str) -> (Option<Link>, Option<Link>) {
    let all: Vec<_> = opened.set.tabulated().collect();
    let at = all.iter().position(|q| q.id == id);
    let link = |at: Option<usize>| {
        let question = all.get(at?)?;
        let label = format!("{} {}", question.number, question.text);
        Some(Link::new(label.trim(), format!("{base}/{}?{query}", question.id)))
    };
    (link(at.and_then(|at| at.checked_sub(1))), link(at.map(|at| at + 1)))
}

fn publish(db: &Reader, opened: &Opened, address: &str, refusal: &str) -> Option<Publish> {
    let may = reach_of::<PublishTables>(db.actor())?.reaches_programme(opened.survey.programme_id);
    if !may || !refusal.is_empty() {
        return None;
    }
    Some(Publish {
        action: format!("{address}/publish"),
        hidden: opened.wanted.fields().pairs().map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        refusal: if opened.wanted.cut.is_some() || opened.wanted.weight.is_some() {
            Refusal::NotForEverybody.sentence()
        } else {
            may_publish(opened.survey.state()).err().map(|r| r.sentence()).unwrap_or_default()
        },
    })
}

/// Long questions are cut in a select: the number tells which it is.
fn short(text: &str) -> String {
    const MOST: usize = 30;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(MOST).collect::<String>())
    }
}

/// The ticks every table offers: name of the field, label, hint, set.
pub fn ticks(wanted: &Wanted, persons: bool, has_last_year: bool) -> Vec<Choice> {
    let tick = |name: &str, label: &str, hint: &str, chosen: bool| Choice {
        hint: hint.to_owned(),
        ..Choice::new(name, label, chosen)
    };
    let mut ticks = Vec::new();
    if has_last_year {
        ticks.push(tick(
            "yearly",
            "年ごとの推移と前年との差",
            "設問や選択肢が変わったところに、切れ目の印を付けます",
            wanted.yearly,
        ));
    }
    ticks.push(tick("order", "高い順に並べる", "全体の割合の順", wanted.rank));
    if !persons {
        ticks.push(tick("diff", "2つの区分の差", "区分が2つの表側に、差の行を足します", wanted.differences));
        ticks.push(tick("test", "検定と印", "カイ二乗検定、調整済み残差、比率の差の検定", wanted.test));
    }
    ticks
}

/// The set's own banners, as boxes.
pub fn banner_choices(opened: &Opened) -> Vec<Choice> {
    let banners = opened.set.banners().iter();
    banners
        .map(|banner| Choice {
            hint: banner.explained.to_owned(),
            ..Choice::new(
                banner.id,
                short(&banner.variable.meta().label),
                opened.wanted.by.iter().any(|id| id == banner.id),
            )
        })
        .collect()
}

fn ask(opened: &Opened, key: &str, variable: Option<&Variable>, address: &str) -> Ask {
    let (set, wanted) = (&opened.set, &opened.wanted);
    let persons = of_persons(set);
    let own = variable.map(|v| v.meta().name.as_str());
    let mut ask = Ask {
        action: address.to_owned(),
        banners: banner_choices(opened),
        ticks: ticks(wanted, persons, opened.survey.previous_id.is_some()),
        fixed: persons,
        data: opened.data_choices(),
        ..Ask::default()
    };
    if let Some(block) = wanted.by.iter().find(|id| *id == "prefecture").and(variable) {
        let choices = block.meta().choices.iter().enumerate();
        ask.map = choices.map(|(at, c)| Choice::new(at.to_string(), &c.label, at == wanted.map)).collect();
    }
    if persons {
        return ask;
    }
    ask.weights = weights(opened);
    // Questions with one variable and few enough choices make rows.
    let single =
        |q: &&crate::surveys::data_set::AskedQuestion| q.variables.len() == 1 && q.id != key && !q.options.is_empty();
    let questions: Vec<(String, String)> = set
        .tabulated()
        .filter(single)
        .map(|q| (format!("{QUESTION}{}", q.id), short(&format!("{} {}", q.number, q.text))))
        .collect();
    let chosen: Vec<&String> = wanted.by.iter().filter(|id| id.starts_with(QUESTION)).collect();
    for at in 0..2 {
        let mut select = vec![Choice::new("", "使わない", chosen.get(at).is_none())];
        select.extend(questions.iter().map(|(id, label)| Choice::new(id, label, chosen.get(at) == Some(&id))));
        ask.questions.push(select);
    }
    let nestable: Vec<(String, String)> = set
        .banners()
        .iter()
        .filter(|b| matches!(b.variable, Variable::Single(_)) && b.id != "prefecture")
        .map(|b| (b.id.to_owned(), short(&b.variable.meta().label)))
        .chain(questions.iter().filter(|(id, _)| is_single(opened, id)).cloned())
        .collect();
    let nest = |chosen: Option<&String>| -> Vec<Choice> {
        let none = Choice::new("", "使わない", chosen.is_none());
        std::iter::once(none)
            .chain(nestable.iter().map(|(id, label)| Choice::new(id, label, chosen == Some(id))))
            .collect()
    };
    ask.outer = nest(wanted.nest.as_ref().map(|(outer, _)| outer));
    ask.inner = nest(wanted.nest.as_ref().map(|(_, inner)| inner));
    ask.base = [Base::Asked, Base::Answered, Base::Responses]
        .map(|base| Choice::new(base.key(), base.label(), wanted.base == base))
        .into();
    if set.banner("prefecture").is_some() {
        let mut found: Vec<(&str, &str)> =
            set.rows().iter().map(|row| (row.prefecture_code.as_str(), row.prefecture.as_str())).collect();
        found.dedup();
        ask.prefectures = std::iter::once(Choice::new("", "全国", wanted.prefecture.is_empty()))
            .chain(found.into_iter().map(|(code, name)| Choice::new(code, name, code == wanted.prefecture)))
            .collect();
    }
    if set.banner("classes").is_some() {
        ask.classes = std::iter::once(Choice::new("", "すべて", wanted.class.is_empty()))
            .chain(CLASSES.iter().map(|(id, label)| Choice::new(*id, *label, *id == wanted.class)))
            .collect();
    }
    ask.only = vec![Choice::new("", "絞らない", wanted.only.is_none())];
    for question in set.tabulated().filter(single) {
        let Some(name) = question.variables.first().filter(|name| Some(name.as_str()) != own) else { continue };
        let Some(other) = set.variable(name) else { continue };
        for (at, choice) in other.meta().choices.iter().enumerate() {
            let label = format!("{}：{}", question.number, short(&choice.label));
            let is = wanted.only.as_ref().is_some_and(|(n, a)| n == name && *a == at);
            ask.only.push(Choice::new(format!("{name}:{at}"), label, is));
        }
    }
    if let Some(Variable::Multiple(multiple)) = variable {
        let choices = multiple.meta().choices.iter().enumerate().filter(|(_, c)| !c.exclusive);
        ask.means = choices.map(|(at, c)| Choice::new(at.to_string(), &c.label, wanted.mean.contains(&at))).collect();
    }
    ask
}

/// Questions the office marked as weights, for those who may read every answer; nothing where there are none.
fn weights(opened: &Opened) -> Vec<Choice> {
    let marked = opened.set.questions().iter().filter(|q| q.weight && opened.reach == Reach::Everything);
    let mut choices: Vec<Choice> = marked
        .map(|q| {
            let label = short(format!("{} {}", q.number, q.text).trim());
            Choice::new(&q.id, label, opened.wanted.weight.as_deref() == Some(&q.id))
        })
        .collect();
    if !choices.is_empty() {
        choices.insert(0, Choice::new("", "付けない", opened.wanted.weight.is_none()));
    }
    choices
}

fn is_single(opened: &Opened, id: &str) -> bool {
    let name = id.strip_prefix(QUESTION).unwrap_or(id);
    matches!(opened.set.variable(name), Some(Variable::Single(_)))
}

/// A file of this table, as the address asks for it.
pub async fn file(mut tx: ReadTx<LookAtTables>, req: Req) -> Result<Reply, PageError> {
    let opened = Opened::of(&mut tx, &req).await?;
    if let Some(refusal) = opened.refusal {
        return Err(PageError::rule(refusal));
    }
    let key = req.text("question");
    let tables = opened.maker().one(key).map_err(broken)?.tables;
    let address = format!("{}{}/tables/{key}?{}", tx.core().settings.public_url, opened.base(), opened.wanted.query());
    let name = format!("{}_{key}", opened.file_name());
    let today = tx.core().clock.today();
    drop(tx);
    let asked = {
        let sets = [Set::new(&opened.about, &tables)];
        let book = Book { sets: &sets, name, address, summary: Vec::new(), map: opened.wanted.map, today };
        file_asked(&book, req.text("file"))?
    };
    asked.reply().await
}
