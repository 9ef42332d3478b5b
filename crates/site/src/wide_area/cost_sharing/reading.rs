//! What a browser sends → a calculation, or a sentence at each field. Everything stands in the query, so that an address is a
//! calculation: `total`, `w-a-equal` (weight of scenario a), `t1` `c1` `p1` `o1` `v1` (a town's name, code, people of all ages, of 65
//! and over, of 75 and over) …

use std::collections::{BTreeMap, HashMap};

use foundation::web::{Fields, Form};
use japanese::fold::{half_width, tidy};
use japanese::quantity;

use super::{Input, Key, Origin, Rest, Scenario, Town, hundredths};
use crate::regions::DatedFact;
use crate::shared::{DateBoxes, day_in_words, number};

pub const MOST_TOWNS: usize = 100;
pub const MOST_TOTAL: i64 = 1_000_000_000_000;
pub const MOST_FIGURE: i64 = 1_000_000_000;
/// In hundredths.
pub const MOST_WEIGHT: i64 = 1_000_000;
pub const NAME_CHARACTERS: usize = 40;
pub const OWN_KEYS: [&str; 3] = ["1", "2", "3"];
pub const SCENARIOS: [&str; 3] = ["a", "b", "c"];
/// Letter → 「案1」.
pub fn scenario_label(id: &str) -> String {
    format!("案{}", SCENARIOS.iter().position(|known| *known == id).unwrap_or(0) + 1)
}

/// The register's keys of the figures a calculation is made of.
pub const FACT_KEYS: [&str; 3] = ["population", "age65", "age75"];

/// A town's row as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub code: String,
    pub name: String,
    /// People of all ages, of 65 and over, of 75 and over.
    pub people: [String; 3],
    pub own: [String; 3],
    /// By scenario: left out of it.
    pub out: [bool; 3],
}

/// Letters of the fields of [`Row::people`].
pub const PEOPLE: [&str; 3] = ["p", "o", "v"];

/// The rows that hold anything, and which of them is the lead.
pub fn rows_of(fields: &Fields) -> (Vec<Row>, Option<usize>) {
    let mut by_name: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, value) in fields.pairs() {
        by_name.entry(name).or_default().push(value);
    }
    let get = |name: String| by_name.get(&*name).and_then(|all| all.first()).map_or("", |v| v.trim()).to_owned();
    let lead: usize = fields.get("lead").parse().unwrap_or(0);
    let (mut rows, mut lead_at) = (Vec::new(), None);
    // One more than may be: that there are too many is said, and not passed over.
    for n in 1..=MOST_TOWNS + 10 {
        let row = Row {
            code: get(format!("c{n}")),
            name: tidy(&get(format!("t{n}"))),
            people: PEOPLE.map(|letter| get(format!("{letter}{n}"))),
            own: OWN_KEYS.map(|key| get(format!("k{key}-{n}"))),
            out: SCENARIOS.map(|s| by_name.get(&*format!("x{n}")).is_some_and(|all| all.contains(&s))),
        };
        let typed = row.people.iter().chain(&row.own).any(|value| !value.is_empty());
        // Without its name a town of the register is taken out; figures that stand alone are asked about.
        if row.name.is_empty() && (!typed || !row.code.is_empty()) {
            continue;
        }
        if n == lead {
            lead_at = Some(rows.len());
        }
        rows.push(row);
    }
    (rows, lead_at)
}

