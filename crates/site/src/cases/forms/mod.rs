//! What the browser sends about a case → content or field errors, and a stored case back into the
//! same controls.

pub mod collections;

use foundation::web::{Fields, Form};
use japanese::fold::tidy;
use japanese::wareki::FiscalYear;

use super::model::{
    CaseFact, Content, CostShare, Field, Player, TagKind, Trouble, read_as_of, read_figure, read_percent, shown_figure,
};
use super::rules::{
    CELL_CHARACTERS, EARLIEST_START, FACTS_AT_MOST, KEY_PERSONS_AT_MOST, KEYWORDS_AT_MOST, PLACES_AT_MOST,
    PLAYERS_AT_MOST, SHARES_AT_MOST, TAG_CHARACTERS, co_owner_refusal, place_refusal, shares_refusal,
};
use crate::regions::NamedPlace;

/// Kinds of tags in the order of the form and of storage.
const KINDS: [TagKind; 7] = [
    TagKind::Trouble,
    TagKind::Scene,
    TagKind::Content,
    TagKind::Cooperation,
    TagKind::Class,
    TagKind::KeyPerson,
    TagKind::Keyword,
];

/// The columns of a row of figures: end of the control's name, label.
pub const FACT_COLUMNS: [(&str, &str); 4] =
    [("label", "項目"), ("value", "数値"), ("unit", "単位"), ("as_of", "いつの数字か")];

/// A stored case as its form shows it: with the names of its places, and of the towns that own it together.
pub fn fields_of(content: &Content, place_names: &[String], co_owner_names: &[String]) -> Fields {
    let mut fields = Fields::default();
    for field in Field::EVERY {
        fields.push(field.id(), content.texts.get(*field));
    }
    fields.push("places", &place_names.join("、"));
    fields.push("co_owners", &co_owner_names.join("、"));
    fields.push("start_year", &content.start_year.map(|y| y.to_string()).unwrap_or_default());
    for kind in KINDS {
        if matches!(kind, TagKind::KeyPerson | TagKind::Keyword) {
            fields.push(kind.control(), &content.tags_of(kind).collect::<Vec<_>>().join("、"));
        } else {
            content.tags_of(kind).for_each(|tag| fields.push(kind.control(), tag));
        }
    }
    for (i, p) in (1..).zip(&content.players) {
        fields.push(&format!("player-{i}"), &p.player);
        fields.push(&format!("act-{i}"), &p.act);
    }
    for (i, s) in (1..).zip(&content.cost_shares) {
        fields.push(&format!("share-{i}-basis"), &s.basis);
        fields.push(&format!("share-{i}-percent"), &s.percent());
    }
    for (i, f) in (1..).zip(&content.facts) {
        let cells = [f.label.clone(), shown_figure(&f.value), f.unit.clone(), crate::shared::day_in_words(&f.as_of)];
        for ((column, _), value) in FACT_COLUMNS.iter().zip(cells) {
            fields.push(&format!("fact-{i}-{column}"), &value);
        }
    }
    fields
}

/// Everything but the places, which the register has to resolve. `this_year` is the fiscal year of
/// today: nothing began later.
pub fn content(form: &mut Form, troubles: &[Trouble], this_year: i64) -> Content {
    let mut content = Content::default();
    for field in Field::EVERY {
        let text = if *field == Field::Title {
            form.required_text(field.id(), field.label(), field.most_characters())
        } else {
            form.text(field.id(), field.label(), field.most_characters())
        };
        content.texts.set(*field, tidy(&text));
    }
    content.start_year = start_year(form, this_year);
    let ids: Vec<&str> = troubles.iter().map(|t| t.id.as_str()).collect();
    for kind in KINDS {
        let tags = match kind {
            TagKind::Trouble => form.choices(kind.control(), kind.label(), &ids),
            TagKind::KeyPerson => free_words(form, kind, KEY_PERSONS_AT_MOST),
            TagKind::Keyword => free_words(form, kind, KEYWORDS_AT_MOST),
            kind => {
                let offered: Vec<&str> = kind.offered().iter().map(|(id, _)| *id).collect();
                form.choices(kind.control(), kind.label(), &offered)
            }
        };
        content.tags.extend(tags.into_iter().map(|tag| (kind, tag)));
    }
    for i in 1..=PLAYERS_AT_MOST {
        let player = cell(form, &format!("player-{i}"), "担い手");
        let act = cell(form, &format!("act-{i}"), "したこと");
        if player.is_empty() && !act.is_empty() {
            form.refuse(&format!("player-{i}"), format!("{i}行目の「だれが」を書いてください。"));
        }
        if !player.is_empty() {
            content.players.push(Player { player, act });
        }
    }
    for i in 1..=FACTS_AT_MOST {
        content.facts.extend(fact(form, i));
    }
    for i in 1..=SHARES_AT_MOST {
        content.cost_shares.extend(share(form, i));
    }
    if form.errors.iter().all(|e| !e.field.starts_with("share-"))
        && let Some(sentence) = shares_refusal(&content.cost_shares)
    {
        form.refuse("share-1-percent", sentence);
    }
    content
}

