//! Every template with every sample: rendered and read by the test below.

use super::*;
use crate::shared::testing::assert_page;

#[test]
fn every_sample_is_a_sound_page() {
    ListPage::samples().iter().for_each(assert_page);
    MunicipalityPage::samples().iter().for_each(assert_page);
    PrefecturePage::samples().iter().for_each(assert_page);
    ImportPage::samples().iter().for_each(assert_page);
    PlanPage::samples().iter().for_each(assert_page);
}

impl Row {
    pub fn sample() -> Self {
        Self {
            code: "011002".to_owned(),
            name: "札幌市".to_owned(),
            kana: "さっぽろし".to_owned(),
            prefecture: "北海道".to_owned(),
            prefecture_code: "010006".to_owned(),
            classes: "過疎地域・小規模自治体".to_owned(),
            population: "1,970,000".to_owned(),
            ageing_rate: "28.1".to_owned(),
            figures_fictitious: true,
            classes_fictitious: true,
            found_by: "永源寺町".to_owned(),
        }
    }
}

impl Prefecture {
    pub fn sample() -> Self {
        Self {
            code: "010006".to_owned(),
            name: "北海道".to_owned(),
            kana: "ほっかいどう".to_owned(),
            block_id: "hokkaido".to_owned(),
            block_name: "北海道".to_owned(),
            bureau_name: "北海道厚生局".to_owned(),
            municipalities: 179,
        }
    }
}

impl ListPage {
    pub fn samples() -> Vec<Self> {
        let empty = Self {
            frame: Frame::sample("地域をさがす"),
            filter: Filter { words: "かがやき".to_owned(), ..Filter::default() },
            searching: true,
            total: 0,
            prefecture_choices: choices_of(&[("010006", "北海道")], ""),
            kind_choices: Self::kinds(&Filter::default()),
            class_choices: Self::classes(&Filter::default()),
            band_choices: Self::bands(&Filter::default()),
            rows: Vec::new(),
            same_name: None,
            pagination: Pagination {
                summary: "0件".to_owned(),
                previous: String::new(),
                next: String::new(),
                pages: Vec::new(),
                needed: false,
            },
            blocks: vec![BlockOfPrefectures { name: "北海道".to_owned(), prefectures: vec![Prefecture::sample()] }],
            elsewhere: vec![Link::new("すべての市町村", "/regions?all=1")],
        };
        let full = Self {
            frame: Frame::sample("地域をさがす"),
            filter: Filter { words: "池田町".to_owned(), ..Filter::default() },
            rows: vec![Row::sample()],
            total: 1,
            same_name: Some("同じ名前の市町村があります。".to_owned()),
            prefecture_choices: choices_of(&[("010006", "北海道")], "010006"),
            kind_choices: Self::kinds(&Filter::default()),
            class_choices: Self::classes(&Filter::default()),
            band_choices: Self::bands(&Filter::default()),
            pagination: Pagination {
                summary: "1件中 1〜1件".to_owned(),
                previous: "/regions".to_owned(),
                next: "/regions?page=3".to_owned(),
                pages: Vec::new(),
                needed: true,
            },
            searching: true,
            blocks: Vec::new(),
            elsewhere: Vec::new(),
        };
        vec![empty, full]
    }
}

impl MunicipalityPage {
    pub fn samples() -> Vec<Self> {
        let facts = |key: &str, amount| FactRow {
            key: key.to_owned(),
            as_of: "2025-04-01".to_owned(),
            amount: Some(amount),
            words: None,
            source: "見本の出典".to_owned(),
            fictitious: true,
        };
        let rows = [facts("population", 6329), facts("age65", 2600), facts("kaso", 1)];
        vec![Self {
            frame: Frame::sample("見本町"),
            town: Municipality {
                code: "063649".to_owned(),
                name: "真室川町".to_owned(),
                kana: "まむろがわまち".to_owned(),
                kind: "town".to_owned(),
                valid_to: None,
                prefecture_code: "060003".to_owned(),
                prefecture_name: "山形県".to_owned(),
                block_name: "東北".to_owned(),
                bureau_name: "東北厚生局".to_owned(),
            },
            kind: "町".to_owned(),
            classes: Self::classes(&rows),
            classes_fictitious: true,
            figures: Self::figures(&rows),
            facts: Self::demand(&rows).into_iter().collect(),
            areas: vec![AreaCard {
                kind: "二次医療圏".to_owned(),
                name: "見本医療圏".to_owned(),
                fictitious: true,
                source: "見本の出典".to_owned(),
                members: vec![Link::new("見本市", "/regions/062014")],
            }],
            former: vec![FormerName {
                name: "旧見本村".to_owned(),
                kana: "きゅうみほんむら".to_owned(),
                until: Some("1956-09-30".to_owned()),
            }],
            cases: vec![CaseLine::sample()],
        }]
    }
}

impl PrefecturePage {
    pub fn samples() -> Vec<Self> {
        vec![Self {
            frame: Frame::sample("北海道"),
            prefecture: Prefecture::sample(),
            facts: Vec::new(),
            rows: vec![Row::sample()],
            fictitious: true,
            cases: vec![CaseLine::sample()],
        }]
    }
}
