//! A pasted list, or a file, → what it would change in a year's 棚卸し (the dry run), and taking it in. Rows are known by name.

use std::collections::BTreeMap;

use foundation::audit::Entry;
use foundation::permissions::Actor as _;
use japanese::fold::tidy;
use serde_json::json;

use super::undertakings::may_be;
use super::{GroundworkError, town_within};
use crate::forms;
use crate::model::{ACTS, JUDGEMENTS, RUN_HOW, Undertaking, name_key, scenes};
use crate::permissions::{Reader, WriteTx, WriteUndertakings};
use crate::regions::actions::Opened;
use crate::regions::register::file;
use crate::rules::{self, MOST_UNDERTAKINGS, NAME_CHARACTERS, SHORT_CHARACTERS, TEXT_CHARACTERS, WORDS_CHARACTERS};
use crate::storage::By;
use crate::storage::undertakings as storage;

/// Letters of a pasted list.
pub const MOST_LETTERS: usize = 300_000;
/// Faults told at once.
const MOST_FAULTS: usize = 50;

/// Columns by the word over them, in the order files bear them.
pub const COLUMNS: [&str; 15] = [
    "事業名",
    "対象",
    "場面",
    "推進事業の項目",
    "事業費（円）",
    "財源",
    "実施者",
    "実施の形",
    "開始",
    "出ているもの",
    "判断",
    "まとめる先",
    "理由",
    "判断した人・会議",
    "判断した日",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// 「3行目「事業費（円）」」
    pub place: String,
    pub sentence: String,
}

/// What a list would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub faults: Vec<Fault>,
    pub new: Vec<Undertaking>,
    /// Before and after.
    pub changed: Vec<(Undertaking, Undertaking)>,
    pub same: usize,
    /// In the year, and not in the list: they stay as they are.
    pub untouched: usize,
    /// Words over columns that say nothing to us.
    pub unknown: Vec<String>,
    /// What the year's list was when this was made.
    pub seen: String,
}

/// A file's first sheet as lines of cells parted by tabs: what the page shows again, and what is read.
pub fn text_of_file(opened: Opened) -> Result<String, String> {
    let sheets = opened.map_err(|fault| format!("{}：{}", fault.place(), fault.sentence))?;
    let Some(sheet) = sheets.into_iter().find(|sheet| !sheet.lines.is_empty()) else {
        return Err("ファイルに中身がありません。見出しの行と、事業の行のあるシートを選んでください。".to_owned());
    };
    let mut out = csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
    for line in &sheet.lines {
        let cells: Vec<String> = line.cells.iter().map(file::Cell::text).collect();
        out.write_record(&cells).map_err(|error| error.to_string())?;
    }
    let bytes = out.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// Rows of cells with their line, as a person counts.
fn rows(text: &str) -> Result<Vec<(usize, Vec<String>)>, Fault> {
    let whole = |sentence: &str| Fault { place: "全体".to_owned(), sentence: sentence.to_owned() };
    if text.trim().is_empty() {
        return Err(whole("表を貼り付けるか、ファイルを選んでください。"));
    }
    if text.chars().count() > MOST_LETTERS {
        return Err(whole("表が大きすぎます。30万文字までです。年度を分けるか、要らない列を消してください。"));
    }
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = if head.contains('\t') { b'\t' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut found = Vec::new();
    for record in reader.records() {
        let record =
            record.map_err(|_| whole("表として読めません。Excelの表を、見出しの行から選んで貼り付けてください。"))?;
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(0));
        let cells: Vec<String> = record.iter().map(unguarded).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            found.push((line, cells));
        }
    }
    Ok(found)
}

