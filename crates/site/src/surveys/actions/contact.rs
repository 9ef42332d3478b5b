//! Whom a respondent asks, and where a sheet is sent: the office of the programme year.

use foundation::database::DatabaseError;

use crate::permissions::Reader;
use crate::surveys::model::SurveyRow;

/// What is empty nobody has written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    pub office: String,
    pub mail: String,
    pub telephone: String,
    pub hours: String,
}

impl Contact {
    pub async fn of(db: &mut Reader, survey: &SurveyRow) -> Result<Self, DatabaseError> {
        let Some(desk) = crate::programmes::desk(db, survey.programme_id).await? else { return Ok(Self::default()) };
        let names = match desk.organisation {
            Some(id) => crate::people::organisation_names(db, &[id]).await?,
            None => std::collections::BTreeMap::new(),
        };
        Ok(Self {
            office: names.into_values().next().unwrap_or_default(),
            mail: desk.mail,
            telephone: desk.telephone,
            hours: desk.hours,
        })
    }

    /// Label and value, as far as they are known.
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("事務局", self.office.as_str()),
            ("メール", &self.mail),
            ("電話", &self.telephone),
            ("受付時間", &self.hours),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// On one line: 「事務局（医介連携）　メール …　電話 …（平日 10:00〜16:00）」. Without an office, the programme's name.
    pub fn line(&self, survey: &SurveyRow) -> String {
        let office = if self.office.is_empty() { &survey.programme_name } else { &self.office };
        let mut parts = vec![office.clone()];
        parts.extend(
            self.parts()
                .into_iter()
                .skip_while(|(label, _)| *label == "事務局")
                .map(|(label, value)| format!("{label} {value}")),
        );
        parts.join("　")
    }
}
