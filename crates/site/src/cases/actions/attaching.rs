//! 図・ファイルを付ける: a file is named as loose before it is put away, and belongs to the case once a version of the case shows it. So
//! nothing lies among the files that no case knows of, whatever is broken off in between.

use std::sync::Arc;

use bytes::Bytes;
use foundation::Action as _;
use foundation::audit::Entry;
use foundation::chance::Chance;
use foundation::database::DatabaseError;
use foundation::files::FileError;
use foundation::permissions::GateError;
use japanese::wareki::FiscalYear;
use serde_json::json;

use super::{CaseError, load, record, revise};
use crate::cases::model::{Attached, Case, Content, FOLDER, ShownModel};
use crate::cases::rules::{self, Described, FileLimits, MEGABYTES_EVER, Refusal};
use crate::cases::storage;
use crate::permissions::{
    Actor, AppCore, DraftCases, ReadTx, Reader, RemoveDiscardedCases, ReviewCases, WriteTx, reach_of,
};

/// How long a file on its way in waits for its case.
const ON_ITS_WAY_SECONDS: i64 = 86_400;
/// Longest name of a file, in letters.
const NAME_CHARACTERS: usize = 100;

/// A file that was looked into: a picture drawn anew, or a document as it is.
pub struct Opened {
    pub file_name: String,
    /// Of what was sent.
    pub sent_bytes: usize,
    pub content: Bytes,
    /// As of [`Attached`].
    pub kind: &'static str,
    pub width: i64,
    pub height: i64,
    /// It was larger, and was made smaller.
    pub scaled: bool,
}

impl Opened {
    pub fn is_picture(&self) -> bool {
        self.width > 0
    }
}

/// What the bytes are, whatever the name says. Takes a while.
///
/// # Errors
/// Why not, in the sender's words.
pub fn open(name: &str, bytes: &Bytes) -> Result<Opened, String> {
    let stem = plain_name(name);
    let stem = stem.rsplit_once('.').map_or(stem.as_str(), |(stem, _)| stem);
    let stem = if stem.trim().is_empty() { "ファイル" } else { stem.trim() };
    let (sent_bytes, most) = (bytes.len(), MEGABYTES_EVER << 20);
    if pictures::is_picture(bytes) {
        let limits = pictures::Limits { bytes: most, ..pictures::Limits::default() };
        let picture = pictures::redrawn(bytes, &limits).map_err(pictures::Refusal::sentence)?;
        return Ok(Opened {
            file_name: format!("{stem}.{}", picture.kind.ending()),
            sent_bytes,
            content: picture.bytes.into(),
            kind: picture.kind.ending(),
            width: picture.width.into(),
            height: picture.height.into(),
            scaled: picture.scaled,
        });
    }
    let limits = document_text::Limits { bytes: most, ..document_text::Limits::default() };
    let kind = document_text::kind_of(bytes, &limits).map_err(|refusal| match refusal {
        document_text::Refusal::UnknownKind => {
            "この種類のファイルは付けられません。画像（PNG・JPEG）、PDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）のどれかにしてください。"
                .to_owned()
        }
        other => other.sentence(),
    })?;
    Ok(Opened {
        file_name: format!("{stem}.{}", kind.ending()),
        sent_bytes,
        content: bytes.clone(),
        kind: kind.ending(),
        width: 0,
        height: 0,
        scaled: false,
    })
}

/// Without the folder some browsers send along, and without what no name holds.
fn plain_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or("");
    name.chars()
        .filter(|c| !c.is_control() && !"\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}".contains(*c))
        .take(NAME_CHARACTERS)
        .collect()
}

/// What the year of a case's programme allows.
pub async fn limits(db: &mut Reader, case: &Case) -> Result<FileLimits, DatabaseError> {
    let Some(programme) = case.programme else { return Ok(FileLimits::default()) };
    let year = FiscalYear::of(db.core().clock.today());
    let settings = crate::programmes::settings_of(db, programme, year.0).await?;
    let number = |of: i64| usize::try_from(of).unwrap_or(0);
    Ok(settings.map_or_else(FileLimits::default, |settings| FileLimits {
        files: number(settings.number("cases.files")),
        megabytes: number(settings.number("cases.file_megabytes")).min(MEGABYTES_EVER),
    }))
}

