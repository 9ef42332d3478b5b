//! Which kinds of hints a case's programme shows this year.

use foundation::database::DatabaseError;
use japanese::wareki::FiscalYear;
use review_hints::Kind;

use crate::cases::model::Case;
use crate::cases::rules::{Look, hint_setting};
use crate::permissions::Reader;

/// Without a year that says otherwise: those that were right often enough on the sentences made for it.
pub async fn look(db: &mut Reader, case: &Case) -> Result<Look, DatabaseError> {
    let year = FiscalYear::of(db.core().clock.today());
    let settings = match case.programme {
        Some(programme) => crate::programmes::settings_of(db, programme, year.0).await?,
        None => None,
    };
    let is_on = |kind: &Kind| match &settings {
        Some(settings) => settings.is_on(hint_setting(*kind)),
        None => kind.is_on_by_default(),
    };
    Ok(Look { kinds: Kind::EVERY.into_iter().filter(is_on).collect(), this_year: year.0 })
}
