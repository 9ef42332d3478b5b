//! Simple editorial checks (REQ-286): what a person should look at again. They point, they never
//! block, and they are sometimes wrong.

use japanese::fold::half_width;
use japanese::personal::{self, PersonalKind};

use crate::cases::model::{Content, Field};

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Id of the field's control.
    pub field: &'static str,
    pub sentence: String,
}

/// Where somebody may be told by a number, an address or a name: looked at once more before it is handed in.
pub fn personal_hints(content: &Content) -> Vec<Hint> {
    let mut hints = Vec::new();
    for field in Field::EVERY {
        let text = content.texts.get(*field);
        let mut hint = |sentence: String| hints.push(Hint { field: field.id(), sentence });
        let label = field.label();
        let found = personal::find(text);
        // Numbers first, then addresses, then names.
        for wanted in [PersonalKind::Telephone, PersonalKind::Mail, PersonalKind::Name] {
            for (kind, range) in found.iter().filter(|(kind, _)| *kind == wanted) {
                let what = half_width(text.get(range.clone()).unwrap_or_default());
                hint(match kind {
                    PersonalKind::Telephone => {
                        format!("「{label}」に電話番号らしい「{what}」があります。公開してよいか確かめてください。")
                    }
                    PersonalKind::Mail => {
                        format!(
                            "「{label}」にメールアドレスらしい「{what}」があります。公開してよいか確かめてください。"
                        )
                    }
                    PersonalKind::Name => format!(
                        "「{label}」に人の名前らしい「{what}」があります。役割や職種に置きかえられないか考えてください。"
                    ),
                });
            }
        }
    }
    hints
}

pub fn hints(content: &Content) -> Vec<Hint> {
    let mut hints = personal_hints(content);
    let effects = &content.texts.effects;
    if !effects.trim().is_empty() && !effects.chars().any(is_figure) {
        hints.push(Hint {
            field: Field::Effects.id(),
            sentence: "「取組の効果」に数字がありません。前と後の数と年があれば書き足してください。".to_owned(),
        });
    }
    if !content.texts.outline.trim().is_empty() && effects.trim().is_empty() {
        hints.push(Hint {
            field: Field::Effects.id(),
            sentence: "「取組の効果」が空です。まだ分からないときは、いつ分かるかを書くと役に立ちます。".to_owned(),
        });
    }
    if !content.texts.outline.trim().is_empty() && content.texts.hardships.trim().is_empty() {
        hints.push(Hint {
            field: Field::Hardships.id(),
            sentence: "「苦労した点と工夫」が空です。まねる人がいちばん読みたいところです。".to_owned(),
        });
    }
    hints
}

fn is_figure(c: char) -> bool {
    c.is_numeric() || "一二三四五六七八九十百千".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_without_a_figure_is_pointed_at() {
        let mut content = Content::default();
        assert!(hints(&content).is_empty());
        content.texts.effects = "よくなりました。".to_owned();
        assert_eq!(hints(&content).len(), 1);
        content.texts.effects = "1割から5割になりました。".to_owned();
        assert!(hints(&content).is_empty());
    }
}
