//! What a town told in a survey → the fields of a case: by the words of the question. Whoever writes the case sees where each
//! answer went, and moves it.

use crate::cases::model::Field;

/// A free text as it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// With its number: 「問5 取り組んでいる場面について、内容と進め方を書いてください。」
    pub question: String,
    pub answer: String,
}

/// 「調査の答えから写すのは40問まで」
pub const TOLD_AT_MOST: usize = 40;

/// Words of a question and where its answer belongs; the first that fits.
const PLACES: [(&[&str], Field); 8] = [
    (&["測り方", "測る", "評価"], Field::Measuring),
    (&["あるべき姿", "目指す姿"], Field::Vision),
    (&["効果", "成果", "変化"], Field::Effects),
    (&["把握していない", "課題", "困", "難し"], Field::Issues),
    (&["支援を受け", "支え"], Field::Support),
    (&["ツール", "情報共有", "連携している相手"], Field::Cooperation),
    (&["費用", "予算", "財源"], Field::Budget),
    (&["協議会", "会議", "体制", "相談支援", "コーディネーター"], Field::Structure),
];

fn place_of(question: &str) -> Field {
    let fits = |(words, _): &&(&[&str], Field)| words.iter().any(|word| question.contains(word));
    PLACES.iter().find(fits).map_or(Field::Outline, |(_, field)| *field)
}

/// Texts by field, in the order of the form; each with the question it answers. `source`: which survey.
pub fn placed(source: &str, told: &[Told]) -> Vec<(Field, String)> {
    let mut texts: Vec<(Field, String)> = Vec::new();
    for one in told.iter().filter(|one| !one.answer.trim().is_empty()).take(TOLD_AT_MOST) {
        let field = place_of(&one.question);
        let text = format!("{}\n（{source}「{}」への答え）", one.answer.trim(), one.question.trim());
        match texts.iter_mut().find(|(had, _)| *had == field) {
            Some((_, all)) => {
                all.push_str("\n\n");
                all.push_str(&text);
            }
            None => texts.push((field, text)),
        }
    }
    texts.sort_by_key(|(field, _)| Field::EVERY.iter().position(|one| one == field));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_where_their_questions_say_and_none_is_lost() {
        let told = |question: &str, answer: &str| Told { question: question.to_owned(), answer: answer.to_owned() };
        let found = placed(
            "令和8年度の調査",
            &[
                told("問5 内容と進め方", "島を回ります。"),
                told("問9 相談支援に至るまでの進め方", "窓口を一つに。"),
                told("問6 取り組みの内容", "冊子を配ります。"),
                told("問7 測り方", " "),
            ],
        );
        assert_eq!(found.iter().map(|(field, _)| *field).collect::<Vec<_>>(), [Field::Outline, Field::Structure]);
        assert_eq!(
            found[0].1,
            "島を回ります。\n（令和8年度の調査「問5 内容と進め方」への答え）\n\n冊子を配ります。\n（令和8年度の調査「問6 取り組みの内容」への答え）"
        );
        let many: Vec<Told> = (0..50).map(|n| told("内容", &format!("答え{n}。"))).collect();
        assert_eq!(placed("調査", &many)[0].1.matches("答え").count(), 2 * TOLD_AT_MOST);
    }
}
