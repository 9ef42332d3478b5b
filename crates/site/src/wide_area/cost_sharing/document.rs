//! The result on paper: A4 across, for the meeting of those who pay.

use jiff::civil::Date;
use print::pdf::{Align, Block, Column, Document, Head, Paper, Row, Table};

use super::{Input, Outcome, Rest, hundredths, one_decimal, order};
use crate::shared::{DEMO_MARK, day_in_words, day_words, number};

/// How what is left over is dealt with, in words.
pub fn rest_in_words(input: &Input) -> String {
    let unit = match input.unit {
        1 => "1円",
        100 => "100円",
        _ => "1,000円",
    };
    let rest = match input.rest {
        Rest::Largest => {
            "切り捨てた余りの大きい市町村から順に、一単位ずつ足します（余りが同じときは、数の大きいほう、団体コードの小さいほうが先）"
        }
        Rest::Lead => "切り捨てた残りは、幹事市町村がまとめて負担します",
    };
    format!(
        "まず総額を重みで割ごとに分け、割ごとの額を市町村に分けます。{unit}に満たない分を切り捨て、{rest}。どの列の合計も、総額と一致します。"
    )
}

fn table(caption: String, heads: Vec<String>, rows: Vec<Row>, note: String) -> Block {
    let columns = (0..heads.len()).map(|at| {
        if at == 0 { Column { share: 20, ..Column::default() } } else { Column { share: 12, align: Align::End } }
    });
    Block::Table(Table {
        caption,
        columns: columns.collect(),
        heads: vec![heads.into_iter().map(Head::new).collect()],
        rows,
        row_heads: 1,
        note,
    })
}

fn of_scenario(input: &Input, at: usize, outcome: &Outcome, order: &[usize]) -> Block {
    let scenario = &input.scenarios[at];
    let keys: Vec<usize> = (0..input.keys.len()).filter(|key| scenario.weights[*key] > 0).collect();
    let mut heads = vec!["市町村".to_owned()];
    for key in &keys {
        let key = &input.keys[*key];
        if key.id != "equal" {
            heads.push(format!(
                "{}に使う数{}",
                key.label,
                if key.unit.is_empty() { String::new() } else { format!("（{}）", key.unit) }
            ));
        }
        heads.push(format!("{}（円）", key.label));
    }
    heads.extend(["負担額（円）", "割合（%）"].map(str::to_owned));
    let mut takers = input.takers(scenario);
    takers.sort_by_key(|town| order[*town]);
    let mut sums = vec![0_i64; keys.len()];
    let mut rows: Vec<Row> = Vec::new();
    for town in takers {
        let Some(share) = &outcome.shares[town] else { continue };
        let name = &input.towns[town].name;
        let mut cells = vec![if input.lead == Some(town) { format!("{name}（幹事）") } else { name.clone() }];
        for (sum, key) in sums.iter_mut().zip(&keys) {
            if input.keys[*key].id != "equal" {
                let figure = input.towns[town].figures[*key].unwrap_or(0);
                *sum += figure;
                cells.push(number(figure));
            }
            cells.push(number(share.parts[*key]));
        }
        cells.push(number(share.sum));
        cells.push(one_decimal(share.tenths(scenario.total)));
        rows.push(Row::new(cells));
    }
    let mut cells = vec!["計".to_owned()];
    for (sum, key) in sums.iter().zip(&keys) {
        if input.keys[*key].id != "equal" {
            cells.push(number(*sum));
        }
        cells.push(number(outcome.by_key[*key]));
    }
    cells.extend([number(scenario.total), "100.0".to_owned()]);
    rows.push(Row { cells, strong: true });
    let weights: Vec<String> =
        keys.iter().map(|key| format!("{} {}", input.keys[*key].label, hundredths(scenario.weights[*key]))).collect();
    let note = if outcome.below_unit > 0 {
        format!("負担額には、端数の単位に満たない{}円を負担する市町村の分が入っています。", number(outcome.below_unit))
    } else {
        String::new()
    };
    let caption = format!(
        "{}（総額 {}円、重み {}）",
        scenario.name,
        number(scenario.total),
        weights.join("：").replace("：", " ： ")
    );
    table(caption, heads, rows, note)
}

/// The scenarios beside each other.
fn beside(input: &Input, outcomes: &[Outcome], order: &[usize]) -> Block {
    let mut heads = vec!["市町村".to_owned()];
    for (at, scenario) in input.scenarios.iter().enumerate() {
        heads.push(format!("{}（円）", scenario.name));
        if at > 0 {
            heads.push(format!("{}との差（円）", input.scenarios[0].name));
        }
    }
    let mut towns: Vec<usize> = (0..input.towns.len()).collect();
    towns.sort_by_key(|town| order[*town]);
    let rows = towns.into_iter().map(|town| {
        let sum = |at: usize| outcomes[at].shares[town].as_ref().map(|share| share.sum);
        let mut cells = vec![input.towns[town].name.clone()];
        for at in 0..outcomes.len() {
            cells.push(sum(at).map_or_else(|| "－".to_owned(), number));
            if at > 0 {
                cells.push(signed(sum(at).unwrap_or(0) - sum(0).unwrap_or(0)));
            }
        }
        Row::new(cells)
    });
    table("案を並べる".to_owned(), heads, rows.collect(), "「－」は、その案では加わらない市町村です。".to_owned())
}

/// 「＋1,000」, 「−1,000」, 「0」
pub fn signed(difference: i64) -> String {
    if difference > 0 { format!("＋{}", number(difference)) } else { number(difference) }
}

/// Every source once.
pub fn sources(input: &Input) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in input.keys_in_use() {
        for town in &input.towns {
            let words = &town.origins[key].words;
            let line = format!("{}：{words}", input.keys[key].label);
            if !words.is_empty() && !words.starts_with("変えた値") && !found.contains(&line) {
                found.push(line);
            } else if words.starts_with("変えた値") {
                found.push(format!("{}・{}：{words}", input.keys[key].label, town.name));
            }
        }
    }
    found
}

pub fn of(title: &str, author: &str, input: &Input, outcomes: &[Outcome], today: Date, demo: bool) -> Document {
    let order = order(&input.towns);
    let mut blocks = vec![Block::Paragraph(rest_in_words(input))];
    if input.scenarios.len() > 1 {
        blocks.push(beside(input, outcomes, &order));
    }
    for (at, outcome) in outcomes.iter().enumerate() {
        blocks.push(of_scenario(input, at, outcome, &order));
    }
    blocks.push(Block::Heading { level: 1, text: "使った数".to_owned() });
    blocks.push(Block::List(sources(input)));
    Document {
        title: title.to_owned(),
        subtitle: format!("費用の分け方の試算（{}の構成と数字）", day_in_words(&input.on)),
        author: author.to_owned(),
        date: format!("{}作成", day_words(today)),
        day: Some((i32::from(today.year()), today.month().unsigned_abs(), today.day().unsigned_abs())),
        source: if author.is_empty() { "入力した条件による試算".to_owned() } else { author.to_owned() },
        fictitious: demo || input.is_fictitious(),
        fictitious_words: DEMO_MARK.to_owned(),
        paper: Paper::A4Landscape,
        blocks,
    }
}
