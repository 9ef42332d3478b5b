//! One cast for demonstration, tests and pictures: each tier, each role. Everybody is invented.

use crate::permissions::Role;

/// Somebody of the cast.
#[derive(Clone, Copy, Debug)]
pub struct Character {
    /// Stable, for `POST /demo/sign-in` and for tests.
    pub id: &'static str,
    pub name: &'static str,
    pub kana: &'static str,
    pub mail: &'static str,
    pub professions: &'static [&'static str],
    pub posts: &'static [Post],
    /// What one sees with these eyes, in a line.
    pub sees: &'static str,
}

/// One of her memberships.
#[derive(Clone, Copy, Debug)]
pub struct Post {
    /// Short id of `organisations.rs`.
    pub organisation: &'static str,
    pub role: Role,
    pub title: &'static str,
    /// A coordinator's municipalities; the other two fields belong to it.
    pub serves: &'static [&'static str],
    pub core: bool,
    pub contract: &'static str,
}

const fn post(organisation: &'static str, role: Role, title: &'static str) -> Post {
    Post { organisation, role, title, serves: &[], core: false, contract: "" }
}

impl Character {
    /// The post she has first: what the list of the cast shows.
    pub fn role(&self) -> Role {
        self.posts[0].role
    }
}

pub const CAST: &[Character] = &[
    Character {
        id: "yanai-officer",
        name: "見本 みどり",
        kana: "みほん みどり",
        mail: "midori@yanai.example.jp",
        professions: &["administrator"],
        posts: &[post("yanai", Role::MunicipalityOfficer, "高齢者支援課 主事")],
        sees: "離島をもつ市の担当者。わが町のことと、ほかの町の事例を見ます。",
    },
    Character {
        id: "yanai-manager",
        name: "例田 健一",
        kana: "れいだ けんいち",
        mail: "kenichi@yanai.example.jp",
        professions: &["administrator"],
        posts: &[post("yanai", Role::MunicipalityManager, "高齢者支援課 課長")],
        sees: "同じ市の管理者。人を招待し、所属を終わりにできます。",
    },
    Character {
        id: "higashiomi-officer",
        name: "試野 あかり",
        kana: "ためしの あかり",
        mail: "akari@higashiomi.example.jp",
        professions: &["public_health_nurse", "nurse"],
        posts: &[post("higashiomi", Role::MunicipalityOfficer, "福祉政策課 保健師")],
        sees: "中山間地域をもつ市の保健師です。",
    },
    Character {
        id: "nambu-officer",
        name: "仮野 悠生",
        kana: "かりの ゆうき",
        mail: "yuki@nambu.example.jp",
        professions: &["administrator"],
        posts: &[post("nambu", Role::MunicipalityOfficer, "福祉保健課 主任")],
        sees: "小さな町で、いくつもの仕事を一人で受けもつ担当者です。",
    },
    Character {
        id: "sapporo-manager",
        name: "例山 さやか",
        kana: "れいやま さやか",
        mail: "sayaka@sapporo.example.jp",
        professions: &["administrator", "social_worker"],
        posts: &[post("sapporo", Role::MunicipalityManager, "介護保険課 係長")],
        sees: "政令指定都市の管理者です。",
    },
    Character {
        id: "yamanashi-officer",
        name: "模田 直樹",
        kana: "もだ なおき",
        mail: "naoki@yamanashi.example.jp",
        professions: &["administrator"],
        posts: &[post("yamanashi", Role::PrefectureOfficer, "健康長寿推進課 主査")],
        sees: "県の担当者。県内の市町村の状況を見ます。",
    },
    Character {
        id: "yamanashi-manager",
        name: "模山 恵子",
        kana: "もやま けいこ",
        mail: "keiko@yamanashi.example.jp",
        professions: &["public_health_nurse"],
        posts: &[post("yamanashi", Role::PrefectureManager, "健康長寿推進課 課長補佐")],
        sees: "県の管理者。県内の市町村や団体の人を招待し、申請を認めます。",
    },
    Character {
        id: "yamaguchi-officer",
        name: "見山 大輔",
        kana: "みやま だいすけ",
        mail: "daisuke@yamaguchi.example.jp",
        professions: &["administrator"],
        posts: &[post("yamaguchi", Role::PrefectureOfficer, "医療政策課 主任")],
        sees: "離島の多い県の担当者です。",
    },
    Character {
        id: "yamaguchi-manager",
        name: "例川 久美子",
        kana: "れいかわ くみこ",
        mail: "kumiko@yamaguchi.example.jp",
        professions: &["administrator"],
        posts: &[post("yamaguchi", Role::PrefectureManager, "医療政策課 課長")],
        sees: "県の管理者。県内の組織だけに手が届きます。",
    },
    Character {
        id: "yanai-health-centre",
        name: "試田 真理",
        kana: "ためだ まり",
        mail: "mari@hoken-yanai.example.jp",
        professions: &["public_health_nurse"],
        posts: &[post("yanai-health-centre", Role::HealthCentre, "地域保健課 保健師")],
        sees: "保健所の保健師。管内の市町村を見ます。",
    },
    Character {
        id: "chugokushikoku-bureau",
        name: "仮川 修",
        kana: "かりかわ おさむ",
        mail: "osamu@chugokushikoku.example.jp",
        professions: &["administrator"],
        posts: &[post("chugokushikoku", Role::RegionalBureau, "地域包括ケア推進課")],
        sees: "地方厚生局の職員。管内の県を見ます。",
    },
    Character {
        id: "yanai-coordinator",
        name: "例原 ひとみ",
        kana: "れいはら ひとみ",
        mail: "hitomi@yanai-ishikai.example.jp",
        professions: &["nurse", "care_manager"],
        posts: &[Post {
            organisation: "yanai-association",
            role: Role::Coordinator,
            title: "在宅医療・介護連携推進コーディネーター",
            serves: &["352128", "353051", "353418"],
            core: true,
            contract: "contracted",
        }],
        sees: "医師会に雇われ、三つの市町から委託を受けるコーディネーターです。",
    },
    Character {
        id: "yanai-association",
        name: "見原 誠",
        kana: "みはら まこと",
        mail: "makoto@yanai-ishikai.example.jp",
        professions: &["doctor"],
        posts: &[post("yanai-association", Role::Body, "理事")],
        sees: "郡市区医師会の理事です。",
    },
    Character {
        id: "yamanashi-care-managers",
        name: "仮山 陽子",
        kana: "かりやま ようこ",
        mail: "yoko@yamanashi-care.example.jp",
        professions: &["care_manager", "certified_care_worker"],
        posts: &[post("yamanashi-care-managers", Role::Body, "事務局長")],
        sees: "介護支援専門員の団体の方です。",
    },
    Character {
        id: "nambu-two-hats",
        name: "模原 千夏",
        kana: "もはら ちなつ",
        mail: "chinatsu@nambu.example.jp",
        professions: &["public_health_nurse", "care_manager"],
        posts: &[
            post("nambu", Role::MunicipalityOfficer, "福祉保健課 保健師（兼務）"),
            Post {
                organisation: "nambu-hub",
                role: Role::Coordinator,
                title: "コーディネーター（兼務）",
                serves: &["193666", "193658"],
                core: false,
                contract: "direct",
            },
        ],
        sees: "町の職員とコーディネーターを兼ねています。立場を選んで使います。",
    },
    Character {
        id: "cooperation-office",
        name: "例本 拓也",
        kana: "れいもと たくや",
        mail: "takuya@cooperation-office.example.jp",
        professions: &["other"],
        posts: &[post("cooperation-office", Role::ProgrammeOffice, "担当")],
        sees: "医介連携推進支援の事務局。自分の事業だけを受けもちます。",
    },
    Character {
        id: "home-care-office",
        name: "見川 早紀",
        kana: "みかわ さき",
        mail: "saki@home-care-office.example.jp",
        professions: &["other"],
        posts: &[post("home-care-office", Role::ProgrammeOffice, "担当")],
        sees: "在宅体制整備支援の事務局。もう一つの事業の事例や設定は直せません。",
    },
    Character {
        id: "elderly-health-department",
        name: "試山 和也",
        kana: "ためやま かずや",
        mail: "kazuya@rouken.example.jp",
        professions: &["administrator"],
        posts: &[post("elderly-health-department", Role::MinistryDepartment, "課長補佐")],
        sees: "医介連携推進支援の所管課です。",
    },
    Character {
        id: "regional-medical-department",
        name: "仮本 由佳",
        kana: "かりもと ゆか",
        mail: "yuka@isei.example.jp",
        professions: &["administrator", "doctor"],
        posts: &[post("regional-medical-department", Role::MinistryDepartment, "専門官")],
        sees: "在宅体制整備支援の所管課です。",
    },
    Character {
        id: "administrator",
        name: "見田 守",
        kana: "みた まもる",
        mail: "mamoru@unyo.example.jp",
        professions: &["other"],
        posts: &[post("operator", Role::Administrator, "システム担当")],
        sees: "人と組織と設定を受けもちます。相談や回答の中身は見えません。",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::model::MEMBER_ROLES;

    #[test]
    fn every_role_is_played_and_ids_are_unique() {
        for role in MEMBER_ROLES {
            assert!(CAST.iter().any(|c| c.posts.iter().any(|p| p.role == role)), "{role:?}");
        }
        for (i, character) in CAST.iter().enumerate() {
            assert!(CAST[..i].iter().all(|c| c.id != character.id && c.mail != character.mail), "{}", character.id);
            assert!(character.mail.ends_with(".example.jp"), "{}", character.mail);
        }
    }
}
