//! A workbook that came back → answers and faults.
//!
//! 1. [`crate::workbook::open`]: bytes → cells, within limits. 2. [`crate::identity`]: whose, which edition.
//! 3. [`locate`]: which row is which line, which column holds what. 4. [`values`]: text → value, as people write it.
//! 5. [`gather`]: values → answers. 6. The questionnaire's own checks, with the cells they are about.

mod fault;
mod gather;
mod locate;
mod values;

pub use fault::{Entry, Fault, FaultKind, Stray, Tidied, Weight};

use std::collections::BTreeSet;

use questionnaire::{Answer, Answers, Form, check::check_with};

use crate::identity::{self, Identity};
use crate::template::Template;
use crate::workbook::{self, Book, FileKind, cell_name};
use crate::{FileFault, Limits};

/// What the reader may take for granted; [`Expected::default`] takes any sheet of the templates, as handed in.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Code of the respondent whose sheet it must be.
    pub respondent: Option<String>,
    /// The survey it must belong to.
    pub survey: Option<String>,
    /// Name of the file, for its ending only.
    pub file_name: Option<String>,
    /// Not handed in yet: what is missing is no fault.
    pub draft: bool,
}

/// What a workbook said.
#[derive(Clone, Debug)]
pub struct Reading {
    pub identity: Identity,
    /// Everything that could be read, also where other cells are faulty.
    pub answers: Answers,
    /// In the order of the questions.
    pub faults: Vec<Fault>,
    /// Put right without asking.
    pub tidied: Vec<Tidied>,
    /// Written where no answer belongs; not counted, not lost.
    pub strays: Vec<Stray>,
    /// What stood in each answer cell.
    pub entries: Vec<Entry>,
    /// Nothing was filled in since it was issued.
    pub untouched: bool,
    pub kind: FileKind,
    /// JSON of the answers it was issued with; empty when the hidden sheet is gone.
    pub prefilled: String,
}

impl Reading {
    /// May it be taken as it is? Remarks do not stand in the way.
    pub fn is_in_order(&self) -> bool {
        self.faults.iter().all(|fault| fault.weight == Weight::Remark)
    }
}

/// The respondent's name is the list's, whatever the cell says: told, not argued about.
fn keep_name(
    form: &Form,
    identity: &Identity,
    book: &Book,
    entries: &[Entry],
    (answers, faults, tidied): (&mut Answers, &mut Vec<Fault>, &mut Vec<Tidied>),
) {
    // A sheet without its hidden page may not know the name; then what is here stays (the product joins).
    if identity.name.is_empty() {
        return;
    }
    for id in form.own_names() {
        let name = Answer::text(&identity.name);
        if answers.get(id) == Some(&name) {
            continue;
        }
        faults.retain(|fault| fault.question != id);
        tidied.retain(|tidied| tidied.question != id);
        let key = format!("q:{id}");
        if let Some(entry) = entries.iter().find(|entry| entry.key() == key) {
            let (sheet, row, column) = entry.place();
            tidied.push(Tidied {
                sheet: book.sheets.get(sheet).map(|sheet| sheet.name.clone()).unwrap_or_default(),
                cell: cell_name(row, column),
                question: id.to_owned(),
                number: form.question(id).map(questionnaire::Question::name).unwrap_or_default(),
                found: entry.text.clone(),
                taken: identity.name.clone(),
            });
        }
        answers.set(id, name);
    }
}

/// Reads and checks one workbook against the template of its edition.
///
/// # Errors
/// [`FileFault`] when the file as a whole is not taken. Faults of single cells are in the [`Reading`].
pub fn read(bytes: &[u8], templates: &[Template], expected: &Expected, limits: &Limits) -> Result<Reading, FileFault> {
    if let Some(name) = &expected.file_name {
        workbook::check_name(name)?;
    }
    let book = workbook::open(bytes, limits)?;
    let (mut identity, hidden, whole) = identity::find(&book).ok_or(FileFault::NoIdentity)?;
    if let Some(survey) = expected.survey.as_ref().filter(|survey| **survey != identity.survey) {
        return Err(FileFault::OtherSurvey { identity: Box::new(identity), expected: survey.clone() });
    }
    let Some(template) = templates.iter().find(|template| identity.is_of(template.form().fingerprint())) else {
        return Err(FileFault::OtherEdition { identity: Box::new(identity) });
    };
    if let Some(respondent) = expected.respondent.as_ref().filter(|code| **code != identity.respondent) {
        return Err(FileFault::OtherRespondent { identity: Box::new(identity), expected: respondent.clone() });
    }
    if !whole {
        template.form().fingerprint().clone_into(&mut identity.fingerprint);
    }
    let located = locate::locate(&book, template);
    let mut gathering = gather::Gathering::new(&book, template, &located);
    gathering.gather();
    let gather::Gathered { mut answers, mut faults, mut tidied, entries, mut strays, places } = gathering.finish();
    let form = template.form();
    keep_name(form, &identity, &book, &entries, (&mut answers, &mut faults, &mut tidied));
    let who = form.applicable(&answers);
    // What hangs on a cell that could not be read is not at fault itself: whether it is asked nobody knows yet.
    let mut unread: BTreeSet<String> = faults.iter().map(|fault| fault.question.clone()).collect();
    for finding in check_with(form, &answers, &who, !expected.draft) {
        if fault::hangs_on(form, &finding, &unread) {
            unread.insert(finding.question);
            continue;
        }
        let fault = fault::of_finding(form, template, &book, finding, &places, &entries);
        // Nothing is missing where something could not be read.
        let unread = fault.is_missing() && faults.iter().any(|known: &Fault| known.is_about(&fault));
        if !unread {
            faults.push(fault);
        }
    }
    faults.extend(locate::missing(&located, template, &who));
    faults.sort_by_key(|fault| fault.order);
    strays.extend(located.strays);
    let untouched =
        !hidden.prefilled.is_empty() && faults.iter().all(Fault::is_missing) && answers.to_json() == hidden.prefilled;
    Ok(Reading {
        identity,
        answers,
        faults,
        tidied,
        strays,
        entries,
        untouched,
        kind: book.kind,
        prefilled: hidden.prefilled,
    })
}