/// The same calculation with its rows numbered from 1 on; what adds towns is done and gone.
pub fn canonical(fields: &Fields, rows: &[Row], lead: Option<usize>) -> Fields {
    let is_row = |name: &str| {
        let of = |rest: Option<&str>| rest.is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        ["c", "t", "x", "p", "o", "v"].iter().any(|letter| of(name.strip_prefix(letter)))
            || OWN_KEYS
                .iter()
                .any(|key| of(name.strip_prefix('k').and_then(|n| n.strip_prefix(key)?.strip_prefix('-'))))
    };
    let known = |name: &str| !is_row(name) && !matches!(name, "lead" | "towns" | "form_key" | "save" | "done");
    let mut out = Fields::default();
    for (name, value) in fields.pairs().filter(|(name, value)| known(name) && !value.is_empty()) {
        out.push(name, value);
    }
    if let Some(lead) = lead {
        out.push("lead", &(lead + 1).to_string());
    }
    for (n, row) in (1..).zip(rows) {
        let mut put = |name: String, value: &str| {
            if !value.is_empty() {
                out.push(&name, value);
            }
        };
        put(format!("c{n}"), &row.code);
        put(format!("t{n}"), &row.name);
        for (letter, value) in PEOPLE.iter().zip(&row.people) {
            put(format!("{letter}{n}"), value);
        }
        for (key, value) in OWN_KEYS.iter().zip(&row.own) {
            put(format!("k{key}-{n}"), value);
        }
        for (scenario, out) in SCENARIOS.iter().zip(row.out) {
            put(format!("x{n}"), if out { scenario } else { "" });
        }
    }
    out
}

/// A row for a town of the register, with its figures as they stood.
pub fn row_of_town(code: &str, name: &str, facts: &Facts) -> Row {
    let people = FACT_KEYS.map(|key| facts.amount(code, key).map(|n| n.to_string()).unwrap_or_default());
    Row { code: code.to_owned(), name: name.to_owned(), people, ..Row::default() }
}

/// Figures of the register, by municipality and key.
#[derive(Clone, Debug, Default)]
pub struct Facts(BTreeMap<(String, String), DatedFact>);

impl Facts {
    pub fn new(facts: Vec<DatedFact>) -> Self {
        Self(facts.into_iter().map(|fact| ((fact.municipality_code.clone(), fact.key.clone()), fact)).collect())
    }

    fn of(&self, code: &str, key: &str) -> Option<&DatedFact> {
        self.0.get(&(code.to_owned(), key.to_owned()))
    }

    fn amount(&self, code: &str, key: &str) -> Option<i64> {
        self.of(code, key)?.amount
    }

    /// Where a figure comes from: the register as it is, or another one typed over it.
    fn origin(&self, code: &str, key: &str, figure: Option<i64>) -> Origin {
        match (self.of(code, key), figure) {
            (_, None) => Origin::default(),
            (Some(fact), Some(figure)) if fact.amount == Some(figure) => Origin {
                words: format!("{}、{}現在", fact.source, day_in_words(&fact.as_of)),
                fictitious: fact.fictitious,
            },
            (Some(fact), Some(_)) => Origin {
                words: format!(
                    "変えた値（台帳では{}。{}、{}現在）",
                    fact.amount.map(number).unwrap_or_default(),
                    fact.source,
                    day_in_words(&fact.as_of)
                ),
                fictitious: false,
            },
            (None, Some(_)) => Origin { words: "入力した値".to_owned(), fictitious: false },
        }
    }
}