/// One row of the shares of the cost.
fn share(form: &mut Form, i: usize) -> Option<CostShare> {
    let names = [format!("share-{i}-basis"), format!("share-{i}-percent")];
    let basis = cell(form, &names[0], "分け方");
    let typed = cell(form, &names[1], "割合");
    if basis.is_empty() && typed.is_empty() {
        return None;
    }
    if basis.is_empty() {
        form.refuse(&names[0], format!("{i}行目の「分け方」を書いてください。例：均等割、人口割"));
    }
    let tenths = read_percent(&typed);
    if tenths.is_none() && !typed.is_empty() {
        form.refuse(
            &names[1],
            format!(
                "{i}行目の「{typed}」は割合として読めません。0.1から100までの数で書いてください。例：40、33.3、4割"
            ),
        );
    }
    Some(CostShare { basis, tenths })
}

/// One row of figures; each fault at its own cell.
fn fact(form: &mut Form, i: usize) -> Option<CaseFact> {
    let names = FACT_COLUMNS.map(|(column, _)| format!("fact-{i}-{column}"));
    let [label, value, unit, as_of] = [0, 1, 2, 3].map(|at| cell(form, &names[at], FACT_COLUMNS[at].1));
    if [&label, &value, &unit, &as_of].iter().all(|cell| cell.is_empty()) {
        return None;
    }
    if label.is_empty() {
        form.refuse(&names[0], format!("{i}行目の数字が何の数字か、「項目」を書いてください。例：人口"));
    }
    let figure = read_figure(&value);
    if figure.is_none() {
        let sentence = if value.is_empty() {
            format!("{i}行目の「数値」を書いてください。例：6,329")
        } else {
            format!(
                "{i}行目の「{value}」は数として読めません。例：6,329、約3,000、72以上、1.5〜2。単位は「単位」に書いてください。"
            )
        };
        form.refuse(&names[1], sentence);
    }
    if unit.is_empty() {
        form.refuse(&names[2], format!("{i}行目の「単位」を書いてください。例：人、%、か所"));
    }
    let day = read_as_of(&as_of);
    if day.is_none() {
        form.refuse(
            &names[3],
            format!("{i}行目の「いつの数字か」を、年か年月か年月日で書いてください。例：令和7年9月。出典にないときは「不明」"),
        );
    }
    Some(CaseFact { label, value: figure.unwrap_or(value), unit, as_of: day.unwrap_or(as_of) })
}

fn cell(form: &mut Form, name: &str, label: &str) -> String {
    tidy(&form.text(name, label, CELL_CHARACTERS)).replace('\n', " ")
}

fn start_year(form: &mut Form, this_year: i64) -> Option<i64> {
    let typed = tidy(form.value("start_year"));
    let plain = typed.trim_end_matches("年度").trim_end_matches('年');
    if plain.is_empty() {
        return None;
    }
    match FiscalYear::parse(plain).map(|year| i64::from(year.0)) {
        Ok(year) if (EARLIEST_START..=this_year).contains(&year) => Some(year),
        Ok(_) => {
            form.refuse(
                "start_year",
                format!("「始めた年」は、{EARLIEST_START}年から今年度（{this_year}年度）までで書いてください。"),
            );
            None
        }
        Err(_) => {
            form.refuse("start_year", "「始めた年」は、2021、令和3のように書いてください。");
            None
        }
    }
}

