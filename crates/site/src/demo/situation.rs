//! Invented figures: a few indicators of every municipality for two years, more of two towns whose officers one may be.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draws::Draws;
use super::fill::{FillError, REQUEST};
use crate::permissions::{Actor, AppCore, EnterValues, LookAtSituation};
use crate::regions;
use crate::situation::actions;
use crate::situation::actions::importing::{self, Sent};
use crate::situation::model::Entered;

const YANAI: (&str, &str) = ("352128", "350001");
const NAMBU: (&str, &str) = ("193666", "190004");
const SOURCE: &str = "デモのために作った数字";

/// Of so many thousand people one thing: indicator, the most and the least thousand.
const COUNTS: &[(&str, u64, u64)] =
    &[("home-care-clinics", 4, 14), ("nursing-stations", 6, 16), ("consultations", 1, 3)];
/// Of a hundred, from and to.
const SHARES: &[(&str, u64, u64)] = &[("home-deaths", 6, 24), ("facility-deaths", 3, 18)];

fn entered(indicator: &str, year: i64, numerator: i64, denominator: Option<i64>) -> Entered {
    Entered {
        indicator: indicator.to_owned(),
        year,
        numerator: numerator * 1_000,
        denominator: denominator.map(|whole| whole * 1_000),
        source: SOURCE.to_owned(),
        fictitious: true,
        ..Entered::default()
    }
}

/// Files that wait to be decided about: one in our own columns, one of a shape nobody has described.
const WAITING: &[(&str, &str)] = &[
    (
        "指標の値（見本）.csv",
        "全国地方公共団体コード,指標,年度,分子・数,分母,出典,架空\n352128,dementia-early,2025,7,,デモのために作った数字,1\n\
         352080,dementia-early,2025,31,,デモのために作った数字,1\n352128,acp-talked,2025,90,60,デモのために作った数字,1\n",
    ),
    (
        "県の分析シート（見本）.csv",
        "県の分析シート（架空）,,,\n市町村,時点,認定者数,65歳以上\n柳井市,令和7年度,2310,11400\n",
    ),
];

/// Does nothing once they are there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtSituation>(Actor::Console, REQUEST).await?;
    if crate::situation::has_values(&mut look).await? {
        return Ok(());
    }
    let towns = regions::all_towns(&mut look).await?;
    let people: BTreeMap<String, i64> = regions::populations(&mut look).await?.into_iter().collect();
    let newest = i64::from(japanese::wareki::FiscalYear::of(core.clock.today()).0) - 1;
    drop(look);
    let mut draws = Draws(29);
    let mut values = Vec::new();
    for (code, _, prefecture) in &towns {
        let Some(people) = people.get(code).copied() else { continue };
        let mut put = |one: Entered| values.push((code.clone(), prefecture.clone(), one));
        for year in [newest, newest - 1] {
            for (indicator, least, most) in COUNTS {
                let per = i64::try_from(least + draws.pick(most - least)).unwrap_or(1) * 1_000;
                put(entered(indicator, year, people / per, None));
            }
            let deaths = (people * 14 / 1_000).max(1);
            for (indicator, from, to) in SHARES {
                let share = i64::try_from(from + draws.pick(to - from)).unwrap_or(1);
                put(entered(indicator, year, deaths * share / 100, Some(deaths)));
            }
        }
    }
    let mut own = |town: (&str, &str), one: Entered| values.push((town.0.to_owned(), town.1.to_owned(), one));
    for (back, numerator, denominator) in [(0, 3, 11), (1, 4, 12), (2, 2, 10)] {
        own(YANAI, entered("disaster-plans", newest - back, numerator, Some(denominator)));
    }
    for (back, known, answered) in [(0, 212, 604), (3, 118, 588)] {
        own(YANAI, entered("acp-known", newest - back, known, Some(answered)));
    }
    own(YANAI, entered("discharge-information", newest, 141, Some(230)));
    own(
        YANAI,
        Entered {
            area: "secondary_medical".to_owned(),
            area_name: "柳井".to_owned(),
            note: "市町村の値が出ないため、圏域の値です。".to_owned(),
            ..entered("visiting-care-users", newest, 410, None)
        },
    );
    own(NAMBU, entered("desk-known", newest, 24, Some(48)));
    let mut tx = core.write::<EnterValues>(Actor::Console, REQUEST).await?;
    actions::enter_many(&mut tx, &values).await?;
    tx.commit_recorded().await?;
    let sent =
        |(name, text): &(&str, &str)| Sent { name: (*name).to_owned(), content: text.as_bytes().to_vec().into() };
    importing::look(core, Actor::Console, REQUEST, WAITING.iter().map(sent).collect(), ("console", "")).await?;
    crate::situation::jobs::respread_all(core, Actor::Console).await.map_err(|e| FillError::Refused(e.to_string()))
}