/// 「1,200万円」 → 12,000,000; what is wrong with it else.
fn amount(typed: &str, unit: &str, most: i64) -> Result<i64, String> {
    let value = quantity::parse(typed, unit)
        .ok_or_else(|| format!("「{typed}」を数として読めません。「1,200,000」や「120万」のように入れてください。"))?;
    if value < 0.0 {
        return Err(format!("「{typed}」は0より小さい数です。0以上の数を入れてください。"));
    }
    if value.fract() != 0.0 {
        return Err(format!("「{typed}」には小数があります。{unit}の単位までの整数で入れてください。"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "compared with the limit first")]
    if value > most as f64 {
        Err(format!("「{typed}」は大きすぎます。{}{unit}までの数を入れてください。", number(most)))
    } else {
        Ok(value as i64)
    }
}

/// Weights as people write them: 4, ４, 33.3, 40%, 4割 → hundredths.
fn weight(typed: &str, percent: bool) -> Result<i64, String> {
    let plain = half_width(&tidy(typed));
    if plain.contains([':', '：', '対']) {
        return Err(format!("「{typed}」は、一つの欄に一つずつ分けて入れてください。4:3:3なら、4と3と3です。"));
    }
    let (body, times) = match plain.strip_suffix('割') {
        Some(rest) if percent => (rest.to_owned(), 1000.0),
        Some(rest) => (rest.to_owned(), 100.0),
        None => (plain, 100.0),
    };
    let value = quantity::parse(&body, "%").ok_or_else(|| {
        format!("「{typed}」を重みとして読めません。「4」「33.3」「40%」のように、数で入れてください。")
    })?;
    let value = value * times;
    if value < 0.0 {
        return Err(format!("「{typed}」は0より小さい数です。使わない割は0にするか、空けておいてください。"));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "compared with the limit first")]
    if value > MOST_WEIGHT as f64 {
        Err(format!("「{typed}」は大きすぎます。重みは{}までです。", number(MOST_WEIGHT / 100)))
    } else if (value - value.round()).abs() > 1e-6 {
        Err(format!("「{typed}」は細かすぎます。重みは小数第2位までで入れてください。"))
    } else {
        Ok(value.round() as i64)
    }
}

/// The keys that are offered: the three of the field, and own ones that bear a name.
fn keys(form: &mut Form, aged75: bool) -> Vec<Key> {
    let key =
        |id: &str, label: &str, unit: &str| Key { id: id.to_owned(), label: label.to_owned(), unit: unit.to_owned() };
    let aged = if aged75 { "高齢者人口割（75歳以上）" } else { "高齢者人口割（65歳以上）" };
    let mut keys = vec![key("equal", "均等割", ""), key("population", "人口割", "人"), key("aged", aged, "人")];
    for id in OWN_KEYS {
        let label = tidy(&form.text(&format!("key-{id}"), "自分で決める割の名前", NAME_CHARACTERS));
        if !label.is_empty() {
            if keys.iter().any(|known| known.label == label) {
                form.refuse(&format!("key-{id}"), format!("「{label}」という割が二つあります。名前を変えてください。"));
            }
            keys.push(key(id, &label, ""));
        }
    }
    keys
}

/// Reads what stands in the form. Faults are in the form afterwards; with any there is no calculation.
pub fn read(form: &mut Form, rows: &[Row], lead: Option<usize>, facts: &Facts, on: &str) -> Option<Input> {
    let percent = form.choice("way", "重みの書き方", &["ratio", "percent"], false) == "percent";
    let aged75 = form.choice("aged", "高齢者人口割に使う年齢", &["65", "75"], false) == "75";
    let unit = form.choice("unit", "端数の単位", &["1", "100", "1000"], false).parse().unwrap_or(1);
    let rest = match form.choice("rest", "端数の扱い", &["largest", "lead"], false).as_str() {
        "lead" => Rest::Lead,
        _ => Rest::Largest,
    };
    let keys = keys(form, aged75);
    let towns = towns(form, rows, &keys, aged75, facts);
    let total = whole_total(form, "total", None);
    let mut scenarios = Vec::new();
    for (at, id) in SCENARIOS.iter().enumerate() {
        let name = tidy(&form.text(&format!("name-{id}"), "案の名前", NAME_CHARACTERS));
        let field = |key: &Key| format!("w-{id}-{}", key.id);
        let total_field = format!("total-{id}");
        let typed = keys.iter().any(|key| !form.value(&field(key)).trim().is_empty());
        if at > 0 && !typed && form.value(&total_field).trim().is_empty() {
            continue;
        }
        let label = if name.is_empty() { scenario_label(id) } else { name };
        let weights = weights(form, id, &label, &keys, percent);
        let total = if at > 0 { whole_total(form, &total_field, total) } else { total };
        let takes_part: Vec<bool> = rows.iter().map(|row| !row.out[at]).collect();
        if let (Some(weights), Some(total)) = (weights, total) {
            scenarios.push((id, Scenario { name: label, total, weights, takes_part }));
        }
    }
    for (id, scenario) in &scenarios {
        verify(form, id, scenario, &keys, &towns, rest, lead);
    }
    let scenarios = scenarios.into_iter().map(|(_, scenario)| scenario).collect();
    let input = Input { keys, towns, scenarios, unit, rest, lead, on: on.to_owned(), percent };
    form.is_valid().then_some(input)
}