/// Words parted by 、 or lines, each once.
fn parted(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(['、', ',', '，', ';', '；', '\n', '\r']) {
        let word = tidy(word);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn free_words(form: &mut Form, kind: TagKind, most: usize) -> Vec<String> {
    let words = parted(form.value(kind.control()));
    if words.len() > most {
        form.refuse(kind.control(), format!("「{}」は{most}個までです（いま{}個）。", kind.label(), words.len()));
    }
    if let Some(long) = words.iter().find(|w| w.chars().count() > TAG_CHARACTERS) {
        form.refuse(
            kind.control(),
            format!("「{}」の「{long}」が長すぎます。{TAG_CHARACTERS}文字までにしてください。", kind.label()),
        );
    }
    words
}

/// What was typed as places: codes or names.
pub fn place_words(form: &mut Form) -> Vec<String> {
    let words = parted(form.value("places"));
    if words.len() > PLACES_AT_MOST {
        form.refuse("places", format!("「地域」は{PLACES_AT_MOST}市町村までです（いま{}）。", words.len()));
    }
    words.into_iter().take(PLACES_AT_MOST).collect()
}

/// What was typed as the towns that own the case together.
pub fn co_owner_words(form: &Form) -> Vec<String> {
    parted(form.value("co_owners")).into_iter().take(PLACES_AT_MOST).collect()
}

/// The municipalities that own a case together with its owner, who need not be named again; `places` are those
/// of the case.
pub fn co_owners(
    form: &mut Form,
    words: &[String],
    found: &[NamedPlace],
    owner: Option<&NamedPlace>,
    places: &[String],
) -> Vec<String> {
    let mut owners: Vec<NamedPlace> = Vec::new();
    for word in words {
        match one_place(word, found) {
            Ok(place) if place.is_prefecture() => {
                form.refuse("co_owners", format!("「{}」は都道府県です。市町村を書いてください。", place.name));
            }
            Ok(place) if !owners.contains(place) => owners.push(place.clone()),
            Ok(_) => {}
            Err(sentence) => form.refuse("co_owners", sentence),
        }
    }
    if form.error("co_owners").is_empty()
        && form.error("places").is_empty()
        && form.error("owner").is_empty()
        && let Some(sentence) = co_owner_refusal(owner, places, &owners)
    {
        form.refuse("co_owners", sentence);
    }
    let own = owner.map_or("", |place| &place.code);
    owners.into_iter().map(|place| place.code).filter(|code| code != own).collect()
}

/// What to ask the register for: the word, and what follows the prefecture in 「山口県柳井市」.
pub fn asked_places(words: &[String]) -> Vec<String> {
    let mut asked = words.to_vec();
    asked.extend(words.iter().filter_map(|word| {
        let (at, c) = word.char_indices().skip(2).take(2).find(|(_, c)| matches!(c, '県' | '都' | '府' | '道'))?;
        let rest = &word[at + c.len_utf8()..];
        (!rest.is_empty()).then(|| rest.to_owned())
    }));
    asked
}

/// The place one word means, out of what the register found.
pub fn one_place<'a>(word: &str, found: &'a [NamedPlace]) -> Result<&'a NamedPlace, String> {
    let fitting: Vec<&NamedPlace> =
        found.iter().filter(|p| p.code == word || p.name == word || p.label() == word).collect();
    match fitting.as_slice() {
        [] => Err(format!(
            "「{word}」という市町村・都道府県は見つかりません。正式な名前か、6けたの団体コードで書いてください。"
        )),
        [one] => Ok(one),
        several => {
            let names: Vec<String> = several.iter().map(|p| format!("{}（{}）", p.label(), p.code)).collect();
            Err(format!("「{word}」は{}つあります。{}のどれかで書いてください。", several.len(), names.join("、")))
        }
    }
}

