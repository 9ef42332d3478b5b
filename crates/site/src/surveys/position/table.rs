//! The position as CSV: one row per question, option and group; codes beside words, numbers as numbers.

use super::{Body, Compared, Figure, OwnState, Position, Quarters};

const HEAD: [&str; 19] = [
    "調査",
    "年度",
    "速報・確定",
    "団体コード",
    "団体名",
    "区分",
    "設問ID",
    "設問",
    "表の行",
    "自団体の状態",
    "選択肢ID",
    "選択肢",
    "自団体の回答",
    "比較先ID",
    "比較先",
    "母数",
    "件数",
    "値",
    "単位",
];
/// The last column: the mark of invented figures.
const REMARK: &str = "備考";

/// UTF-8 with a byte order mark.
pub fn csv(of: &Position, remark: &str) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::from("\u{feff}".as_bytes()));
    out.write_record(HEAD.into_iter().chain([REMARK]))?;
    for section in &of.sections {
        for question in &section.questions {
            for row in rows(of, question) {
                let standing = if of.about.is_final() { "確定" } else { "速報" };
                let front = [
                    of.about.title.clone(),
                    of.about.fiscal_year.to_string(),
                    standing.to_owned(),
                    of.code.clone(),
                    of.name.clone(),
                    section.title.clone(),
                    question.id.clone(),
                    format!("{} {}", question.number, question.text).trim().to_owned(),
                    question.row.clone(),
                    state(question.own).to_owned(),
                ];
                let cells = front.into_iter().chain(row).chain([remark.to_owned()]).map(harmless);
                out.write_record(cells)?;
            }
        }
    }
    out.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}

/// A cell that a spreadsheet would take for a formula is text.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '@', '\t', '\r']) || (cell.starts_with('-') && cell.parse::<f64>().is_err()) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn state(own: OwnState) -> &'static str {
    match own {
        OwnState::NotAsked => "非該当",
        OwnState::NoAnswer => "無回答",
        OwnState::Answered => "回答",
    }
}

/// Option, one's own answer, group, base, count, value, unit.
fn rows(of: &Position, question: &Compared) -> Vec<[String; 9]> {
    let mut rows = Vec::new();
    match &question.body {
        Body::Choices { lines, .. } => {
            for line in lines {
                let own = match (question.own, line.chosen) {
                    (OwnState::NotAsked, _) => String::new(),
                    (_, true) => "1".to_owned(),
                    (_, false) => "0".to_owned(),
                };
                let mut row = |id: &str, label: &str, own: &str, figure: Figure| {
                    let [base, count, value] = figures(figure);
                    rows.push([
                        line.id.clone(),
                        line.label.clone(),
                        own.to_owned(),
                        id.to_owned(),
                        label.to_owned(),
                        base,
                        count,
                        value,
                        "%".to_owned(),
                    ]);
                };
                for (group, figure) in of.groups.iter().zip(&line.figures) {
                    row(group.kind.id(), &group.label, &own, *figure);
                }
                if let Some(last) = line.last {
                    let own = line.chosen_last.map_or("", |chosen| if chosen { "1" } else { "0" });
                    row("country_last_year", "全国（前年度）", own, last);
                }
            }
        }
        Body::Number(lines) => {
            let mut row = |id: &str, label: &str, own: Option<f64>, quarters: Option<Quarters>| {
                let own = own.map(|own| own.to_string()).unwrap_or_default();
                let base = quarters.map(|q| q.n.to_string()).unwrap_or_default();
                let of = |value: fn(Quarters) -> f64| quarters.map(|q| value(q).to_string()).unwrap_or_default();
                for (point, words, value) in [
                    ("first_quartile", "第1四分位", of(|q| q.first)),
                    ("median", "中央値", of(|q| q.median)),
                    ("third_quartile", "第3四分位", of(|q| q.third)),
                ] {
                    rows.push([
                        point.to_owned(),
                        words.to_owned(),
                        own.clone(),
                        id.to_owned(),
                        label.to_owned(),
                        base.clone(),
                        String::new(),
                        value,
                        lines.unit.clone(),
                    ]);
                }
            };
            for (group, quarters) in of.groups.iter().zip(&lines.groups) {
                row(group.kind.id(), &group.label, lines.own, *quarters);
            }
            if lines.last.is_some() {
                row("country_last_year", "全国（前年度）", lines.own_last, lines.last);
            }
        }
    }
    rows
}

/// Base, count, percent; empty where it is not shown.
fn figures(figure: Figure) -> [String; 3] {
    match figure {
        Figure::Percent { count, base, .. } => [base.to_string(), count.to_string(), figure.label()],
        Figure::TooFew => [String::new(), String::new(), String::new()],
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_formula_is_text_and_a_number_stays_one() {
        for (cell, written) in
            [("=1+1", "'=1+1"), ("@SUM", "'@SUM"), ("-1", "-1"), ("-x", "'-x"), ("町", "町"), ("", "")]
        {
            assert_eq!(harmless(cell.to_owned()), written);
        }
    }
}
