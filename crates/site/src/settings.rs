//! Renkei's configuration: one file or the environment, unknown keys refused.

mod ai;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use foundation::mail::SmtpSettings;
use foundation::web::Assets;

use crate::beyond::Beyond;
use crate::people::rules;

pub use ai::{Ai, AiSettings, Underway};

/// What an operator may set (`renkei.toml`, or `RENKEI_…` in the environment).
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// Address and port to listen on.
    pub listen: String,
    /// Folder for the database file and the uploaded files.
    pub data: PathBuf,
    /// `postgres://…`; empty means the SQLite file `renkei.db` in the data folder.
    pub database: String,
    /// The address people type, e.g. `https://renkei.example.jp`. Its scheme decides on `Secure`
    /// cookies and HSTS; its host stands in mails.
    pub public_url: String,
    /// Who runs this platform, and where people write to: shown in the footer's pages.
    pub operator: Operator,
    /// Mail server; without one, mails stay in the outbox.
    pub mail: Option<SmtpSettings>,
    /// The name with which our own mail server signs what it found out about a sender (`Authentication-Results`, RFC 8601).
    /// Answers that come by mail are taken in only where it says that DMARC passed; all others wait for the office.
    pub authserv_id: String,
    pub sign_in: SignInSettings,
    /// Addresses of the proxies in front, parted by commas: what they say of where a request came from
    /// (`X-Forwarded-For`) is believed. Nobody else's is.
    pub trusted_proxy: String,
    /// `text` or `json`.
    pub log: String,
    /// A language model that may put answers together; without it nothing is sent anywhere.
    pub ai: Option<AiSettings>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            data: PathBuf::from("data"),
            database: String::new(),
            public_url: "http://127.0.0.1:8080".to_owned(),
            operator: Operator::default(),
            mail: None,
            authserv_id: String::new(),
            sign_in: SignInSettings::default(),
            trusted_proxy: String::new(),
            log: "text".to_owned(),
            ai: None,
        }
    }
}

#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Operator {
    pub name: String,
    /// A mail address or telephone number, as people should see it.
    pub contact: String,
}

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SignInSettings {
    /// How long a sign-in code works: 10 minutes to 24 hours.
    pub code_minutes: i64,
    /// A session ends after this many hours without a request, and at the latest after
    /// `session_days`.
    pub idle_hours: i64,
    pub session_days: i64,
    /// How many months the login history is kept.
    pub history_months: i64,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            code_minutes: rules::SIGN_IN_CODE_MINUTES,
            idle_hours: 12,
            session_days: 14,
            history_months: rules::HISTORY_MONTHS,
        }
    }
}

impl Configuration {
    /// What no type can refuse.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn verify(&self) -> Result<(), String> {
        if !(rules::SIGN_IN_CODE_MINUTES_LEAST..=rules::SIGN_IN_CODE_MINUTES_MOST).contains(&self.sign_in.code_minutes)
        {
            return Err(format!(
                "sign_in.code_minutes は 10〜1440（分）で指定してください（いま {}）。",
                self.sign_in.code_minutes
            ));
        }
        if !(1..=24 * 30).contains(&self.sign_in.idle_hours) || !(1..=90).contains(&self.sign_in.session_days) {
            return Err("sign_in.idle_hours は 1〜720、sign_in.session_days は 1〜90 で指定してください。".to_owned());
        }
        if !(rules::HISTORY_MONTHS_LEAST..=rules::HISTORY_MONTHS_MOST).contains(&self.sign_in.history_months) {
            return Err(format!(
                "sign_in.history_months は {}〜{}（か月）で指定してください（いま {}）。",
                rules::HISTORY_MONTHS_LEAST,
                rules::HISTORY_MONTHS_MOST,
                self.sign_in.history_months
            ));
        }
        if !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            return Err("public_url は http:// か https:// で始めてください。".to_owned());
        }
        if let Err(word) = foundation::web::addresses(&self.trusted_proxy) {
            return Err(format!("trusted_proxy の「{word}」は「10.0.0.5」のようなIPアドレスにしてください。"));
        }
        if !matches!(self.log.as_str(), "text" | "json") {
            return Err("log は text か json にしてください。".to_owned());
        }
        if let Some(ai) = &self.ai {
            ai.endpoint()?;
        }
        Ok(())
    }
}

/// What pages need to know while running.
pub struct Settings {
    /// Demonstration: marked on every page, one-click sign-in, visible mailbox.
    pub demo: bool,
    pub public_url: String,
    pub operator: Operator,
    pub authserv_id: String,
    pub sign_in: SignInSettings,
    pub trusted_proxies: Arc<[IpAddr]>,
    pub assets: Arc<Assets>,
    /// What the features above the ground are asked for.
    pub beyond: &'static dyn Beyond,
    /// False while the demo is still being filled.
    pub ready: Arc<AtomicBool>,
    /// What was searched for and is not written down yet.
    pub searches: Arc<crate::search::Tally>,
    /// How often cases were opened and is not written down yet.
    pub readings: crate::shared::Readings,
    /// What this node keeps in memory of the database.
    pub copies: crate::copies::Copies,
    /// The language model, where there is one.
    pub ai: Option<Arc<Ai>>,
}

impl Settings {
    pub fn new(configuration: &Configuration, demo: bool, assets: Arc<Assets>, beyond: &'static dyn Beyond) -> Self {
        Self {
            demo,
            public_url: configuration.public_url.trim_end_matches('/').to_owned(),
            operator: configuration.operator.clone(),
            authserv_id: configuration.authserv_id.trim().to_owned(),
            sign_in: configuration.sign_in.clone(),
            // `verify` has refused what is no address.
            trusted_proxies: foundation::web::addresses(&configuration.trusted_proxy).unwrap_or_default().into(),
            assets,
            beyond,
            ready: Arc::new(AtomicBool::new(true)),
            searches: Arc::default(),
            readings: crate::shared::Readings::default(),
            copies: crate::copies::Copies::default(),
            ai: Ai::new(configuration.ai.as_ref()),
        }
    }

    /// Cookies are marked `Secure` when people reach us over TLS.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_history_is_kept_three_months_to_ten_years() {
        let with = |history_months| {
            let mut c = Configuration::default();
            c.sign_in.history_months = history_months;
            c.verify()
        };
        assert!(with(3).is_ok() && with(24).is_ok() && with(120).is_ok());
        assert!(with(2).is_err() && with(121).is_err());
    }

    #[test]
    fn proxies_are_addresses() {
        let with = |text: &str| Configuration { trusted_proxy: text.to_owned(), ..Configuration::default() }.verify();
        assert!(with("").is_ok() && with("127.0.0.1, ::1").is_ok());
        assert!(with("proxy.example.jp").is_err_and(|sentence| sentence.contains("proxy.example.jp")));
    }

    #[test]
    fn code_life_is_ten_minutes_to_a_day() {
        let with = |code_minutes| {
            let mut c = Configuration::default();
            c.sign_in.code_minutes = code_minutes;
            c.verify()
        };
        assert!(with(9).is_err());
        assert!(with(10).is_ok());
        assert!(with(1440).is_ok());
        assert!(with(1441).is_err());
    }
}
