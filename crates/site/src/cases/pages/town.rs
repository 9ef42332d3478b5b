//! Which municipality a reader has in mind: the one she names, or her own.

use foundation::database::DatabaseError;

use crate::cases::model::Town;
use crate::permissions::Reader;
use crate::regions;

/// Characters of a name, at most.
const LONGEST: usize = 60;

/// By code, by name (「柳井市」), by name with its prefecture (「山口県柳井市」). Two statements, one for one's own.
pub async fn town(db: &mut Reader, typed: &str) -> Result<Town, DatabaseError> {
    let typed: String = japanese::fold::tidy(typed).chars().filter(|c| !c.is_whitespace()).take(LONGEST).collect();
    if typed.is_empty() {
        let own = db.actor().member().and_then(|member| member.municipalities.first().cloned());
        let found = match own {
            Some(code) => regions::places_named(db, &[code]).await?.into_iter().find(|place| !place.is_prefecture()),
            None => None,
        };
        return Ok(Town { is_own: found.is_some(), found, ..Town::default() });
    }
    let prefectures = regions::prefecture_choices(db).await?;
    let within = prefectures.iter().find(|(_, name)| typed.starts_with(name.as_str()) && typed != *name);
    let name = within.map_or(typed.as_str(), |(_, prefecture)| &typed[prefecture.len()..]);
    let mut places = regions::places_named(db, &[japanese::fold::half_width(name)]).await?;
    places.retain(|place| !place.is_prefecture() && within.is_none_or(|(code, _)| place.prefecture_code == *code));
    let mut town = Town { typed, ..Town::default() };
    match places.len() {
        1 => town.found = places.pop(),
        _ => town.several = places,
    }
    Ok(town)
}