/// The quote that keeps a spreadsheet from running a cell is no part of it.
fn unguarded(cell: &str) -> String {
    let cell = cell.trim_start_matches('\u{feff}');
    match cell.strip_prefix('\'') {
        Some(rest) if crate::shared::guarded(rest) != rest => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// A cell of a spreadsheet may hold several lines where we have one.
fn one_line(text: &str) -> String {
    tidy(&text.replace(['\r', '\n'], " "))
}

/// Which column a word over it means.
fn column_of(head: &str) -> Option<usize> {
    let key = |text: &str| name_key(text).replace(['(', ')', '・', '･'], "");
    let head = key(head);
    let found = COLUMNS.iter().position(|known| key(known) == head);
    let others: [(&str, usize); 12] = [
        ("名前", 0),
        ("名称", 0),
        ("事業の名前", 0),
        ("だれのためか", 1),
        ("対象者", 1),
        ("実施内容", 3),
        ("事業費", 4),
        ("予算額", 4),
        ("委託先", 6),
        ("開始年度", 8),
        ("成果", 9),
        ("判断した人", 13),
    ];
    found.or_else(|| others.iter().find(|(known, _)| key(known) == head).map(|(_, at)| *at))
}

/// What the list would change; stores nothing.
pub fn plan(text: &str, there: &[Undertaking], (code, year): (&str, i64), today: jiff::civil::Date) -> Plan {
    let mut plan = Plan { seen: seen(there), ..Plan::default() };
    let rows = match rows(text) {
        Ok(rows) => rows,
        Err(fault) => {
            plan.faults.push(fault);
            return plan;
        }
    };
    let Some(((_, heads), rows)) = rows.split_first() else { return plan };
    let columns: Vec<Option<usize>> = heads.iter().map(|head| column_of(head)).collect();
    plan.unknown = heads
        .iter()
        .zip(&columns)
        .filter(|(head, column)| column.is_none() && !head.trim().is_empty())
        .map(|(head, _)| tidy(head))
        .collect();
    if !columns.contains(&Some(0)) {
        let sentence = "はじめの行に「事業名」の見出しがありません。見出しの行からいっしょに貼り付けてください。";
        plan.faults.push(Fault { place: "はじめの行".to_owned(), sentence: sentence.to_owned() });
        return plan;
    }
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for (line, cells) in rows {
        if plan.faults.len() >= MOST_FAULTS {
            break;
        }
        let cell = |column: usize| {
            columns
                .iter()
                .position(|found| *found == Some(column))
                .map(|place| cells.get(place).map_or("", String::as_str))
        };
        let name = one_line(cell(0).unwrap_or_default());
        let key = name_key(&name);
        if let Some(first) = at.insert(key.clone(), *line).filter(|_| !key.is_empty()) {
            plan.faults.push(Fault {
                place: format!("{line}行目「事業名」"),
                sentence: format!("「{name}」は、{first}行目にもあります。一つにまとめるか、名前を変えてください。"),
            });
            continue;
        }
        let before = there.iter().find(|one| name_key(&one.name) == key);
        let blank = Undertaking { municipality_code: code.to_owned(), fiscal_year: year, ..Undertaking::default() };
        let mut one = before.cloned().unwrap_or(blank);
        let mut faults = read_row(&mut one, &name, &cell);
        if faults.is_empty()
            && let Err(refusal) = may_be(&one, today)
        {
            faults.push(("判断", refusal.sentence()));
        }
        if !faults.is_empty() {
            let told = faults
                .into_iter()
                .map(|(column, sentence)| Fault { place: format!("{line}行目「{column}」"), sentence });
            plan.faults.extend(told);
            continue;
        }
        match before {
            None => plan.new.push(one),
            Some(before) if is_same(before, &one) => plan.same += 1,
            Some(before) => plan.changed.push((before.clone(), one)),
        }
    }
    plan.untouched = there.iter().filter(|one| !at.contains_key(&name_key(&one.name))).count();
    if there.len() + plan.new.len() > MOST_UNDERTAKINGS {
        let sentence = rules::Refusal::TooManyUndertakings.sentence();
        plan.faults.push(Fault { place: "全体".to_owned(), sentence });
    }
    plan
}

/// The scenes in whichever order.
fn is_same(before: &Undertaking, after: &Undertaking) -> bool {
    let set =
        |one: &Undertaking| one.scenes.split_whitespace().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    set(before) == set(after) && Undertaking { scenes: after.scenes.clone(), ..before.clone() } == *after
}

/// Puts what the cells say into an undertaking; a column that is not there leaves it as it is.
fn read_row<'a>(
    one: &mut Undertaking,
    name: &str,
    cell: &impl Fn(usize) -> Option<&'a str>,
) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let mut text = |into: &mut String, column: usize, most: usize| {
        let Some(typed) = cell(column) else { return };
        let typed =
            if most == TEXT_CHARACTERS { typed.replace("\r\n", "\n").trim().to_owned() } else { one_line(typed) };
        if typed.chars().count() > most {
            faults.push((
                COLUMNS[column],
                format!("{most}文字までです（いま{}文字）。短くしてください。", typed.chars().count()),
            ));
        }
        *into = typed;
    };
    if name.is_empty() {
        return vec![(COLUMNS[0], "事業の名前を入れてください。".to_owned())];
    }
    text(&mut one.name, 0, NAME_CHARACTERS);
    text(&mut one.for_whom, 1, SHORT_CHARACTERS);
    text(&mut one.money, 5, SHORT_CHARACTERS);
    text(&mut one.run_by, 6, SHORT_CHARACTERS);
    text(&mut one.since, 8, SHORT_CHARACTERS);
    text(&mut one.yields, 9, WORDS_CHARACTERS);
    text(&mut one.merge_with, 11, NAME_CHARACTERS);
    text(&mut one.reason, 12, TEXT_CHARACTERS);
    text(&mut one.decided_by, 13, SHORT_CHARACTERS);
    if let Some(typed) = cell(2) {
        match read_scenes(typed) {
            Ok(ids) => one.scenes = ids,
            Err(sentence) => faults.push((COLUMNS[2], sentence)),
        }
    }
    let mut choice = |into: &mut String, column: usize, offered: &[(&str, &str)]| {
        let Some(typed) = cell(column) else { return };
        match read_choice(typed, offered) {
            Ok(id) => *into = id,
            Err(sentence) => faults.push((COLUMNS[column], sentence)),
        }
    };
    let judgements: Vec<(&str, &str)> = JUDGEMENTS.iter().map(|(id, label, _)| (*id, *label)).collect();
    choice(&mut one.act, 3, ACTS);
    choice(&mut one.run_how, 7, RUN_HOW);
    choice(&mut one.judgement, 10, &judgements);
    if let Some(typed) = cell(4) {
        match (tidy(typed).is_empty(), rules::read_yen(typed)) {
            (true, _) => one.cost = None,
            (false, Ok(yen)) => one.cost = Some(yen),
            (false, Err(sentence)) => faults.push((COLUMNS[4], format!("「{}」は、{sentence}", tidy(typed)))),
        }
    }
    if let Some(typed) = cell(14) {
        match forms::read_day(typed) {
            Ok(day) => one.decided_on = day.map(|day| day.to_string()),
            Err(sentence) => faults.push((COLUMNS[14], sentence)),
        }
    }
    faults
}

