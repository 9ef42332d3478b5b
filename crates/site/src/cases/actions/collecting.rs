//! 様式の取り込み: many filled forms at once, looked at first, each for itself. What has no fault becomes a draft; what has,
//! is told by file and cell, and nothing of it is stored.

use answer_sheets::bundle::{Bundle, BundleLimits, is_bundle};
use foundation::web::Form;

use super::{CaseError, NewCase, draft, typed};
use crate::cases::exchange::form::{FORMS_AT_MOST, Filled, ZIP_UNPACKED_BYTES, read};
use crate::cases::model::Trouble;
use crate::cases::rules::{self, collections::OwnerKind};
use crate::cases::storage;
use crate::permissions::{DraftCases, Reader, WriteTx};

/// A file as it came.
pub struct Sent {
    pub name: String,
    pub content: Vec<u8>,
}

/// A form with what is to be done about it.
pub struct Sheet {
    pub file: String,
    pub title: String,
    pub owner: String,
    pub what: What,
}

pub enum What {
    /// It can become a draft.
    New(Box<NewCase>),
    /// It became this case already.
    Here(i64),
    /// Cell and sentence; the cell is empty where the whole file is meant.
    Faults(Vec<(String, String)>),
}

/// A file that was read, or why not.
pub struct Parsed {
    file: String,
    form: Result<Filled, String>,
}

/// Unpacks and reads, without any database: it may take a while.
pub fn parse(files: Vec<Sent>, troubles: &[Trouble]) -> Vec<Parsed> {
    let mut parsed = Vec::new();
    for file in files {
        if !is_bundle(&file.content) {
            let form = read(&file.name, &file.content, troubles);
            parsed.push(Parsed { file: file.name, form });
            continue;
        }
        let limits = BundleLimits { files: FORMS_AT_MOST, unpacked_bytes: ZIP_UNPACKED_BYTES };
        match Bundle::open(&file.content, &limits) {
            Err(fault) => {
                parsed.push(Parsed { file: file.name, form: Err(fault.to_string().replace("回答票", "様式")) });
            }
            Ok(bundle) => {
                for at in 0..bundle.len() {
                    let name = bundle.name(at).to_owned();
                    let form = match bundle.file(at) {
                        Ok(bytes) => read(&name, &bytes, troubles),
                        Err(fault) => Err(fault.to_string().replace("回答票", "様式")),
                    };
                    parsed.push(Parsed { file: format!("{}／{name}", file.name), form });
                }
            }
        }
        if parsed.len() > FORMS_AT_MOST {
            break;
        }
    }
    parsed.truncate(FORMS_AT_MOST);
    parsed
}

/// The entrances that stand on the form.
pub async fn troubles(db: &mut Reader) -> Result<Vec<Trouble>, CaseError> {
    Ok(storage::troubles(db).await?)
}

/// What each form says, within what the sender may write.
/// `collection`: the one the forms were given out for.
pub async fn look(
    tx: &mut WriteTx<DraftCases>,
    parsed: &[Parsed],
    collection: Option<i64>,
) -> Result<Vec<Sheet>, CaseError> {
    let mut sheets: Vec<Sheet> = Vec::with_capacity(parsed.len());
    for one in parsed {
        let sheet = match &one.form {
            Ok(filled) => sheet(tx, &one.file, filled, collection).await?,
            Err(sentence) => {
                let what = What::Faults(vec![(String::new(), sentence.clone())]);
                Sheet { file: one.file.clone(), title: String::new(), owner: String::new(), what }
            }
        };
        let twin = match &sheet.what {
            What::New(new) => {
                sheets.iter().find(|other| matches!(&other.what, What::New(o) if o.form_key == new.form_key))
            }
            _ => None,
        };
        let twin = twin.map(|other| format!("「{}」と同じ内容です。", other.file));
        sheets.push(match twin {
            Some(sentence) => Sheet { what: What::Faults(vec![(String::new(), sentence)]), ..sheet },
            None => sheet,
        });
    }
    Ok(sheets)
}

async fn sheet(
    tx: &mut WriteTx<DraftCases>,
    file: &str,
    filled: &Filled,
    collection: Option<i64>,
) -> Result<Sheet, CaseError> {
    let mut form = Form::new(filled.fields.clone());
    let (content, owner) = typed::read(tx, &mut form, None).await?;
    let title = content.texts.title.clone();
    let body = super::own_body(tx).map(|(_, name)| name);
    let owner_label = owner.as_ref().map(crate::regions::NamedPlace::label).or(body);
    let owner_label = owner_label.unwrap_or_else(|| filled.fields.get("owner").to_owned());
    let mut faults: Vec<(String, String)> = form
        .errors
        .iter()
        .map(|error| (filled.cell(&error.field).to_owned(), error.sentence.clone()))
        .chain(filled.strays.iter().cloned())
        .collect();
    if let Some(id) = collection {
        let call = super::collections::offered(tx, id).await?.ok_or(CaseError::NotFound)?;
        let (kind, prefecture) = match &owner {
            None => (OwnerKind::Body, String::new()),
            Some(place) if place.is_prefecture() => (OwnerKind::Prefecture, place.prefecture_code.clone()),
            Some(place) => (OwnerKind::Municipality, place.prefecture_code.clone()),
        };
        if let Err(sentence) = rules::may_collect(&call, kind, &prefecture, tx.core().clock.today()) {
            faults.push((String::new(), sentence));
        }
    }
    faults.dedup();
    let what = if faults.is_empty() {
        let form_key = key_of(tx, filled);
        match storage::made_by_form(tx, &form_key).await? {
            Some(number) => What::Here(number),
            None => What::New(Box::new(NewCase {
                owner_code: owner.map(|place| place.code).unwrap_or_default(),
                content,
                form_key,
                collection,
                ..NewCase::default()
            })),
        }
    } else {
        What::Faults(faults)
    };
    Ok(Sheet { file: file.to_owned(), title, owner: owner_label, what })
}

/// The same words sent again from the same place are the same form, whatever the file is called. Another place's form stays its own,
/// and unknown here.
fn key_of(db: &Reader, filled: &Filled) -> String {
    let from = db.actor().member().map_or(0, |member| member.organisation);
    let words: Vec<String> = filled.fields.pairs().map(|(name, value)| format!("{name}={value}")).collect();
    format!("sheet:{}", foundation::chance::fingerprint(&format!("{from}\n{}", words.join("\n"))))
}

/// Stores what can become a draft; the numbers, in order, and how many there are.
pub async fn take(tx: &mut WriteTx<DraftCases>, sheets: &mut [Sheet]) -> Result<usize, CaseError> {
    let mut count = 0;
    for sheet in sheets {
        let number = match &sheet.what {
            What::New(new) => draft(tx, new).await?,
            _ => continue,
        };
        sheet.what = What::Here(number);
        count += 1;
    }
    Ok(count)
}
