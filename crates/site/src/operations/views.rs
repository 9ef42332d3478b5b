//! What the pages of operating show.

use askama::Template;
use foundation::Timestamp;
use foundation::audit::log::Line;
use foundation::jobs::overview::{JobCounts, JobRow};
use foundation::mail::overview::MailRow;
use foundation::web::Form;

use super::words::{Change, Names, changes, subject_label};
use crate::permissions::TABLE;
use crate::shared::{Choice, Fact, Frame, Link, Pagination, moment_for_typing, number};

/// `/operations`
#[derive(Template)]
#[template(path = "operations/templates/overview.html")]
pub struct OverviewPage {
    pub frame: Frame,
    pub counts: Vec<Fact>,
    pub jobs: Vec<DeadJob>,
    pub mails: Vec<TroubledMail>,
    pub recurring: Vec<RecurringRow>,
}

#[derive(Clone, Debug)]
pub struct DeadJob {
    pub id: i64,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
    pub created: String,
    pub ended: String,
    pub error: String,
}

#[derive(Clone, Debug)]
pub struct TroubledMail {
    pub id: i64,
    pub recipient: String,
    pub subject: String,
    pub state: &'static str,
    pub state_kind: &'static str,
    pub created: String,
    pub error: String,
}

#[derive(Clone, Debug)]
pub struct RecurringRow {
    pub kind: &'static str,
    pub says: &'static str,
}

/// A stored instant on Japan's clocks; as stored when it is none.
fn when(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), |at| moment_for_typing(at.in_japan().datetime()))
}

impl From<JobRow> for DeadJob {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            payload: row.payload,
            attempts: row.attempts,
            created: when(&row.created_at),
            ended: row.finished_at.as_deref().map(when).unwrap_or_default(),
            error: row.last_error.unwrap_or_default(),
        }
    }
}

impl From<MailRow> for TroubledMail {
    fn from(row: MailRow) -> Self {
        let (state, state_kind) =
            if row.state == "failed" { ("送れていません", "late") } else { ("待っています", "doing") };
        Self {
            id: row.id,
            recipient: row.recipient,
            subject: row.subject,
            state,
            state_kind,
            created: when(&row.created_at),
            error: row.last_error.unwrap_or_default(),
        }
    }
}

pub fn count_facts(counts: JobCounts) -> Vec<Fact> {
    let fact = |label: &str, n: i64, note: &str| Fact {
        label: label.to_owned(),
        value: format!("{}件", number(n)),
        note: note.to_owned(),
        fictitious: false,
    };
    vec![
        fact("止まった処理", counts.dead, "何度やり直しても失敗したもの"),
        fact("順番を待つ処理", counts.ready, &format!("うち、失敗してやり直すもの{}件", number(counts.failing))),
        fact("動いている処理", counts.running, ""),
        fact("終わった処理", counts.done, "30日たつと記録を消します"),
    ]
}

/// `/operations/audit`
#[derive(Template)]
#[template(path = "operations/templates/audit.html")]
pub struct AuditPage {
    pub frame: Frame,
    pub kinds: Vec<Choice>,
    pub actions: Vec<Choice>,
    pub subject_id: String,
    pub who: String,
    pub form: Form,
    /// 今日, 昨日, この7日.
    pub days: Vec<Link>,
    /// A condition that cannot be read: said on top, and nothing is listed.
    pub errors: Vec<(String, String)>,
    pub rows: Vec<AuditRow>,
    pub pagination: Pagination,
    pub narrowed: bool,
}

#[derive(Clone, Debug)]
pub struct AuditRow {
    pub at: String,
    pub who: String,
    pub on_behalf_of: String,
    pub action: String,
    pub subject: String,
    /// Empty where there is no page.
    pub subject_href: String,
    pub changes: Vec<Change>,
    /// As stored, for who needs it.
    pub detail: String,
}

