//! Two cases beside each other, item by item: what both say, what one says, and how far figures of the same name and unit differ.

use super::{Case, CaseFact, Field, TagKind, Trouble, UNKNOWN, shown_with_unit, tag_label};

/// An item of two cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub label: String,
    /// Empty where the case says nothing of it.
    pub first: String,
    pub second: String,
}

/// A figure of two cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureBeside {
    pub label: String,
    pub first: Option<CaseFact>,
    pub second: Option<CaseFact>,
    /// How far the second is from the first, in words; empty where that cannot be said.
    pub difference: String,
}

const TAGS: [TagKind; 5] = [TagKind::Scene, TagKind::Content, TagKind::Cooperation, TagKind::Class, TagKind::KeyPerson];

/// What stands in few words, in the order of the page; what neither says is left out.
pub fn short_ones(first: &Case, second: &Case, troubles: &[Trouble]) -> Vec<Beside> {
    let mut rows = Vec::new();
    let mut row = |label: &str, of: &dyn Fn(&Case) -> String| {
        let (first, second) = (of(first), of(second));
        if !(first.is_empty() && second.is_empty()) {
            rows.push(Beside { label: label.to_owned(), first, second });
        }
    };
    row("事例を持つところ", &Case::owner_label);
    let trouble = |id: &str| troubles.iter().find(|t| t.id == id).map(|t| t.label.clone());
    row("困りごとの入口", &|case| {
        case.content.tags_of(TagKind::Trouble).filter_map(trouble).collect::<Vec<_>>().join("、")
    });
    for kind in TAGS {
        row(kind.label(), &|case| {
            case.content.tags_of(kind).map(|t| tag_label(kind, t)).collect::<Vec<_>>().join("、")
        });
    }
    row("始めた年", &|case| case.content.start_year.map(|year| format!("{year}年")).unwrap_or_default());
    for field in Field::EVERY.iter().filter(|field| field.is_name() || matches!(field, Field::Theme)) {
        row(field.label(), &|case| case.content.texts.get(*field).to_owned());
    }
    row("だれが、何をしたか", &|case| {
        case.content.players.iter().map(|p| format!("{}：{}", p.player, p.act)).collect::<Vec<_>>().join("\n")
    });
    row("費用の分け方", &|case| {
        case.content.cost_shares.iter().map(|s| format!("{} {}", s.basis, s.shown())).collect::<Vec<_>>().join("\n")
    });
    rows
}

/// The texts under headings, in the order of the page; what neither says is left out.
pub fn texts(first: &Case, second: &Case) -> Vec<Beside> {
    let fields = Field::EVERY.iter().filter(|f| f.has_heading() || matches!(f, Field::Summary | Field::Trouble));
    let of = |case: &Case, field: Field| case.content.texts.get(field).to_owned();
    let row = |field: &Field| Beside {
        label: field.label().to_owned(),
        first: of(first, *field),
        second: of(second, *field),
    };
    fields.map(row).filter(|row| !(row.first.is_empty() && row.second.is_empty())).collect()
}

/// Figures: those of the same name and unit beside each other, the others alone.
pub fn figures(first: &Case, second: &Case) -> Vec<FigureBeside> {
    let mut others: Vec<&CaseFact> = second.content.facts.iter().collect();
    let mut rows = Vec::new();
    for fact in &first.content.facts {
        let same = others.iter().position(|other| other.label == fact.label && other.unit == fact.unit);
        let other = same.map(|at| others.remove(at));
        rows.push(FigureBeside {
            label: fact.label.clone(),
            difference: other.map(|other| difference(fact, other)).unwrap_or_default(),
            first: Some(fact.clone()),
            second: other.cloned(),
        });
    }
    rows.extend(others.into_iter().map(|other| FigureBeside {
        label: other.label.clone(),
        first: None,
        second: Some(other.clone()),
        difference: String::new(),
    }));
    rows
}

/// Of two exact figures. What is about, a range, a ratio or a year is not subtracted.
fn difference(first: &CaseFact, second: &CaseFact) -> String {
    let is_year = matches!(first.unit.as_str(), "年" | "年度" | "西暦年");
    let Some((a, b)) = exact(&first.value).zip(exact(&second.value)).filter(|_| !is_year) else { return String::new() };
    let points = a.points.max(b.points);
    let (Some(a), Some(b)) = (a.at(points), b.at(points)) else { return String::new() };
    let Some(far) = b.checked_sub(a) else { return String::new() };
    let unit = if first.unit == "%" { "ポイント" } else { &first.unit };
    let words = match far {
        0 => "同じ".to_owned(),
        far => {
            let (shown, unit) = shown_with_unit(&written(far.unsigned_abs(), points), unit);
            format!("{shown}{unit}{}", if far > 0 { "多い" } else { "少ない" })
        }
    };
    let day = |fact: &CaseFact| if fact.as_of == UNKNOWN { String::new() } else { fact.as_of.clone() };
    let is_same_day = !day(first).is_empty() && day(first) == day(second);
    if is_same_day { words } else { format!("{words}（時点が違うか、分かりません）") }
}