fn whole_total(form: &mut Form, field: &str, instead: Option<i64>) -> Option<i64> {
    let typed = form.value(field).trim().to_owned();
    if typed.is_empty() {
        if instead.is_none() && field == "total" {
            form.refuse(field, "「総額」を入力してください。");
        }
        return instead;
    }
    match amount(&typed, "円", MOST_TOTAL) {
        Ok(0) => form.refuse(field, "「総額」は1円以上で入れてください。"),
        Ok(total) => return Some(total),
        Err(sentence) => form.refuse(field, format!("「総額」：{sentence}")),
    }
    None
}

fn weights(form: &mut Form, id: &str, label: &str, keys: &[Key], percent: bool) -> Option<Vec<i64>> {
    let (mut weights, faults) = (Vec::new(), form.errors.len());
    for key in keys {
        let field = format!("w-{id}-{}", key.id);
        let typed = form.value(&field).trim().to_owned();
        match if typed.is_empty() { Ok(0) } else { weight(&typed, percent) } {
            Ok(weight) => weights.push(weight),
            Err(sentence) => form.refuse(&field, format!("{label}の「{}」の重み：{sentence}", key.label)),
        }
    }
    if form.errors.len() > faults {
        return None;
    }
    let first = format!("w-{id}-{}", keys[0].id);
    let sum: i64 = weights.iter().sum();
    if sum == 0 {
        form.refuse(&first, format!("{label}の重みが、すべて0か空です。どれか一つに、0より大きい数を入れてください。"));
        return None;
    }
    if percent && sum != 10_000 {
        form.refuse(
            &first,
            format!(
                "{label}の重みの合計が{}％です。100％になるように直すか、「重みの書き方」で「比」を選ぶと、合計を全体とみなして分けます。",
                hundredths(sum)
            ),
        );
        return None;
    }
    Some(weights)
}

fn towns(form: &mut Form, rows: &[Row], keys: &[Key], aged75: bool, facts: &Facts) -> Vec<Town> {
    if rows.len() > MOST_TOWNS {
        form.refuse("towns", format!("市町村は{MOST_TOWNS}までです（いま{}）。", rows.len()));
    }
    let mut names: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut towns = Vec::new();
    for (n, row) in (1..).zip(rows) {
        let field = format!("t{n}");
        if row.name.is_empty() {
            form.refuse(
                &field,
                format!("{n}行目の市町村の名前を入れてください。使わない行は、数字も空にしてください。"),
            );
        } else if row.name.chars().count() > NAME_CHARACTERS {
            form.refuse(&field, format!("{n}行目の名前は{NAME_CHARACTERS}文字までです。短くしてください。"));
        }
        let other = names.insert((&row.code, &row.name), n);
        let same_code = !row.code.is_empty() && rows[..n - 1].iter().any(|other| other.code == row.code);
        if other.is_some() || same_code {
            form.refuse(&field, format!("「{}」が二度出ています。{n}行目の名前を消すと、その行が外れます。", row.name));
        }
        let mut read = |letter: &str, typed: &str, label: &str| -> Option<i64> {
            if typed.is_empty() {
                return None;
            }
            match amount(typed, "人", MOST_FIGURE) {
                Ok(figure) => Some(figure),
                Err(sentence) => {
                    form.refuse(&format!("{letter}{n}"), format!("「{}」の{label}：{sentence}", row.name));
                    None
                }
            }
        };
        let aged_at = if aged75 { 2 } else { 1 };
        let people =
            [0, 1, 2].map(|at| read(PEOPLE[at], &row.people[at], ["人口", "65歳以上の人口", "75歳以上の人口"][at]));
        let mut town = Town { code: row.code.clone(), name: row.name.clone(), ..Town::default() };
        for key in keys {
            let (figure, origin) = match key.id.as_str() {
                "equal" => (Some(1), Origin::default()),
                "population" => (people[0], facts.origin(&row.code, FACT_KEYS[0], people[0])),
                "aged" => (people[aged_at], facts.origin(&row.code, FACT_KEYS[aged_at], people[aged_at])),
                own => {
                    let at = OWN_KEYS.iter().position(|known| *known == own).unwrap_or(0);
                    let figure = read(&format!("k{own}-"), &row.own[at], &key.label);
                    (figure, facts.origin("", "", figure))
                }
            };
            town.figures.push(figure);
            town.origins.push(origin);
        }
        towns.push(town);
    }
    towns
}