fn read_scenes(typed: &str) -> Result<String, String> {
    let mut ids = Vec::new();
    for part in typed.split(['、', ',', '，', '／', '/', ';', '\n', '・']).map(tidy).filter(|part| !part.is_empty())
    {
        let key = name_key(&part);
        let found =
            scenes().find(|(id, label)| *id == part || name_key(label) == key || name_key(label).starts_with(&key));
        match found {
            Some((id, _)) if key.chars().count() >= 2 => ids.push(id),
            _ => {
                let known: Vec<&str> = scenes().map(|(_, label)| label).collect();
                return Err(format!(
                    "「{part}」という場面はありません。{}の中から、「、」で区切って入れてください。",
                    known.join("、")
                ));
            }
        }
    }
    let all: Vec<&str> = scenes().map(|(id, _)| id).filter(|id| ids.contains(id)).collect();
    Ok(all.join(" "))
}

fn read_choice(typed: &str, offered: &[(&str, &str)]) -> Result<String, String> {
    let typed = tidy(typed);
    if typed.is_empty() {
        return Ok(String::new());
    }
    let key = name_key(&typed);
    let found = offered.iter().find(|(id, label)| *id == typed || name_key(label) == key);
    found.map(|(id, _)| (*id).to_owned()).ok_or_else(|| {
        let known: Vec<&str> = offered.iter().filter(|(id, _)| !id.is_empty()).map(|(_, label)| *label).collect();
        format!("「{typed}」は読めません。{}のどれかを入れるか、空けておいてください。", known.join("、"))
    })
}

/// What a year's list is, in short: it differs as soon as anybody changed anything.
fn seen(there: &[Undertaking]) -> String {
    let parts: Vec<String> = there.iter().map(|one| format!("{}:{}", one.id, one.revision)).collect();
    foundation::chance::fingerprint(&parts.join(","))
}

pub async fn plan_for(
    db: &mut Reader,
    text: &str,
    (code, year): (&str, i64),
) -> Result<Plan, foundation::database::DatabaseError> {
    let scope = db.scope().clone();
    let there = storage::of_year(db, &scope, code, year).await?;
    Ok(plan(text, &there, (code, year), db.core().clock.today()))
}

