//! What verifying found, at the fields of the form.

use foundation::web::Form;
use questionnaire::{Definition, DefinitionFault, Subject};

use super::{ListInput, QuestionInput};

/// What a change breaks in another question or section.
fn elsewhere(fault: &DefinitionFault) -> String {
    let is_condition = match &fault.subject {
        Subject::Section { .. } => true,
        Subject::Question { field, .. } | Subject::Row { field, .. } => {
            matches!(*field, "relevant" | "constraint" | "choice_filter")
        }
        _ => false,
    };
    let what = if is_condition { "の条件" } else { "" };
    format!("{}{what}に合わなくなります。{}", fault.place, fault.sentence)
}

/// Sentences of verifying at the fields they belong to. What a change breaks elsewhere stands where the change was made.
pub fn place_faults(form: &mut Form, faults: &[DefinitionFault], definition: &Definition, input: &QuestionInput) {
    let own = definition.flat_position(&input.question.id);
    let own_list = input.question.kind.list().map(str::to_owned);
    let option = |at: usize| {
        let field = input.list.as_ref().and_then(|list| list.fields.get(at));
        field.cloned().unwrap_or_else(|| "option-0-label".to_owned())
    };
    for fault in faults {
        let field = match &fault.subject {
            Subject::Question { at, field } if Some(*at) == own => match *field {
                "name" => "id",
                "label" | "own_name" => "text",
                "relevant" => "relevant",
                "constraint" => "constraint",
                "choice_filter" => "filter",
                _ if own_list.is_some() => "most",
                _ => "least",
            },
            Subject::Row { question: at, row, .. } if Some(*at) == own => {
                let field = input.row_fields.get(*row).map_or("row-0-label", String::as_str);
                form.refuse(field, fault.sentence.clone());
                continue;
            }
            Subject::Choice { list, at, .. } if Some(list) == own_list.as_ref() => {
                form.refuse(&option(*at), fault.sentence.clone());
                continue;
            }
            Subject::List { list } if Some(list) == own_list.as_ref() => "option-0-label",
            // A circle that begins elsewhere is closed by this question's condition.
            _ if fault.sentence.contains('輪') => "relevant",
            _ => {
                let at = if own_list.is_some() { "option-0-label" } else { "text" };
                form.refuse(at, elsewhere(fault));
                continue;
            }
        };
        form.refuse(field, fault.sentence.clone());
    }
}

/// The same for the options of a list.
pub fn place_list_faults(form: &mut Form, faults: &[DefinitionFault], input: &ListInput) {
    for fault in faults {
        match &fault.subject {
            Subject::Choice { list: of, at, .. } if *of == input.name => {
                let field = input.fields.get(*at).map_or("option-0-label", String::as_str);
                form.refuse(field, fault.sentence.clone());
            }
            Subject::List { list: of } if *of == input.name => form.refuse("option-0-label", fault.sentence.clone()),
            _ => form.refuse("option-0-label", elsewhere(fault)),
        }
    }
}

/// The same for a section.
pub fn place_section_faults(form: &mut Form, faults: &[DefinitionFault]) {
    for fault in faults {
        let field = if fault.sentence.contains("題名") { "title" } else { "relevant" };
        form.refuse(field, fault.sentence.clone());
    }
}
