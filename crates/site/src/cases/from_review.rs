//! A draft that another feature begins for a town, out of what the town wrote there. It comes as texts by field; what is too long for a
//! field is cut with a mark, and nothing goes out before the town hands it in.

use crate::actions::{self, CaseError, NewCase};
use crate::model::{Content, Field, SCENES, State, TagKind};
use crate::permissions::{DraftCases, Reader, WriteTx};
use crate::storage;

/// What stands at the end of a text that was cut.
const CUT: &str = "…（続きは元の振り返りに）";

/// What the other feature tells: 課題, 取組, 効果, これから, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Code of the municipality whose case it becomes.
    pub town: String,
    pub scene: String,
    pub texts: Vec<(Field, String)>,
}

/// A text as it fits its field.
pub fn fitting(field: Field, text: &str) -> String {
    let text = text.trim();
    let text = if field.is_long() { text.to_owned() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
    let most = field.most_characters();
    if text.chars().count() <= most {
        return text;
    }
    let cut = if field.is_long() { CUT } else { "…" };
    let kept: String = text.chars().take(most.saturating_sub(cut.chars().count())).collect();
    format!("{kept}{cut}")
}

/// A first draft in the town's name; its number. The same form sent again leads to the one it made.
pub async fn draft(tx: &mut WriteTx<DraftCases>, told: &Told, form_key: &str) -> Result<i64, CaseError> {
    let mut content = Content { places: vec![told.town.clone()], ..Content::default() };
    for (field, text) in &told.texts {
        content.texts.set(*field, fitting(*field, text));
    }
    if SCENES.iter().any(|(id, _)| *id == told.scene) {
        content.tags.push((TagKind::Scene, told.scene.clone()));
    }
    let new = NewCase { owner_code: told.town.clone(), content, form_key: form_key.to_owned(), ..NewCase::default() };
    match actions::draft(tx, &new).await {
        Err(CaseError::SentAgain(stored)) => Ok(stored.number),
        other => other,
    }
}

/// Whether this case is there and not thrown away, as far as the reader may see it.
pub async fn is_there(db: &mut Reader, number: i64) -> Result<bool, foundation::database::DatabaseError> {
    Ok(storage::seen(db, number).await?.is_some_and(|case| case.state != State::Discarded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_fits_its_field_and_a_cut_is_seen() {
        assert_eq!(fitting(Field::Title, " 夜も\n相談できる "), "夜も 相談できる");
        let most = Field::Issues.most_characters();
        for (length, is_cut) in [(most - 1, false), (most, false), (most + 1, true)] {
            let told = fitting(Field::Issues, &"あ".repeat(length));
            assert_eq!((told.chars().count() <= most, told.ends_with(CUT)), (true, is_cut), "{length}");
        }
    }
}