/// Takes it in, if the year's list is still what the dry run saw. How many are new, how many changed.
pub async fn take_in(
    tx: &mut WriteTx<WriteUndertakings>,
    text: &str,
    (code, year): (&str, i64),
    saw: &str,
) -> Result<(usize, usize), GroundworkError> {
    let town = town_within(tx, code).await?;
    storage::lock(tx, code).await?;
    let plan = plan_for(tx, text, (code, year)).await?;
    if !plan.faults.is_empty() || plan.seen != saw {
        return Err(GroundworkError::ListChanged);
    }
    let (at, label) = (tx.core().clock.now(), tx.actor().label());
    let by = By { at, label: &label };
    let drawn = tx.core().chance.token();
    for (number, one) in (1_u32..).zip(&plan.new) {
        let key = format!("list:{drawn}:{number}");
        if storage::insert(tx, one, &town.prefecture_code, (&key, None), &by).await?.is_none() {
            return Err(GroundworkError::ListChanged);
        }
    }
    for (before, after) in &plan.changed {
        if !storage::update(tx, after, before.revision, &by).await? {
            return Err(GroundworkError::ListChanged);
        }
    }
    let before: Vec<_> = plan.changed.iter().map(|(before, _)| super::undertakings::told(before)).collect();
    let detail = json!({ "what": "list taken in", "year": year, "new": plan.new.len(), "changed": plan.changed.len(), "was": before });
    tx.record(Entry::of("groundwork", &town.code).detail(detail)).await?;
    Ok((plan.new.len(), plan.changed.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 21);

    fn of(text: &str, there: &[Undertaking]) -> Plan {
        plan(text, there, ("352128", 2026), TODAY)
    }

    #[test]
    fn a_list_from_a_spreadsheet_is_read() {
        let text = "事業名\t対象\t場面\t事業費\t判断\t判断した人・会議\t判断した日\t担当の内線\n\
                    多職種研修\tケアマネ\t看取り、入退院支援\t１２０万円\t続ける\t課長\t令和8年11月1日\t123\n\
                    \"相談\n窓口\"\t\t日常\t\t\t\t\t\n";
        let plan = of(text, &[]);
        assert_eq!(
            (plan.faults.clone(), plan.new.len(), plan.unknown.clone()),
            (vec![], 2, vec!["担当の内線".to_owned()])
        );
        let first = &plan.new[0];
        assert_eq!(
            (first.scenes.as_str(), first.cost, first.judgement.as_str()),
            ("nyutaiin mitori", Some(1_200_000), "keep")
        );
        assert_eq!(first.decided_on.as_deref(), Some("2026-11-01"));
        assert_eq!((plan.new[1].name.as_str(), plan.new[1].scenes.as_str()), ("相談 窓口", "nichijo"));
    }

    #[test]
    fn rows_are_known_by_name_and_absent_columns_stay() {
        let there = [
            Undertaking {
                id: 1,
                name: "ACP講座".to_owned(),
                cost: Some(5),
                reason: "大事".to_owned(),
                revision: 1,
                municipality_code: "352128".to_owned(),
                fiscal_year: 2026,
                ..Undertaking::default()
            },
            Undertaking { id: 2, name: "ほか".to_owned(), ..Undertaking::default() },
        ];
        let plan = of("事業名,事業費（円）\nＡＣＰ講座,\"1,000\"\n", &there);
        assert_eq!((plan.new.len(), plan.changed.len(), plan.untouched), (0, 1, 1), "{plan:?}");
        let (_, after) = &plan.changed[0];
        assert_eq!((after.cost, after.reason.as_str(), after.id), (Some(1_000), "大事", 1));
        assert_eq!(of("事業名,事業費（円）\nACP講座,5円\n", &there).same, 1);
    }

    #[test]
    fn what_is_wrong_is_told_by_line_and_column() {
        let text = "事業名\t場面\t事業費（円）\t判断\tまとめる先\t判断した日\n\
                    研修\t台所\t\t\t\t\n研修\t\t\t\t\t\n\t看取り\t\t\t\t\n相談\t\tたくさん\t\t\t\nつどい\t\t\tまとめる\t\t\n会\t\t\tもしかして\t\t明日\n";
        let told: Vec<String> =
            of(text, &[]).faults.iter().map(|fault| format!("{} {}", fault.place, fault.sentence)).collect();
        for words in [
            "2行目「場面」 「台所」という場面はありません",
            "3行目「事業名」 「研修」は、2行目にも",
            "4行目「事業名」 事業の名前を",
            "5行目「事業費（円）」 「たくさん」は、数として",
            "6行目「判断」 「まとめる」には",
            "7行目「判断」 「もしかして」は読めません",
            "7行目「判断した日」",
        ] {
            assert!(told.iter().any(|line| line.contains(words)), "{words}: {told:#?}");
        }
        assert!(of("名まえ\n研修\n", &[]).faults[0].sentence.contains("「事業名」の見出し"));
        assert!(of("  ", &[]).faults[0].sentence.contains("貼り付けるか"));
        let many: String = (0..301).map(|n| format!("事業{n}\n")).collect();
        assert!(of(&format!("事業名\n{many}"), &[]).faults[0].sentence.contains("300まで"));
        assert!(of(&"あ".repeat(MOST_LETTERS + 1), &[]).faults[0].sentence.contains("30万文字"));
    }

    #[test]
    fn a_guarded_cell_is_what_it_was() {
        let plan = of("事業名\n'=研修\n", &[]);
        assert_eq!(plan.new[0].name, "=研修");
    }

    #[test]
    fn somebody_s_change_in_between_is_noticed() {
        let one = Undertaking { id: 1, revision: 1, ..Undertaking::default() };
        assert_ne!(seen(std::slice::from_ref(&one)), seen(&[Undertaking { revision: 2, ..one.clone() }]));
        assert_ne!(seen(std::slice::from_ref(&one)), seen(&[]));
    }
}
