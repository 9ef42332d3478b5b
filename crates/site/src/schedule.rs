//! Every recurring job, on one page.

use std::sync::Arc;

use foundation::jobs::Schedule;

use crate::permissions::Renkei;
use crate::{ask, cases, groundwork, operations, people, plans, situation, surveys};

pub fn all() -> Arc<Schedule<Renkei>> {
    Arc::new(
        Schedule::default()
            .recurring(operations::jobs::TIDY, operations::jobs::tidy)
            .recurring(people::jobs::TIDY, people::jobs::tidy)
            .recurring(ask::jobs::TIDY, ask::jobs::tidy)
            .recurring(cases::jobs::REMOVE_DISCARDED, cases::jobs::remove_discarded)
            .recurring(plans::jobs::REMIND, plans::jobs::remind)
            .recurring(groundwork::jobs::REVIEWS, groundwork::jobs::remind_of_reviews)
            .recurring(surveys::jobs::TIDY, surveys::jobs::tidy)
            .recurring(surveys::jobs::TIDY_SHEETS, surveys::jobs::tidy_sheets)
            .recurring(surveys::jobs::HOLD_AGAINST, surveys::jobs::hold_against)
            .recurring(surveys::jobs::RELEASE, surveys::jobs::release)
            .recurring(situation::jobs::REMAKE, situation::jobs::remake)
            .recurring(situation::jobs::TIDY, situation::jobs::tidy)
            .job(situation::actions::spreading::JOB, situation::jobs::respread)
            .job(surveys::actions::intakes::taking::JOB, surveys::jobs::take_sheets)
            .job(surveys::actions::telling::ANSWERED, surveys::jobs::tell_answered)
            .job(surveys::actions::telling::CORRECTED, surveys::jobs::tell_corrected),
    )
}

#[cfg(test)]
mod tests {
    use crate::operations::RULES;

    /// A turn's row may be forgotten after 30 days: by then the turn must be over.
    #[test]
    fn every_recurring_job_turns_within_thirty_days() {
        assert!(RULES.iter().any(|r| r.id == "operations.keep_done_jobs"));
        for recurring in super::all().list() {
            assert!((60..30 * 86_400).contains(&recurring.every_seconds), "{}", recurring.kind);
            assert!(!recurring.says.is_empty(), "{}", recurring.kind);
        }
    }
}