/// The municipalities of a case; one refusal per word that is none, and one when they do not go with the
/// owner (`None`: a body). An owner that stands further behind is put in front.
pub fn places(form: &mut Form, words: &[String], found: &[NamedPlace], owner: Option<&NamedPlace>) -> Vec<String> {
    let mut places: Vec<NamedPlace> = Vec::new();
    for word in words {
        match one_place(word, found) {
            Ok(place) if place.is_prefecture() => {
                form.refuse(
                    "places",
                    format!("「{}」は都道府県です。「地域」には市町村を書いてください。", place.name),
                );
            }
            Ok(place) if !places.contains(place) => places.push(place.clone()),
            Ok(_) => {}
            Err(sentence) => form.refuse("places", sentence),
        }
    }
    if let Some(owner) = owner.filter(|owner| !owner.is_prefecture()) {
        if words.is_empty() {
            places.push(owner.clone());
        } else if let Some(at) = places.iter().position(|place| place.code == owner.code) {
            places[..=at].rotate_right(1);
        }
    }
    if form.error("places").is_empty()
        && form.error("owner").is_empty()
        && let Some(sentence) = place_refusal(owner, &places)
    {
        form.refuse("places", sentence);
    }
    places.into_iter().map(|place| place.code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, name: &str, prefecture: &str) -> NamedPlace {
        NamedPlace {
            code: code.to_owned(),
            name: name.to_owned(),
            prefecture_code: format!("{}0000", &code[..2]),
            prefecture_name: prefecture.to_owned(),
            ..NamedPlace::default()
        }
    }

    #[test]
    fn a_case_comes_back_from_its_own_form_unchanged() {
        for entry in crate::cases::library::cases().unwrap() {
            let troubles = crate::cases::library::troubles().unwrap();
            let mut form = Form::new(fields_of(&entry.content, &[], &[]));
            let mut read = content(&mut form, &troubles, 2026);
            assert!(form.is_valid(), "{}: {:?}", entry.slug, form.errors);
            read.places.clone_from(&entry.content.places);
            assert_eq!(read.cost_shares, entry.content.cost_shares, "{}", entry.slug);
            let mut tidied = entry.content.clone();
            for field in Field::EVERY {
                let text = tidy(tidied.texts.get(*field));
                tidied.texts.set(*field, text);
            }
            assert_eq!(read.texts, tidied.texts, "{}", entry.slug);
            assert_eq!((read.start_year, read.players.len()), (tidied.start_year, tidied.players.len()));
            assert_eq!(read.facts, tidied.facts, "{}", entry.slug);
            let mut tags = [read.tags, tidied.tags];
            for tags in &mut tags {
                tags.sort_by(|a, b| (a.0.id(), &a.1).cmp(&(b.0.id(), &b.1)));
            }
            assert_eq!(tags[0], tags[1], "{}", entry.slug);
        }
    }

    #[test]
    fn a_figure_is_a_number_with_unit_and_day() {
        let row = |value: &str, unit: &str, as_of: &str| {
            let pairs = [
                ("title", "題"),
                ("fact-1-label", "人口"),
                ("fact-1-value", value),
                ("fact-1-unit", unit),
                ("fact-1-as_of", as_of),
            ];
            let mut form = Form::new(Fields::from_pairs(pairs));
            let read = content(&mut form, &[], 2026);
            (form.errors.into_iter().map(|e| e.field).collect::<Vec<_>>(), read.facts)
        };
        let (errors, facts) = row("６，３２９", "人", "令和7年9月");
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((facts[0].value.as_str(), facts[0].as_of.as_str()), ("6329", "2025-09"));
        assert_eq!(row("abc", "人", "2025").0, ["fact-1-value"]);
        assert_eq!(row("6329", "", "2025").0, ["fact-1-unit"]);
        assert_eq!(row("6329", "人", "").0, ["fact-1-as_of"]);
        assert_eq!(row("", "", "去年").0, ["fact-1-value", "fact-1-unit", "fact-1-as_of"]);
    }

    #[test]
    fn limits_hold_just_under_at_and_just_over() {
        let with = |name: &str, value: &str| {
            let mut form = Form::new(Fields::from_pairs([("title", "題"), (name, value)]));
            content(&mut form, &[], 2026);
            form.errors.into_iter().map(|e| e.field).collect::<Vec<_>>()
        };
        let most = Field::Title.most_characters();
        assert!(with("x", "").is_empty());
        assert!(with("summary", &"字".repeat(Field::Summary.most_characters())).is_empty());
        assert_eq!(with("summary", &"字".repeat(Field::Summary.most_characters() + 1)), ["summary"]);
        let words = |n: usize| (0..n).map(|i| format!("語{i}")).collect::<Vec<_>>().join("、");
        assert!(with("keywords", &words(KEYWORDS_AT_MOST)).is_empty());
        assert_eq!(with("keywords", &words(KEYWORDS_AT_MOST + 1)), ["keywords"]);
        assert_eq!(with("keywords", &"字".repeat(TAG_CHARACTERS + 1)), ["keywords"]);
        for (year, errors) in
            [("2026", 0), ("2027", 1), ("1950", 0), ("1949", 1), ("令和3年度", 0), ("平成29年", 0), ("去年", 1)]
        {
            assert_eq!(with("start_year", year).len(), errors, "{year}");
        }
        assert_eq!(with("act-2", "だれがのない行"), ["player-2"]);
        assert_eq!(with("scenes", "no-such"), ["scenes"]);
        let mut form = Form::new(Fields::from_pairs([("title", "字".repeat(most + 1))]));
        content(&mut form, &[], 2026);
        assert_eq!(form.errors.len(), 1);
        let mut form = Form::default();
        content(&mut form, &[], 2026);
        assert_eq!(form.errors.len(), 1, "a draft needs its title and nothing else");
    }

    #[test]
    fn places_are_named_by_name_code_or_both() {
        let found = [
            place("016446", "池田町", "北海道"),
            place("183822", "池田町", "福井県"),
            place("352128", "柳井市", "山口県"),
        ];
        assert_eq!(one_place("柳井市", &found).map(|p| p.code.as_str()), Ok("352128"));
        assert_eq!(one_place("山口県柳井市", &found).map(|p| p.code.as_str()), Ok("352128"));
        assert_eq!(one_place("183822", &found).map(|p| p.code.as_str()), Ok("183822"));
        assert!(one_place("池田町", &found).is_err_and(|s| s.contains("2つあります")));
        assert!(one_place("無い町", &found).is_err());
        let asked = asked_places(&["山口県柳井市".to_owned(), "神奈川県".to_owned(), "柳井市".to_owned()]);
        assert!(asked.contains(&"柳井市".to_owned()));
    }
}
