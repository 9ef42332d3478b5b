//! Editorial checks (REQ-286): what a person should look at again, with the place. They point, they never block, and they
//! are sometimes wrong; which kinds are shown is a setting of the programme's year.

use japanese::fold::half_width;
use review_hints::{Found, Kind, empty_talk, find};

use crate::cases::model::{Content, Field};

/// Something to look at again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// Id of the field's control, and of its section on the page.
    pub field: &'static str,
    pub sentence: String,
    /// The place with what stands around it; empty where a whole field is meant.
    pub before: String,
    pub what: String,
    pub after: String,
}

impl Hint {
    /// The sentence, and the place where it is not said by it.
    pub fn with_place(&self) -> String {
        if self.what.is_empty() || self.sentence.contains(&self.what) {
            self.sentence.clone()
        } else {
            format!("{}…{}［{}］{}…", self.sentence, self.before, self.what, self.after)
        }
    }
}

/// Characters shown on each side of a place.
const AROUND: usize = 20;

/// What is looked for: the kinds the year shows, and which years lie ahead.
#[derive(Clone, Debug, Default)]
pub struct Look {
    pub kinds: Vec<Kind>,
    pub this_year: i16,
}

impl Look {
    fn find(&self, text: &str) -> Vec<Found> {
        find(text, &self.kinds, self.this_year)
    }
}

/// The setting of a programme year that switches a kind on or off.
pub fn hint_setting(kind: Kind) -> &'static str {
    match kind {
        Kind::Telephone => "cases.hint_telephone",
        Kind::Mail => "cases.hint_mail",
        Kind::Address => "cases.hint_address",
        Kind::Name => "cases.hint_name",
        Kind::Criticism => "cases.hint_criticism",
        Kind::Undecided => "cases.hint_undecided",
        Kind::EmptyTalk => "cases.hint_empty_talk",
    }
}

fn sentence(kind: Kind, label: &str, what: &str) -> String {
    match kind {
        Kind::Telephone => format!("「{label}」に電話番号らしい「{what}」があります。公開してよいか確かめてください。"),
        Kind::Mail => {
            format!("「{label}」にメールアドレスらしい「{what}」があります。公開してよいか確かめてください。")
        }
        Kind::Address => format!("「{label}」に住所らしい「{what}」があります。人の住まいなら、書かないでください。"),
        Kind::Name => {
            format!("「{label}」に人の名前らしい「{what}」があります。役割や職種に置きかえられないか考えてください。")
        }
        Kind::Criticism => format!(
            "「{label}」に、ほかの人や組織への批判と読まれるかもしれない文があります。起きたことと、どう乗りこえたかに置きかえられないか考えてください。"
        ),
        Kind::Undecided => format!(
            "「{label}」に、まだ決まっていないことを言い切っているように読める文があります。決まっていなければ、「予定です」「考えています」のように書いてください。"
        ),
        Kind::EmptyTalk => {
            format!("「{label}」に数字がありません。前と後の数と年があれば書き足してください。")
        }
    }
}

fn hint(kind: Kind, field: &'static str, label: &str, text: &str, range: std::ops::Range<usize>) -> Hint {
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let what = half_width(part(range.clone()));
    let mut before: Vec<char> = part(0..range.start).chars().rev().take(AROUND).take_while(|c| *c != '\n').collect();
    before.reverse();
    Hint {
        field,
        sentence: sentence(kind, label, &what),
        before: before.into_iter().collect(),
        after: part(range.end..text.len()).chars().take(AROUND).take_while(|c| *c != '\n').collect(),
        what,
    }
}

/// The places of these kinds, field by field: looked at once more before the case is handed in.
pub fn places_to_check(content: &Content, look: &Look) -> Vec<Hint> {
    let mut hints = Vec::new();
    for field in Field::EVERY {
        let (text, label) = (content.texts.get(*field), field.label());
        // A goal says what is to be: that is no claim.
        let is_goal = matches!(field, Field::Measuring | Field::Vision | Field::VisionIndicator);
        for found in look.find(text).into_iter().filter(|f| !is_goal || f.kind != Kind::Undecided) {
            hints.push(hint(found.kind, field.id(), label, text, found.range));
        }
        if *field == Field::Effects
            && look.kinds.contains(&Kind::EmptyTalk)
            && let Some(range) = empty_talk(text)
        {
            hints.push(hint(Kind::EmptyTalk, field.id(), label, text, range));
        }
    }
    for player in &content.players {
        for text in [&player.player, &player.act] {
            for found in look.find(text) {
                hints.push(hint(found.kind, "outline", "だれが、何をしたか", text, found.range));
            }
        }
    }
    hints
}

/// The same, and what readers miss where nothing stands.
pub fn hints(content: &Content, look: &Look) -> Vec<Hint> {
    let mut hints = places_to_check(content, look);
    let texts = &content.texts;
    let mut empty = |field: Field, sentence: &str| {
        if !texts.outline.trim().is_empty() && texts.get(field).trim().is_empty() {
            hints.push(Hint { field: field.id(), sentence: sentence.to_owned(), ..Hint::default() });
        }
    };
    empty(Field::Effects, "「取組の効果」が空です。まだ分からないときは、いつ分かるかを書くと役に立ちます。");
    empty(Field::Hardships, "「苦労した点と工夫」が空です。まねる人がいちばん読みたいところです。");
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(kinds: &[Kind]) -> Look {
        Look { kinds: kinds.to_vec(), this_year: 2026 }
    }

    #[test]
    fn an_effect_without_a_figure_is_pointed_at() {
        let mut content = Content::default();
        let told = |content: &Content| hints(content, &at(&Kind::EVERY)).len();
        assert_eq!(told(&content), 0);
        content.texts.effects = "よくなりました。".to_owned();
        assert_eq!(told(&content), 1);
        assert!(hints(&content, &at(&[])).is_empty(), "a kind that is off says nothing");
        content.texts.effects = "1割から5割になりました。".to_owned();
        assert_eq!(told(&content), 0);
        content.texts.outline = "概要".to_owned();
        assert_eq!(told(&content), 1, "the hardships are missing");
    }

    #[test]
    fn the_place_stands_with_what_is_around_it() {
        let mut content = Content::default();
        content.texts.outline = "一行目です。\n毎週、診療所の佐藤医師が集落を回り、薬を届けました。".to_owned();
        let found = places_to_check(&content, &at(&Kind::EVERY));
        assert_eq!(found.len(), 1, "{found:?}");
        let hint = &found[0];
        assert_eq!((hint.field, hint.before.as_str(), hint.what.as_str()), ("outline", "毎週、診療所の", "佐藤医師"));
        assert!(hint.after.starts_with("が集落を回り"));
        content.texts.outline.clear();
        content
            .players
            .push(crate::cases::model::Player { player: "田中保健師".to_owned(), act: "回る".to_owned() });
        assert_eq!(places_to_check(&content, &at(&[Kind::Name])).len(), 1);
        assert!(places_to_check(&content, &at(&[Kind::Mail])).is_empty());
    }

    /// What the sentences of `review-hints` show to be right often enough is on, everything else off.
    #[test]
    fn a_kind_is_on_where_it_was_right_often_enough() {
        for kind in Kind::EVERY {
            let rules = crate::programmes::rules();
            let rule = rules.iter().find(|rule| rule.id == hint_setting(kind)).unwrap_or_else(|| panic!("{kind:?}"));
            assert_eq!(rule.value, if kind.is_on_by_default() { "する" } else { "しない" }, "{kind:?}");
        }
    }
}
