//! Workbooks of cost shares to be counted by a spreadsheet, and what it must come to: see `libreoffice.sh`.
//!
//! ```text
//! shares write DIR COUNT      workbooks whose kept results are all 0, and expected.csv
//! shares compare DIR SHEETS   the sheets a spreadsheet counted (as CSV) against expected.csv
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use wide_area::cost_sharing::{Input, Key, Origin, Outcome, Rest, Scenario, Share, Town, workbook};

struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn amount(&mut self, below: u64) -> i64 {
        i64::try_from(self.next(below)).unwrap_or(0)
    }
}

fn drawn(draw: &mut Draw) -> Input {
    let keys = ["equal", "population", "aged", "1"];
    let towns: Vec<Town> = (0..2 + draw.next(11))
        .map(|n| Town {
            code: format!("{:06}", 900_000 - n),
            name: format!("町{n}"),
            // Equal ones, too: the order among them must be the same.
            figures: vec![Some(1), Some(1 + draw.amount(60_000)), Some(1 + draw.amount(5)), Some(draw.amount(3) + 1)],
            origins: vec![Origin::default(); 4],
        })
        .collect();
    let scenario = |draw: &mut Draw, name: &str| Scenario {
        name: name.to_owned(),
        total: 1 + draw.amount(90_000_000),
        weights: [1, 0, 0, 0].iter().map(|least| least + draw.amount(5) * 50 + draw.amount(2) * 33).collect(),
        takes_part: (0..towns.len()).map(|n| n == 0 || draw.next(6) > 0).collect(),
    };
    Input {
        keys: keys.map(|id| Key { id: id.to_owned(), label: id.to_owned(), unit: String::new() }).to_vec(),
        scenarios: vec![scenario(draw, "案1"), scenario(draw, "案2")],
        unit: [1, 100, 1000][usize::try_from(draw.next(3)).unwrap_or(0)],
        rest: if draw.next(3) == 0 { Rest::Lead } else { Rest::Largest },
        lead: Some(0),
        towns,
        on: "2026-04-01".to_owned(),
        percent: false,
    }
}

/// The same shape with nothing in it: what a sheet shows then was counted by whoever opened it.
fn emptied(outcome: &Outcome) -> Outcome {
    let share = |share: &Share| Share { parts: vec![0; share.parts.len()], ..Share::default() };
    Outcome {
        by_key: vec![0; outcome.by_key.len()],
        below_unit: 0,
        shares: outcome.shares.iter().map(|one| one.as_ref().map(share)).collect(),
    }
}

fn write(folder: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let mut expected = csv::Writer::from_path(folder.join("expected.csv"))?;
    let mut draw = Draw(23);
    for number in 0..count {
        let input = drawn(&mut draw);
        let outcomes: Vec<Outcome> = input.scenarios.iter().map(|scenario| input.outcome(scenario)).collect();
        let empty: Vec<Outcome> = outcomes.iter().map(emptied).collect();
        std::fs::write(folder.join(format!("book{number}.xlsx")), workbook::xlsx("試算", &input, &empty, false)?)?;
        for (at, outcome) in outcomes.iter().enumerate() {
            for (town, share) in input.towns.iter().zip(&outcome.shares) {
                if let Some(share) = share {
                    let sheet = format!("book{number}-{}_案{}.csv", at + 1, at + 1);
                    expected.write_record([sheet.as_str(), &town.code, &share.sum.to_string()])?;
                }
            }
        }
    }
    expected.flush()?;
    Ok(())
}

fn compare(folder: &Path, sheets: &Path) -> Result<usize, Box<dyn Error>> {
    let mut wanted: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let mut expected = csv::ReaderBuilder::new().has_headers(false).from_path(folder.join("expected.csv"))?;
    for record in expected.records() {
        let record = record?;
        wanted.entry(record[0].to_owned()).or_default().insert(record[1].to_owned(), record[2].to_owned());
    }
    let mut same = 0;
    for (sheet, shares) in wanted {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(sheets.join(&sheet))?;
        let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
        let head = records.iter().find(|record| record.get(0) == Some("団体コード")).ok_or("no table")?;
        let column = head.iter().position(|cell| cell == "負担額（円）").ok_or("no sums")?;
        for (code, sum) in shares {
            let row = records.iter().find(|record| record.get(0) == Some(&code)).ok_or("a town is missing")?;
            let counted: String = row.get(column).unwrap_or("").chars().filter(|c| *c != ',').collect();
            if counted != sum {
                return Err(format!("{sheet}: {code} is {counted}, and must be {sum}").into());
            }
            same += 1;
        }
        if !records.iter().any(|record| record.iter().any(|cell| cell == "合っています")) {
            return Err(format!("{sheet}: the sum is not the total").into());
        }
    }
    Ok(same)
}

#[allow(clippy::print_stdout, reason = "a tool of the command line")]
fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", folder, count] => write(Path::new(folder), count.parse()?),
        ["compare", folder, sheets] => {
            println!("{} shares are the same", compare(Path::new(folder), Path::new(sheets))?);
            Ok(())
        }
        _ => Err("shares write DIR COUNT | shares compare DIR SHEETS".into()),
    }
}