/// 「地域の台帳を取り込む」 for `regions.import`; the name itself for an action of the past.
fn action_label(name: &str) -> String {
    TABLE.iter().find(|row| row.name == name).map_or(name, |row| row.label).to_owned()
}

impl AuditRow {
    pub fn new(line: Line, names: &Names) -> Self {
        let (subject, subject_href) = names.subject(&line.subject_kind, &line.subject_id);
        Self {
            at: when(&line.at),
            who: line.actor_label,
            on_behalf_of: line.on_behalf_of.unwrap_or_default(),
            action: action_label(&line.action),
            subject,
            subject_href,
            changes: changes(&line.detail, names),
            detail: if line.detail == "{}" { String::new() } else { line.detail },
        }
    }
}

impl AuditPage {
    pub fn kinds(kinds: &[String], chosen: &str) -> Vec<Choice> {
        let any = Choice::new("", "すべて", chosen.is_empty());
        std::iter::once(any).chain(kinds.iter().map(|k| Choice::new(k, subject_label(k), k == chosen))).collect()
    }

    pub fn actions(chosen: &str) -> Vec<Choice> {
        let any = Choice::new("", "すべて", chosen.is_empty());
        let changing = TABLE.iter().filter(|row| row.name.rsplit('.').next() != Some("look"));
        std::iter::once(any).chain(changing.map(|row| Choice::new(row.name, row.label, row.name == chosen))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        for empty in [true, false] {
            let job = JobRow {
                id: 1,
                kind: "mail.send".to_owned(),
                payload: "{\"mail\":1}".to_owned(),
                attempts: 16,
                created_at: "2026-11-21T01:00:00.000Z".to_owned(),
                finished_at: Some("2026-11-22T01:00:00.000Z".to_owned()),
                last_error: Some("メールサーバーに送れません".to_owned()),
            };
            let mail = MailRow {
                id: 1,
                recipient: "hanako@example.jp".to_owned(),
                subject: "見本".to_owned(),
                state: "failed".to_owned(),
                created_at: "2026-11-21T01:00:00.000Z".to_owned(),
                last_error: None,
            };
            assert_page(&OverviewPage {
                frame: Frame::sample("運用"),
                counts: count_facts(JobCounts::default()),
                jobs: if empty { Vec::new() } else { vec![job.into()] },
                mails: if empty { Vec::new() } else { vec![mail.into()] },
                recurring: vec![RecurringRow { kind: "jobs.tidy", says: "見本" }],
            });
            let line = Line {
                id: 1,
                at: "2026-11-21T01:00:00.000Z".to_owned(),
                action: "regions.import".to_owned(),
                actor_kind: "console".to_owned(),
                actor_label: "運用の担当者（サーバーでの操作）".to_owned(),
                on_behalf_of: Some("見本 花子".to_owned()),
                subject_kind: "regions".to_owned(),
                subject_id: "register".to_owned(),
                detail: "{\"municipalities\":1741}".to_owned(),
                request_id: "demo".to_owned(),
            };
            assert_page(&AuditPage {
                frame: Frame::sample("操作の記録"),
                kinds: AuditPage::kinds(&["regions".to_owned()], "regions"),
                actions: AuditPage::actions(""),
                subject_id: String::new(),
                who: "花子".to_owned(),
                form: Form::default(),
                days: vec![Link::new("今日", "/operations/audit?from=2026-11-21&to=2026-11-21")],
                errors: if empty { vec![("from".to_owned(), "見本".to_owned())] } else { Vec::new() },
                rows: if empty { Vec::new() } else { vec![AuditRow::new(line, &Names::default())] },
                pagination: Pagination {
                    summary: "0件".to_owned(),
                    previous: String::new(),
                    next: String::new(),
                    pages: Vec::new(),
                    needed: !empty,
                },
                narrowed: true,
            });
        }
    }

    #[test]
    fn times_are_those_of_japan() {
        assert_eq!(when("2026-11-21T01:00:00.000Z"), "令和8年11月21日 10:00");
        assert_eq!(when("?"), "?");
    }
}
