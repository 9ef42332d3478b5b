//! 「山口県柳井市」, 「352128」, 「柳井医療圏」, 「全国」 → whose figure it is. What is wider than a municipality never becomes one's own.

use std::collections::{BTreeMap, HashMap};

use japanese::codes::MunicipalityCode;

/// Whose figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Code and code of its prefecture.
    Town(String, String),
    /// Kind, name, and the municipalities in it: code and prefecture.
    Area(String, String, Vec<(String, String)>),
    /// Prefecture, country, a mean: stood beside for comparing.
    Wider,
    /// Why it is not known, and what to do.
    Unknown(String),
}

/// What is known of places.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Code → prefecture.
    towns: HashMap<String, String>,
    /// Name → codes.
    names: HashMap<String, Vec<String>>,
    /// Code, name.
    prefectures: Vec<(String, String)>,
    /// Kind, bare name → the areas that bear it: whole name, members.
    areas: HashMap<(String, String), Vec<Area>>,
}

#[derive(Clone, Debug, Default)]
struct Area {
    name: String,
    members: Vec<String>,
}

/// Endings that say what kind of area a name is of; without one, an area is looked for among all kinds.
const ENDINGS: &[(&str, &str)] = &[
    ("二次保健医療圏", "secondary_medical"),
    ("二次医療圏", "secondary_medical"),
    ("保健医療圏", "secondary_medical"),
    ("医療圏", "secondary_medical"),
    ("在宅医療圏", "home_care"),
    ("保健所", "health_centre"),
    ("保健所管内", "health_centre"),
    ("広域連合", "wide_union"),
    ("一部事務組合", "wide_union"),
    ("広域行政組合", "wide_union"),
    ("介護保険組合", "wide_union"),
    ("圏域", "secondary_medical"),
];

fn bare(name: &str) -> (&str, Option<&'static str>) {
    let found = ENDINGS.iter().filter(|(ending, _)| name.ends_with(ending)).max_by_key(|(ending, _)| ending.len());
    match found {
        // The name of a union is its whole name; of an area what stands before the word.
        Some((_, kind)) if *kind == "wide_union" => (name, Some(kind)),
        Some((ending, kind)) => (name.strip_suffix(ending).unwrap_or(name), Some(kind)),
        None => (name, None),
    }
}

fn clean(text: &str) -> String {
    japanese::fold::half_width(&japanese::fold::tidy(text)).chars().filter(|c| !c.is_whitespace()).collect()
}

impl Places {
    /// `towns`: code, name, prefecture. `areas`: kind, name, code of a municipality.
    pub fn new(
        towns: Vec<(String, String, String)>,
        prefectures: Vec<(String, String)>,
        areas: Vec<(String, String, String)>,
    ) -> Self {
        let mut known = Self { prefectures, ..Self::default() };
        for (code, name, prefecture) in towns {
            known.names.entry(clean(&name)).or_default().push(code.clone());
            known.towns.insert(code, prefecture);
        }
        // Areas of one name in several prefectures are several.
        let mut whole: BTreeMap<(String, String, String), Vec<String>> = BTreeMap::new();
        for (kind, name, code) in areas {
            let prefecture = known.towns.get(&code).cloned().unwrap_or_default();
            whole.entry((kind, name, prefecture)).or_default().push(code);
        }
        for ((kind, name, _), members) in whole {
            // 「山口県 第4医療圏（…）」 → 「第4」: as it is looked for.
            let plain = clean(&name);
            let plain = plain.split('(').next().unwrap_or_default();
            let within = known.prefectures.iter().find_map(|(_, prefecture)| plain.strip_prefix(prefecture.as_str()));
            let key = (kind.clone(), bare(within.unwrap_or(plain)).0.to_owned());
            known.areas.entry(key).or_default().push(Area { name, members });
        }
        known
    }

    fn town(&self, code: &str) -> Option<Place> {
        self.towns.get(code).map(|prefecture| Place::Town(code.to_owned(), prefecture.clone()))
    }