/// Whether this case takes one more file of so many bytes, now.
pub async fn may_attach(db: &mut Reader, case: &Case, sent_bytes: usize) -> Result<Result<(), String>, DatabaseError> {
    let limits = limits(db, case).await?;
    let kept = storage::count_kept_files(db, case.number).await?;
    Ok(rules::may_attach(limits, case.content.files.len(), kept, sent_bytes))
}

fn is_reviewer(actor: &Actor) -> bool {
    reach_of::<ReviewCases>(actor).is_some()
}

/// The same to look at.
pub async fn readable(db: &mut ReadTx<DraftCases>, number: i64) -> Result<Case, CaseError> {
    let case = storage::owned(db, number).await?.ok_or(CaseError::NotFound)?;
    let is_reviewer = is_reviewer(db.actor());
    if rules::may_edit(case.state, is_reviewer) {
        Ok(case)
    } else {
        Err(CaseError::Refused(Refusal::WrongState(case.state)))
    }
}

/// The case, while its files may be changed.
pub async fn changeable(tx: &mut WriteTx<DraftCases>, number: i64) -> Result<Case, CaseError> {
    let case = load(tx, number).await?;
    let is_reviewer = is_reviewer(tx.actor());
    if rules::may_edit(case.state, is_reviewer) {
        Ok(case)
    } else {
        Err(CaseError::Refused(Refusal::WrongState(case.state)))
    }
}

/// Puts a file away, and to the case. Two transactions: the first says that it is on its way.
pub async fn attach(
    core: &Arc<AppCore>,
    actor: &Actor,
    request: &str,
    number: i64,
    opened: &Opened,
    (says, caption): (&str, &str),
) -> Result<(), AttachError> {
    let mut tx = core.write::<DraftCases>(actor.clone(), request).await?;
    let case = changeable(&mut tx, number).await?;
    let file = Attached {
        file_key: format!("{FOLDER}/{}", Chance::token(&core.chance)),
        file_name: opened.file_name.clone(),
        kind: opened.kind.to_owned(),
        bytes: i64::try_from(opened.content.len()).unwrap_or(i64::MAX),
        width: opened.width,
        height: opened.height,
        says: says.to_owned(),
        caption: caption.to_owned(),
    };
    // The same form sent twice attaches once.
    for shown in &case.content.files {
        let alike = Attached { file_key: shown.file_key.clone(), ..file.clone() };
        if *shown == alike && core.files.get(&shown.file_key).await?.is_some_and(|there| there == opened.content) {
            record(&mut tx, &case, "sent again").await?;
            tx.commit_recorded().await?;
            return Ok(());
        }
    }
    let until = core.clock.now().seconds_later(ON_ITS_WAY_SECONDS);
    storage::expect_file(&mut tx, &file.file_key, until).await?;
    record(&mut tx, &case, "file received").await?;
    tx.commit_recorded().await?;
    core.files.put(&file.file_key, opened.content.clone()).await?;

    let mut tx = core.write::<DraftCases>(actor.clone(), request).await?;
    let case = changeable(&mut tx, number).await?;
    if let Err(sentence) = may_attach(&mut tx, &case, opened.sent_bytes).await? {
        return Err(CaseError::Refused(Refusal::Attached(sentence)).into());
    }
    let mut content = case.content.clone();
    content.files.push(file);
    put(&mut tx, &case, case.version, &content).await?;
    tx.commit_recorded().await?;
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Files(#[from] FileError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Gate(#[from] GateError),
}

impl From<AttachError> for foundation::web::PageError {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::Case(error) => error.into(),
            AttachError::Files(error) => error.into(),
            AttachError::Database(error) => error.into(),
            AttachError::Gate(error) => error.into(),
        }
    }
}

