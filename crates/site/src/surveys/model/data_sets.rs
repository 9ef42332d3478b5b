//! データセット: what had been handed in at a moment, numbered, dated, hashed.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSetKind {
    /// 中間締め: the collection goes on.
    Interim,
    /// 確定: the survey is frozen with it.
    Final,
}

impl DataSetKind {
    pub fn id(self) -> &'static str {
        match self {
            Self::Interim => "interim",
            Self::Final => "final",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Interim => "中間締め",
            Self::Final => "確定",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DataSet {
    pub id: i64,
    pub survey_id: i64,
    /// Within its survey, from 1.
    pub number: i64,
    pub kind: String,
    pub made_at: String,
    pub by_label: String,
    pub remark: String,
    pub source: String,
    /// `None` where nobody knows how many there are.
    pub asked: Option<i64>,
    pub respondents: i64,
    /// SHA-256 in hex, of the form [`crate::surveys::rules::data_sets::canonical`] makes.
    pub hash: String,
}

impl DataSet {
    pub fn kind(&self) -> DataSetKind {
        if self.kind == DataSetKind::Final.id() { DataSetKind::Final } else { DataSetKind::Interim }
    }

    /// 「第2号（確定）」
    pub fn name(&self) -> String {
        format!("第{}号（{}）", self.number, self.kind().label())
    }
}

/// One respondent as she was when the set was made.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct DataSetRow {
    pub code: String,
    pub name: String,
    pub prefecture_code: String,
    pub edition_id: i64,
    /// Of the edition.
    pub fingerprint: String,
    pub state: String,
    /// JSON of [`questionnaire::Answers`].
    pub answers: String,
}

/// The survey was opened again after a final data set.
#[derive(Clone, Debug, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct Reopening {
    pub after_number: i64,
    pub at: String,
    pub by_label: String,
    pub reason: String,
}