    /// Whose figure a name or code means; where several bear it, the one within reach.
    pub fn find(&self, text: &str, reach: &dyn Fn(&str, &str) -> bool) -> Place {
        let plain = clean(text);
        // 「柳井市(352128)」, 「柳井市（2026）」
        let (name, within) = match plain.split_once(['(', '（']) {
            Some((name, rest)) if !name.is_empty() => (name, rest.trim_end_matches([')', '）'])),
            _ => (plain.as_str(), ""),
        };
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()) {
            return self.of_code(name);
        }
        if (5..=6).contains(&within.len())
            && within.bytes().all(|b| b.is_ascii_digit())
            && let Place::Town(code, prefecture) = self.of_code(within)
        {
            return Place::Town(code, prefecture);
        }
        if ["全国", "国", "全国平均", "総計", "合計", "平均"].contains(&name) {
            return Place::Wider;
        }
        let of_prefecture = self
            .prefectures
            .iter()
            .find_map(|(code, prefecture)| Some((code, name.strip_prefix(prefecture.as_str())?)));
        let (prefecture, rest) = match of_prefecture {
            Some((_, "" | "平均" | "計")) => return Place::Wider,
            Some((code, rest)) => (Some(code.as_str()), rest),
            None => (None, name),
        };
        // 「玖珂郡和木町」
        let without_county = rest.split_once('郡').map_or(rest, |(_, town)| if town.is_empty() { rest } else { town });
        for name in [rest, without_county] {
            if let Some(found) = self.named(name, prefecture, reach) {
                return found;
            }
        }
        if let Some(found) = self.area(rest, prefecture, reach) {
            return found;
        }
        if self.prefectures.iter().any(|(_, known)| known.strip_suffix(['都', '府', '県']) == Some(rest)) {
            return Place::Wider;
        }
        Place::Unknown(unknown(text, rest))
    }

    fn of_code(&self, digits: &str) -> Place {
        let known = |code: &str| {
            self.town(code).or_else(|| self.prefectures.iter().any(|(known, _)| known == code).then_some(Place::Wider))
        };
        let parsed = match digits.len() {
            6 => MunicipalityCode::parse(digits).ok().map(|code| code.as_str().to_owned()),
            // Five digits: a code whose zero a spreadsheet took, or one without its check digit.
            5 => {
                let padded = MunicipalityCode::parse(&format!("0{digits}")).ok().map(|code| code.as_str().to_owned());
                let five = MunicipalityCode::from_five_digits(digits).ok().map(|code| code.as_str().to_owned());
                padded.filter(|code| known(code).is_some()).or(five)
            }
            1 | 2 => MunicipalityCode::from_five_digits(&format!("{digits:0>2}000"))
                .ok()
                .map(|code| code.as_str().to_owned()),
            _ => None,
        };
        match parsed.as_deref().and_then(known) {
            Some(place) => place,
            None if digits.len() == 6 && parsed.is_none() => Place::Unknown(format!(
                "「{digits}」は全国地方公共団体コードではありません（検査数字が合いません）。保険者番号のときは、市町村名の列を地域の列にしてください。"
            )),
            None => Place::Unknown(format!("コード「{digits}」の市町村は台帳にありません。コードを確かめてください。")),
        }
    }

    fn named(&self, name: &str, prefecture: Option<&str>, reach: &dyn Fn(&str, &str) -> bool) -> Option<Place> {
        let codes = self.names.get(name)?;
        let of: Vec<&String> = codes
            .iter()
            .filter(|code| prefecture.is_none_or(|p| self.towns.get(*code).is_some_and(|own| own == p)))
            .collect();
        let near = of.iter().filter(|code| self.towns.get(**code).is_some_and(|own| reach(code, own)));
        match (of.as_slice(), near.collect::<Vec<_>>().as_slice()) {
            ([only], _) => self.town(only),
            ([_, _, ..], [only]) => self.town(only),
            ([_, _, ..], _) => Some(Place::Unknown(format!(
                "「{name}」という名前の市町村がいくつかあります。都道府県名を付けるか、コードにしてください。"
            ))),
            ([], _) => None,
        }
    }

    fn area(&self, name: &str, prefecture: Option<&str>, reach: &dyn Fn(&str, &str) -> bool) -> Option<Place> {
        let (plain, kind) = bare(name);
        let kinds = kind.map_or_else(
            || vec!["secondary_medical", "home_care", "health_centre", "wide_union", "joint"],
            |kind| {
                // 「圏域」 by itself may be either.
                if name.ends_with("圏域") { vec![kind, "home_care"] } else { vec![kind] }
            },
        );
        let own = |code: &String| Some((code.clone(), self.towns.get(code)?.clone()));
        let mut found = Vec::new();
        for kind in kinds {
            for area in self.areas.get(&(kind.to_owned(), plain.to_owned())).into_iter().flatten() {
                let members: Vec<(String, String)> = area.members.iter().filter_map(own).collect();
                if prefecture.is_none_or(|p| members.iter().any(|(_, own)| own == p)) {
                    found.push((kind, area.name.clone(), members));
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        let near: Vec<_> =
            found.iter().filter(|(.., members)| members.iter().any(|(code, own)| reach(code, own))).cloned().collect();
        match (found.as_slice(), near.as_slice()) {
            ([], _) => None,
            ([one], _) | (_, [one]) => Some(Place::Area(one.0.to_owned(), one.1.clone(), one.2.clone())),
            _ => Some(Place::Unknown(format!(
                "「{name}」という圏域がいくつかあります。都道府県名を付けてください（例：山口県{name}）。"
            ))),
        }
    }
}

fn unknown(text: &str, name: &str) -> String {
    let shown: String = text.trim().chars().take(40).collect();
    if bare(name).1.is_some() {
        return format!(
            "「{shown}」にどの市町村が入るか、台帳にありません。市町村の値としては取り込めません。圏域の取り込みを運用管理者に頼んでください。"
        );
    }
    if name.ends_with('区') && name.contains('市') {
        return format!("「{shown}」は政令指定都市の区です。市の値にしてください。");
    }
    format!("「{shown}」は市町村の一覧にありません。合併の前の名前でないか、書き方を確かめるか、コードにしてください。")
}
