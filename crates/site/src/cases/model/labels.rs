//! The words of the tags: ids as stored, labels as people read them.

/// Ids with their labels, in the order they are offered.
pub type Offered = &'static [(&'static str, &'static str)];

pub use crate::shared::SCENES;

/// 実施内容 (REQ-289).
pub const CONTENTS: Offered = &[
    ("shigen", "資源の把握"),
    ("kadai", "課題の抽出"),
    ("kirenai", "切れ目のない提供体制の構築推進"),
    ("sodan", "相談支援"),
    ("keihatsu", "普及啓発"),
    ("kankeisha", "医療・介護関係者への支援"),
    ("sonota", "その他"),
];

/// 連携の種類 (REQ-159, REQ-163).
pub const COOPERATION: Offered = &[
    ("tashokushu", "多職種連携"),
    ("byoshin", "病診連携"),
    ("koiki", "広域連携"),
    ("jigyoshokan", "事業所間連携"),
    ("kyoten", "拠点"),
    ("ict", "ICT"),
    ("jinzai", "人材"),
];

/// 地域の区分 as the case's own source states it (REQ-029…031, and islands).
pub const CLASSES: Offered =
    &[("kaso", "過疎地域"), ("chusankan", "中山間地域"), ("shokibo", "小規模自治体"), ("rito", "離島")];

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    Trouble,
    Scene,
    Content,
    Cooperation,
    Class,
    /// Free words.
    KeyPerson,
    /// Free words.
    Keyword,
}

impl TagKind {
    pub const EVERY: [Self; 7] =
        [Self::Trouble, Self::Scene, Self::Content, Self::Cooperation, Self::Class, Self::KeyPerson, Self::Keyword];

    /// Name of the form's control: a text field may be called as the tag is.
    pub fn control(self) -> &'static str {
        match self {
            Self::Trouble => "troubles",
            Self::Scene => "scenes",
            Self::Content => "contents",
            Self::Cooperation => "cooperation_kinds",
            Self::Class => "classes",
            Self::KeyPerson => "key_persons",
            Self::Keyword => "keywords",
        }
    }

    /// As stored, and as a name in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Trouble => "trouble",
            Self::Scene => "scene",
            Self::Content => "content",
            Self::Cooperation => "cooperation",
            Self::Class => "class",
            Self::KeyPerson => "key_person",
            Self::Keyword => "keyword",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Trouble => "困りごと",
            Self::Scene => "場面",
            Self::Content => "実施内容",
            Self::Cooperation => "連携の種類",
            Self::Class => "地域の区分",
            Self::KeyPerson => "鍵になった人・組織",
            Self::Keyword => "キーワード",
        }
    }

    /// What can be chosen; nothing for free words, and for troubles, which the office edits.
    pub fn offered(self) -> Offered {
        match self {
            Self::Scene => SCENES,
            Self::Content => CONTENTS,
            Self::Cooperation => COOPERATION,
            Self::Class => CLASSES,
            Self::Trouble | Self::KeyPerson | Self::Keyword => &[],
        }
    }

    pub fn of(id: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|kind| kind.id() == id)
    }
}

pub fn label_of(offered: Offered, id: &str) -> &str {
    offered.iter().find(|(known, _)| *known == id).map_or(id, |(_, label)| label)
}

/// The label of any tag but a trouble, whose words are in the database.
pub fn tag_label(kind: TagKind, tag: &str) -> &str {
    label_of(kind.offered(), tag)
}

/// 「5町の行政」 counts as 「行政」: what a facet puts together.
pub fn key_person_group(tag: &str) -> &str {
    if tag.ends_with("行政") { "行政" } else { tag }
}

/// The few tags a list shows: scenes but 過疎・中山間 and その他, then classes.
pub fn chips(tags: Option<&str>) -> Vec<String> {
    let tags: Vec<(&str, &str)> = tags.unwrap_or("").lines().filter_map(|line| line.split_once(':')).collect();
    let of = |kind: TagKind| {
        kind.offered()
            .iter()
            .filter(|(id, _)| !matches!(*id, "kaso_chusankan" | "sonota"))
            .filter(|(id, _)| tags.contains(&(kind.id(), *id)))
            .map(|(_, label)| (*label).to_owned())
            .collect::<Vec<_>>()
    };
    [of(TagKind::Scene), of(TagKind::Class)].concat()
}
