//! What somebody typed, on the screen or on a form, with its places and its owner looked up in the register.

use foundation::database::DatabaseError;
use foundation::web::Form;
use japanese::wareki::FiscalYear;

use super::own_body;
use crate::cases::forms;
use crate::cases::model::{Case, Content};
use crate::cases::storage;
use crate::permissions::Reader;
use crate::regions::{self, NamedPlace};

/// The form's content with its places resolved; for a new case also its owner.
pub async fn read(
    db: &mut Reader,
    form: &mut Form,
    case: Option<&Case>,
) -> Result<(Content, Option<NamedPlace>), DatabaseError> {
    let troubles = match case {
        Some(case) => storage::troubles_for(db, &case.content).await?,
        None => storage::troubles(db).await?,
    };
    let this_year = i64::from(FiscalYear::of(db.core().clock.today()).0);
    let mut content = forms::content(form, &troubles, this_year);
    let words = forms::place_words(form);
    // A body owns what it writes: it names no owner.
    let is_body = case.map_or_else(|| own_body(db).is_some(), |case| case.body.is_some());
    let owner_word = match case {
        Some(case) => case.owner_code.clone(),
        None => japanese::fold::tidy(form.value("owner")),
    };
    let with = forms::co_owner_words(form);
    let asked = forms::asked_places(&[words.clone(), with.clone(), vec![owner_word.clone()]].concat());
    let found = regions::places_named(db, &asked).await?;
    let owner = match forms::one_place(&owner_word, &found) {
        _ if is_body => None,
        _ if owner_word.is_empty() => {
            form.refuse("owner", "「だれの事例か」を書いてください。");
            None
        }
        // A stored case was found within what she may change: its owner is not hers to choose.
        Ok(place) if case.is_some() || storage::admits(db.scope(), &place.code) => Some(place.clone()),
        Ok(place) => {
            form.refuse("owner", format!("「{}」の事例は、あなたの担当では書けません。", place.label()));
            None
        }
        Err(sentence) => {
            form.refuse("owner", sentence);
            None
        }
    };
    if let Some(case) = case {
        // Files have a page of their own.
        content.files.clone_from(&case.content.files);
        content.model.clone_from(&case.content.model);
    }
    content.places = forms::places(form, &words, &found, owner.as_ref());
    content.co_owners = forms::co_owners(form, &with, &found, owner.as_ref(), &content.places);
    Ok((content, owner))
}
