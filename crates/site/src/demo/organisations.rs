//! The organisations of the cast: real local governments from the register, everything else
//! invented and saying so in its name.

use std::collections::HashMap;
use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use crate::people::actions::organisations as actions;
use crate::people::model::NewOrganisation;
use crate::people::{count_of_kind, organisation_at, organisation_named};
use crate::permissions::{Actor, AppCore, CreateOrganisation};

/// Local governments of the cast: short id, kind, place, mail domain, name.
const GOVERNMENTS: &[(&str, &str, &str, &str, &str)] = &[
    ("yanai", "municipality", "352128", "yanai.example.jp", "柳井市"),
    ("higashiomi", "municipality", "252131", "higashiomi.example.jp", "東近江市"),
    ("nambu", "municipality", "193666", "nambu.example.jp", "南部町"),
    ("sapporo", "municipality", "011002", "sapporo.example.jp", "札幌市"),
    ("yamanashi", "prefecture", "190004", "yamanashi.example.jp", "山梨県"),
    ("yamaguchi", "prefecture", "350001", "yamaguchi.example.jp", "山口県"),
    ("chugokushikoku", "regional_bureau", "chugokushikoku", "chugokushikoku.example.jp", "中国四国厚生局"),
];

/// Everybody else: short id, kind, name, kana, prefecture, area, mail domain.
#[rustfmt::skip]
const OTHERS: &[(&str, &str, &str, &str, Option<&str>, Option<&str>, &str)] = &[
    ("yanai-health-centre", "health_centre", "山口県 見本保健所（架空）", "やまぐちけんみほんほけんじょ", Some("350001"), Some("healthcentre-35-04"), "hoken-yanai.example.jp"),
    ("yanai-association", "local_medical_association", "柳井見本医師会（架空）", "やないみほんいしかい", Some("350001"), Some("homecare-35-01"), "yanai-ishikai.example.jp"),
    ("yamanashi-care-managers", "care_managers_association", "山梨見本ケアマネ協会（架空）", "やまなしみほんけあまねきょうかい", Some("190004"), None, "yamanashi-care.example.jp"),
    ("nambu-hub", "hub", "峡南見本連携拠点（架空）", "きょうなんみほんれんけいきょてん", Some("190004"), Some("homecare-19-06"), "kyonan-kyoten.example.jp"),
    ("elderly-health-department", "ministry_department", "老健局老人保健課", "ろうけんきょくろうじんほけんか", None, None, "rouken.example.jp"),
    ("regional-medical-department", "ministry_department", "医政局地域医療計画課", "いせいきょくちいきいりょうけいかくか", None, None, "isei.example.jp"),
    ("cooperation-office", "programme_office", "事務局（医介連携）", "じむきょくいかいれんけい", None, None, "cooperation-office.example.jp"),
    ("home-care-office", "programme_office", "事務局（在宅体制整備）", "じむきょくざいたくたいせいせいび", None, None, "home-care-office.example.jp"),
    ("operator", "operator", "れんけい運用室（架空）", "れんけいうんようしつ", None, None, "unyo.example.jp"),
];

/// Numbers of the organisations by their short ids.
pub struct Organisations(HashMap<&'static str, i64>);

impl Organisations {
    /// A short id that is not in the lists above is a fault of the cast; a test looks for it.
    pub fn of(&self, id: &str) -> i64 {
        self.0.get(id).copied().unwrap_or(0)
    }
}

/// How an organisation of the cast is called.
pub fn name_of(id: &str) -> &'static str {
    let government = GOVERNMENTS.iter().find(|g| g.0 == id).map(|g| g.4);
    government.or_else(|| OTHERS.iter().find(|o| o.0 == id).map(|o| o.2)).unwrap_or("")
}

pub async fn fill(core: &Arc<AppCore>) -> Result<Organisations, FillError> {
    let mut tx = core.write::<CreateOrganisation>(Actor::Console, REQUEST).await?;
    actions::create_local_governments(&mut tx).await?;
    let mut found = HashMap::new();
    let fresh = count_of_kind(&mut tx, "operator").await? == 0;
    for (id, kind, place, domain, _) in GOVERNMENTS {
        let Some(organisation) = organisation_at(&mut tx, kind, place).await? else {
            return Err(FillError::Refused(format!("{place} が台帳にありません")));
        };
        if fresh {
            actions::allow_domain(&mut tx, organisation, domain).await?;
        }
        found.insert(*id, organisation);
    }
    for (id, kind, name, kana, prefecture, area, domain) in OTHERS {
        let known = if fresh { None } else { organisation_named(&mut tx, kind, name).await? };
        let number = match known {
            Some(number) => number,
            None => {
                let new = NewOrganisation {
                    kind: (*kind).to_owned(),
                    name: (*name).to_owned(),
                    kana: (*kana).to_owned(),
                    parent: if *id == "yanai-health-centre" { found.get("yamaguchi").copied() } else { None },
                    prefecture_code: prefecture.map(str::to_owned),
                    area_id: area.map(str::to_owned),
                    ..NewOrganisation::default()
                };
                actions::create_organisation(&mut tx, &new, &[domain]).await?
            }
        };
        found.insert(*id, number);
    }
    tx.commit_recorded().await?;
    Ok(Organisations(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_of_the_cast_works_somewhere() {
        for post in crate::demo::CAST.iter().flat_map(|c| c.posts) {
            let known =
                GOVERNMENTS.iter().any(|g| g.0 == post.organisation) || OTHERS.iter().any(|o| o.0 == post.organisation);
            assert!(known, "{} is in neither list", post.organisation);
        }
    }
}