/// The field of a town's figure for a key.
fn figure_field(key: &Key, n: usize, aged75: bool) -> String {
    match key.id.as_str() {
        "population" => format!("p{n}"),
        "aged" => format!("{}{n}", if aged75 { "v" } else { "o" }),
        own => format!("k{own}-{n}"),
    }
}

/// What hinders the sharing out of one scenario.
fn verify(form: &mut Form, id: &str, of: &Scenario, keys: &[Key], towns: &[Town], rest: Rest, lead: Option<usize>) {
    let takers: Vec<usize> = (0..towns.len()).filter(|town| of.takes_part[*town]).collect();
    if takers.is_empty() {
        let sentence = if towns.is_empty() {
            "市町村がまだありません。上の欄に名前を入れるか、表に書き足してください。".to_owned()
        } else {
            format!("{}では、すべての市町村が外れています。一つは残してください。", of.name)
        };
        if form.error("towns").is_empty() {
            form.refuse("towns", sentence);
        }
        return;
    }
    if rest == Rest::Lead && lead.is_none_or(|lead| !of.takes_part.get(lead).copied().unwrap_or(false)) {
        form.refuse(
            "rest",
            format!(
                "{}には幹事市町村がいません。表で幹事を選ぶか、端数の扱いを「余りの大きい順に」にしてください。",
                of.name
            ),
        );
    }
    let aged75 = form.value("aged") == "75";
    for (at, key) in keys.iter().enumerate().filter(|(at, _)| of.weights[*at] > 0) {
        let mut whole = 0_i64;
        for town in &takers {
            match towns[*town].figures[at] {
                Some(figure) => whole += figure,
                None => {
                    let field = figure_field(key, town + 1, aged75);
                    if form.error(&field).is_empty() {
                        let sentence = format!(
                            "「{}」の「{}」に使う数がありません。入れてください（0でもかまいません）。",
                            towns[*town].name, key.label
                        );
                        form.refuse(&field, sentence);
                    }
                    whole += 1;
                }
            }
        }
        if whole == 0 {
            form.refuse(
                &format!("w-{id}-{}", key.id),
                format!(
                    "{}の「{}」では、どの市町村の数も0なので分けられません。数を入れるか、この重みを0にしてください。",
                    of.name, key.label
                ),
            );
        }
    }
}

/// The day figures are of: what stands in the boxes, or today.
pub fn day(form: &mut Form, label: &str, today: jiff::civil::Date) -> jiff::civil::Date {
    match crate::shared::read_date(form, "on", label, false) {
        Some(day) => day,
        None => {
            if form.error("on").is_empty() {
                DateBoxes::of(today).fill("on", &mut form.values);
            }
            today
        }
    }
}