async fn put(tx: &mut WriteTx<DraftCases>, case: &Case, version: i64, content: &Content) -> Result<(), CaseError> {
    let is_reviewer = is_reviewer(tx.actor());
    revise(tx, case.number, version, content, is_reviewer).await
}

/// What is said of the files, their order, and which are taken out.
pub async fn describe(
    tx: &mut WriteTx<DraftCases>,
    number: i64,
    version: i64,
    typed: &[Described],
) -> Result<(), CaseError> {
    let case = changeable(tx, number).await?;
    let files = rules::described(&case.content.files, typed);
    let content = Content { files, ..case.content.clone() };
    put(tx, &case, version, &content).await
}

/// A kept version of one of the places' plans, or none.
pub async fn show_model(
    tx: &mut WriteTx<DraftCases>,
    number: i64,
    version: i64,
    chosen: Option<(i64, i64)>,
) -> Result<(), CaseError> {
    let case = changeable(tx, number).await?;
    let model = match chosen {
        None => None,
        // What stands there already may stay, whoever saves.
        Some(chosen) if case.content.model.as_ref().is_some_and(|had| (had.plan, had.version) == chosen) => {
            case.content.model.clone()
        }
        Some((plan, plan_version)) => {
            let offered = offered(tx, &case).await?;
            let found = offered.into_iter().find(|one| (one.plan, one.version) == (plan, plan_version));
            let Some(found) = found else {
                return Err(CaseError::Refused(Refusal::Attached(
                    "そのロジックモデルの版は選べません。一覧から選び直してください。".to_owned(),
                )));
            };
            Some(ShownModel { plan, version: plan_version, title: found.title })
        }
    };
    let content = Content { model, ..case.content.clone() };
    put(tx, &case, version, &content).await
}

/// The kept versions of the owners' own plans that who writes may read: nobody shows another town's.
pub async fn offered(db: &mut Reader, case: &Case) -> Result<Vec<crate::beyond::KeptPlan>, DatabaseError> {
    let mut codes: Vec<String> = case.confirmed_co_owners().cloned().collect();
    if !case.owner_code.is_empty() {
        codes.push(case.owner_code.clone());
    }
    let beyond = db.core().settings.beyond;
    beyond.plans_kept(db, &codes).await
}

/// Removes from among the files what no case keeps. Answers how many there were.
pub async fn remove_loose(core: &Arc<AppCore>, actor: Actor) -> Result<usize, AttachError> {
    let mut tx = core.write::<RemoveDiscardedCases>(actor, RemoveDiscardedCases::NAME).await?;
    let now = core.clock.now();
    let loose = storage::loose_files(&mut tx, now).await?;
    if loose.is_empty() {
        return Ok(0);
    }
    let kept_by_none: Vec<&String> = loose.iter().filter(|(_, kept)| *kept == 0).map(|(key, _)| key).collect();
    for key in &kept_by_none {
        core.files.delete(key).await?;
    }
    storage::forget_loose_files(&mut tx, now).await?;
    let detail = json!({ "what": "loose files removed", "files": kept_by_none.len() });
    tx.record(Entry::of("case_files", "loose").detail(detail)).await?;
    tx.commit_recorded().await?;
    Ok(kept_by_none.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_called_says_nothing_about_what_it_is() {
        let pdf = Bytes::from_static(b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF");
        let opened = open("C:\\図\\体制図.exe", &pdf).ok().map(|o| (o.file_name.clone(), o.kind, o.is_picture()));
        assert_eq!(opened, Some(("体制図.pdf".to_owned(), "pdf", false)));
        let named = |name: &str| open(name, &pdf).ok().map(|o| o.file_name);
        assert_eq!(named(".pdf").as_deref(), Some("ファイル.pdf"));
        assert_eq!(named("a\u{202e}fdp.exe").as_deref(), Some("afdp.pdf"), "nothing is read backwards");
        for (name, bytes) in [("図.png", &b"<html><script>"[..]), ("図.svg", b"<svg/>"), ("表.xlsx", b"MZ")] {
            assert!(open(name, &Bytes::copy_from_slice(bytes)).is_err(), "{name}");
        }
    }
}
