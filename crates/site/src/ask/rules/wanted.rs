//! What kind of answer is asked for: an amount, a time, a way of doing, what came of it, why.

use japanese::fold::fold;

/// What an answer holds: a figure with one of these behind it.
type Units = &'static [&'static str];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is asked for or not, several at once")]
pub struct Wants {
    /// A figure of these units.
    pub units: Option<Units>,
    /// Without such a figure it is no answer.
    pub needed: bool,
    /// Any figure.
    pub figure: bool,
    pub time: bool,
    pub way: bool,
    pub effect: bool,
    pub why: bool,
}

/// 「何床」 asks for so many 床.
const COUNTED: &[(&str, Units)] = &[
    ("何人", &["人", "名"]),
    ("何名", &["人", "名"]),
    ("何回", &["回"]),
    ("何度", &["回", "度"]),
    ("何割", &["割", "%"]),
    ("何%", &["割", "%"]),
    ("何ぱーせんと", &["割", "%"]),
    ("何年", &["年"]),
    ("何か月", &["か月", "月"]),
    ("何月", &["月"]),
    ("何週", &["週"]),
    ("何日", &["日"]),
    ("何時間", &["時間", "分"]),
    ("何分", &["分"]),
    ("何点", &["点"]),
    ("何床", &["床"]),
    ("何番", &["番"]),
    ("何歳", &["歳", "才"]),
    ("何か所", &["か所", "つ", "箇所", "施設"]),
    ("何件", &["件", "人"]),
    ("何円", &["円"]),
    ("何町", &["町"]),
    ("何市", &["市"]),
    ("何つ", &["つ"]),
];
const MONEY: Units = &["円", "万"];
const FREE: &[&str] = &["無料", "無償"];
/// Any figure, where the text speaks of shares: 均等割4.
const SHARES: Units = &["割", "%"];
/// Letters between a figure and its unit: 「5年（3回）」 is none.
const BETWEEN: usize = 3;

impl Wants {
    pub fn of(question: &str) -> Self {
        let q = fold(question);
        let any = |words: &[&str]| words.iter().any(|word| q.contains(word));
        let mut wants = Self::default();
        if let Some((_, units)) =
            COUNTED.iter().filter(|(asked, _)| q.contains(asked)).max_by_key(|(asked, _)| asked.len())
        {
            (wants.units, wants.needed) = (Some(*units), true);
        } else if any(&["いくら", "料金", "金額", "値段"]) {
            (wants.units, wants.needed) = (Some(MONEY), true);
        } else if any(&["割合", "比率"]) || (any(&["費用", "負担", "委託料", "お金"]) && any(&["分け", "分担", "割り"]))
        {
            wants.units = Some(SHARES);
        }
        wants.figure = wants.units.is_none()
            && any(&["どのくらい", "どれくらい", "どのぐらい", "いくつ", "回数", "件数", "人数", "人口"]);
        wants.time = any(&["いつ", "何年", "時期"]);
        let became = any(&["どうなり", "どうなっ", "どう変わ"]);
        wants.way =
            any(&["どう", "進め方", "方法", "やり方", "工夫", "には", "できること"]) && !became && !any(&["どういう"]);
        wants.effect = !wants.way
            && (became
                || any(&["変わ", "よいこと", "いいこと", "得が", "得は", "効果", "減りました", "楽に", "めりっと"]));
        wants.why = any(&["なぜ", "理由", "なんで"]);
        wants
    }

    /// A word that says what kind of figure is wanted, and not of what.
    pub fn is_named_by(&self, word: &str) -> bool {
        self.units == Some(SHARES) && matches!(word, "割合" | "比率")
    }

    /// Whether a text (folded) holds a figure of what is asked for.
    pub fn is_met_by(&self, text: &str) -> bool {
        let Some(units) = self.units else { return true };
        if units == MONEY && FREE.iter().any(|word| text.contains(word)) {
            return true;
        }
        if units == SHARES && !self.needed {
            return text.contains(['割', '%']) && text.chars().any(is_figure);
        }
        let letters: Vec<char> = text.chars().collect();
        (0..letters.len()).any(|at| {
            is_figure(letters[at])
                && units.iter().any(|unit| {
                    let unit: Vec<char> = unit.chars().collect();
                    // Between them stand no other letters of a figure's own word: 3.5 万円.
                    (at + 1..=at + 1 + BETWEEN)
                        .any(|from| letters.get(from..from + unit.len()) == Some(unit.as_slice()))
                })
        })
    }
}

pub fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十百千数半".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_known() {
        let units = |q: &str| Wants::of(q).units.and_then(|units| units.first().copied());
        for (question, unit) in [
            ("看護師は何人ですか", Some("人")),
            ("何時間かかりますか", Some("時間")),
            ("利用料はいくらですか", Some("円")),
            ("委託料の割合は", Some("割")),
            ("費用はどう分けますか", Some("割")),
            ("看護師の役割は何ですか", None),
        ] {
            assert_eq!(units(question), unit, "{question}");
        }
        assert!(Wants::of("委託料の割合は").is_named_by("割合") && !Wants::of("委託料の割合は").is_named_by("委託料"));
        assert!(Wants::of("ベッドは何床ですか").needed && !Wants::of("費用の割合は").needed);
        assert!(
            Wants::of("いつ始まりますか").time && Wants::of("どう話し合いましたか").way && Wants::of("なぜですか").why
        );
        assert!(Wants::of("どうなりましたか").effect && !Wants::of("どうなりましたか").way && !Wants::of("人口は").way);
        assert!(Wants::of("どのくらいですか").figure && Wants::of("人口は").figure && !Wants::of("役割は").figure);
    }

    #[test]
    fn a_figure_needs_its_unit() {
        let met = |q: &str, text: &str| Wants::of(q).is_met_by(&fold(text));
        assert!(
            met("何人ですか", "看護師が２人います")
                && met("何人", "約1,200人")
                && !met("何人", "2回開き、人を集めました")
        );
        assert!(
            met("何割", "17.0%です") && met("いくら", "無料です") && met("いくら", "三万円") && !met("いくら", "4回")
        );
        assert!(
            met("割合", "均等割4") && !met("割合", "5町で分ける") && met("役割は", "なにもない") && !met("何床", "")
        );
    }
}
