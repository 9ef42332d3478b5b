//! 募集: a call for cases, and what came of it.

use jiff::civil::Date;

/// Whom a collection asks: id, and in words.
pub const ASKED: [(&str, &str); 3] = [
    ("municipalities", "市町村"),
    // It gathers what its towns did, too.
    ("prefectures", "都道府県（管内の市町村の事例も）"),
    ("anyone", "市町村・都道府県・団体"),
];

#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Collection {
    pub id: i64,
    pub programme_id: Option<i64>,
    /// The prefecture that calls; the office where there is none.
    pub prefecture_code: Option<String>,
    pub prefecture_name: Option<String>,
    pub title: String,
    pub sought: String,
    pub asked: String,
    /// Of each that is asked; 0: nothing is said.
    pub wanted: i64,
    pub opens_on: String,
    pub closes_on: String,
    pub closed_at: Option<String>,
    pub revision: i64,
    /// Cases that were handed in for it.
    pub handed_in: i64,
}

/// Where a collection stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Coming,
    Open,
    /// Its last day is over.
    Over,
    /// Whoever called ended it.
    Closed,
}

impl Phase {
    pub fn label(self) -> &'static str {
        match self {
            Self::Coming => "これから",
            Self::Open => "募集中",
            Self::Over => "期限を過ぎました",
            Self::Closed => "締め切りました",
        }
    }

    pub fn mark(self) -> &'static str {
        match self {
            Self::Coming => "info",
            Self::Open => "doing",
            Self::Over | Self::Closed => "done",
        }
    }
}

impl Collection {
    pub fn phase(&self, today: Date) -> Phase {
        let today = today.to_string();
        match () {
            () if self.closed_at.is_some() => Phase::Closed,
            () if today < self.opens_on => Phase::Coming,
            () if today > self.closes_on => Phase::Over,
            () => Phase::Open,
        }
    }

    pub fn asked_label(&self) -> &str {
        ASKED.iter().find(|(id, _)| *id == self.asked).map_or(&self.asked, |(_, label)| label)
    }

    /// 「山口県の市町村」, 「都道府県」
    pub fn asked_words(&self) -> String {
        match &self.prefecture_name {
            Some(name) => format!("{name}の{}", self.asked_label()),
            None => self.asked_label().to_owned(),
        }
    }

    /// Who calls.
    pub fn caller(&self) -> &str {
        self.prefecture_name.as_deref().unwrap_or("事務局")
    }
}

/// What one place gave so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Given {
    pub prefecture_code: String,
    /// Empty for a body's cases.
    pub owner_code: String,
    pub body_name: String,
    pub drafts: i64,
    pub handed_in: i64,
    pub published: i64,
}

/// A case of a collection as the reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct CollectedLine {
    pub number: i64,
    /// Empty before it is handed in, to who does not write it.
    pub title: String,
    pub state: String,
    pub owner: String,
    pub updated_at: String,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_first_and_the_last_day_count() {
        let mut call = Collection {
            opens_on: "2026-08-26".to_owned(),
            closes_on: "2026-10-31".to_owned(),
            ..Collection::default()
        };
        let on = |call: &Collection, month, day| call.phase(date(2026, month, day));
        assert_eq!(
            [on(&call, 8, 25), on(&call, 8, 26), on(&call, 10, 31), on(&call, 11, 1)],
            [Phase::Coming, Phase::Open, Phase::Open, Phase::Over]
        );
        call.closed_at = Some("2026-09-01T00:00:00.000Z".to_owned());
        assert_eq!(on(&call, 9, 2), Phase::Closed);
    }
}
