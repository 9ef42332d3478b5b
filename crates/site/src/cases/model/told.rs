//! A published case as feeds and interfaces tell it.

use super::labels::{TagKind, tag_label};

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Told {
    pub number: i64,
    pub title: String,
    pub summary: String,
    /// In the case's own words.
    pub trouble: String,
    pub district: String,
    pub wide_area: String,
    /// Empty for a body's case.
    pub owner_code: String,
    pub body_name: String,
    pub prefecture_code: String,
    pub prefecture_name: String,
    /// Empty for a prefecture's own case.
    pub municipality_name: String,
    pub published_at: Option<String>,
    pub updated_at: String,
    /// `kind:tag`, one per line.
    pub tags: Option<String>,
}

impl Told {
    /// 山口県柳井市, 柳井医師会
    pub fn owner(&self) -> String {
        if self.body_name.is_empty() {
            format!("{}{}", self.prefecture_name, self.municipality_name)
        } else {
            self.body_name.clone()
        }
    }

    /// 山口県柳井市 平郡島
    pub fn place(&self) -> String {
        let below = if self.district.is_empty() { &self.wide_area } else { &self.district };
        let whole = format!("{}{}", self.prefecture_name, self.municipality_name);
        if below.is_empty() { whole } else { format!("{whole} {below}") }
    }

    /// Ids of one kind of tag.
    pub fn ids(&self, kind: TagKind) -> Vec<&str> {
        let pairs = self.tags.as_deref().unwrap_or("").lines().filter_map(|line| line.split_once(':'));
        pairs.filter(|(k, _)| *k == kind.id()).map(|(_, tag)| tag).collect()
    }

    /// Ids with their words; of troubles the words stand in the database, so these are left to the caller.
    pub fn tags_of(&self, kind: TagKind) -> Vec<(&str, &str)> {
        self.ids(kind).into_iter().map(|id| (id, tag_label(kind, id))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_it_is_and_what_it_is_about() {
        let mut told = Told {
            prefecture_name: "山口県".to_owned(),
            municipality_name: "柳井市".to_owned(),
            district: "平郡島".to_owned(),
            tags: Some("scene:mitori\ntrouble:kuhaku\nclass:rito".to_owned()),
            ..Told::default()
        };
        assert_eq!((told.owner(), told.place()), ("山口県柳井市".to_owned(), "山口県柳井市 平郡島".to_owned()));
        assert_eq!(told.tags_of(TagKind::Scene), [("mitori", "看取り")]);
        assert_eq!(told.ids(TagKind::Trouble), ["kuhaku"]);
        told.body_name = "柳井医師会".to_owned();
        assert_eq!(told.owner(), "柳井医師会");
    }
}
