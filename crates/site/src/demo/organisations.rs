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

/// An invented organisation.
struct Invented {
    id: &'static str,
    kind: &'static str,
    name: &'static str,
    kana: &'static str,
    prefecture: Option<&'static str>,
    area: Option<&'static str>,
    domain: &'static str,
}

#[rustfmt::skip]
const INVENTED: &[Invented] = &[
    Invented { id: "yanai-health-centre", kind: "health_centre", name: "山口県 見本保健所（架空）", kana: "やまぐちけんみほんほけんじょ", prefecture: Some("350001"), area: Some("healthcentre-35-05"), domain: "hoken-yanai.example.jp" },
    Invented { id: "yanai-association", kind: "local_medical_association", name: "柳井見本医師会（架空）", kana: "やないみほんいしかい", prefecture: Some("350001"), area: Some("homecare-35-04"), domain: "yanai-ishikai.example.jp" },
    Invented { id: "yamanashi-care-managers", kind: "care_managers_association", name: "山梨見本ケアマネ協会（架空）", kana: "やまなしみほんけあまねきょうかい", prefecture: Some("190004"), area: None, domain: "yamanashi-care.example.jp" },
    Invented { id: "nambu-hub", kind: "hub", name: "峡南見本連携拠点（架空）", kana: "きょうなんみほんれんけいきょてん", prefecture: Some("190004"), area: Some("homecare-19-05"), domain: "kyonan-kyoten.example.jp" },
    Invented { id: "elderly-health-department", kind: "ministry_department", name: "老健局老人保健課", kana: "ろうけんきょくろうじんほけんか", prefecture: None, area: None, domain: "rouken.example.jp" },
    Invented { id: "regional-medical-department", kind: "ministry_department", name: "医政局地域医療計画課", kana: "いせいきょくちいきいりょうけいかくか", prefecture: None, area: None, domain: "isei.example.jp" },
    Invented { id: "cooperation-office", kind: "programme_office", name: "事務局（医介連携）", kana: "じむきょくいかいれんけい", prefecture: None, area: None, domain: "cooperation-office.example.jp" },
    Invented { id: "home-care-office", kind: "programme_office", name: "事務局（在宅体制整備）", kana: "じむきょくざいたくたいせいせいび", prefecture: None, area: None, domain: "home-care-office.example.jp" },
    Invented { id: "operator", kind: "operator", name: "れんけい運用室（架空）", kana: "れんけいうんようしつ", prefecture: None, area: None, domain: "unyo.example.jp" },
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
    government.or_else(|| INVENTED.iter().find(|o| o.id == id).map(|o| o.name)).unwrap_or("")
}

pub async fn fill(core: &Arc<AppCore>) -> Result<Organisations, FillError> {
    let mut tx = core.write::<CreateOrganisation>(Actor::Console, REQUEST).await?;
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
    for invented in INVENTED {
        let known = if fresh { None } else { organisation_named(&mut tx, invented.kind, invented.name).await? };
        let number = match known {
            Some(number) => number,
            None => {
                let new = NewOrganisation {
                    kind: invented.kind.to_owned(),
                    name: invented.name.to_owned(),
                    kana: invented.kana.to_owned(),
                    // A health centre belongs to its prefecture.
                    parent: found.get("yamaguchi").copied().filter(|_| invented.kind == "health_centre"),
                    prefecture_code: invented.prefecture.map(str::to_owned),
                    area_id: invented.area.map(str::to_owned),
                    ..NewOrganisation::default()
                };
                actions::create_organisation(&mut tx, &new, &[invented.domain]).await?
            }
        };
        found.insert(invented.id, number);
    }
    // On a folder that is filled already there is nothing to tell of.
    if tx.has_records() {
        tx.commit_recorded().await?;
    }
    Ok(Organisations(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_of_the_cast_works_somewhere() {
        for post in crate::demo::CAST.iter().flat_map(|c| c.posts) {
            let known = GOVERNMENTS.iter().any(|g| g.0 == post.organisation)
                || INVENTED.iter().any(|o| o.id == post.organisation);
            assert!(known, "{} is in neither list", post.organisation);
        }
    }
}