/// Digits with so many behind the point.
struct Exact {
    digits: i64,
    points: u32,
}

impl Exact {
    fn at(&self, points: u32) -> Option<i64> {
        self.digits.checked_mul(10_i64.checked_pow(points - self.points)?)
    }
}

fn exact(stored: &str) -> Option<Exact> {
    let (whole, decimals) = stored.split_once('.').unwrap_or((stored, ""));
    let points = u32::try_from(decimals.len()).ok().filter(|points| *points <= 6)?;
    let is_plain = whole.strip_prefix('-').unwrap_or(whole).bytes().chain(decimals.bytes()).all(|b| b.is_ascii_digit());
    is_plain.then(|| format!("{whole}{decimals}").parse().ok()).flatten().map(|digits| Exact { digits, points })
}

fn written(far: u64, points: u32) -> String {
    let base = 10_u64.saturating_pow(points);
    let (whole, rest) = (far / base, far % base);
    if points == 0 { whole.to_string() } else { format!("{whole}.{rest:0width$}", width = points as usize) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::model::State;

    fn fact(label: &str, value: &str, unit: &str, as_of: &str) -> CaseFact {
        let own = str::to_owned;
        CaseFact { label: own(label), value: own(value), unit: own(unit), as_of: own(as_of) }
    }

    fn case(facts: &[CaseFact]) -> Case {
        let mut case = Case::sample(State::Published);
        case.content.facts = facts.to_vec();
        case
    }

    #[test]
    fn exact_figures_of_the_same_name_and_unit_are_subtracted() {
        let first =
            [fact("人口", "6329", "人", "2025"), fact("割合", "12.5", "%", "2025"), fact("床", "19", "床", "2025")];
        let second = [
            fact("割合", "9.25", "%", "2024"),
            fact("人口", "16329", "人", "2025"),
            fact("人口", "10", "世帯", "2025"),
            fact("床", "19", "床", "2025"),
        ];
        let rows = figures(&case(&first), &case(&second));
        let told: Vec<&str> = rows.iter().map(|row| row.difference.as_str()).collect();
        assert_eq!(told, ["10,000人多い", "3.25ポイント少ない（時点が違うか、分かりません）", "同じ", ""]);
        assert!(rows[3].first.is_none() && rows[3].second.as_ref().is_some_and(|fact| fact.unit == "世帯"));
    }

    #[test]
    fn what_is_not_exact_is_not_subtracted() {
        let pair = |a: &str, b: &str, unit: &str| {
            let (a, b) = (fact("数", a, unit, "2025"), fact("数", b, unit, "2025"));
            figures(&case(&[a]), &case(&[b]))[0].difference.clone()
        };
        for (a, b) in [
            ("約3000", "2000"),
            ("6〜7", "5"),
            ("4:3:3", "5"),
            ("58超", "58"),
            ("1.5万", "2"),
            ("9223372036854775807", "-2"),
        ] {
            assert_eq!(pair(a, b, "人"), "", "{a} {b}");
        }
        assert_eq!(pair("2019", "2020", "年度"), "");
        assert_eq!((pair("-1", "2", "人"), pair("0.5", "0.5", "人")), ("3人多い".to_owned(), "同じ".to_owned()));
    }

    #[test]
    fn what_neither_says_is_left_out() {
        let (mut first, mut second) = (Case::sample(State::Published), Case::sample(State::Published));
        first.content.texts.failures = String::new();
        second.content.texts.failures = "広がらなかった。".to_owned();
        (first.content.texts.trying, second.content.texts.trying) = (String::new(), String::new());
        let rows = texts(&first, &second);
        let row = rows.iter().find(|row| row.label == Field::Failures.label()).expect("one says it");
        assert_eq!((row.first.as_str(), row.second.as_str()), ("", "広がらなかった。"));
        assert!(!rows.iter().any(|row| row.label == Field::Trying.label()));
        assert!(short_ones(&first, &second, &[]).iter().any(|row| row.label == "事例を持つところ"));
    }
}
