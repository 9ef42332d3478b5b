//! Every recurring job, on one page.

use std::sync::Arc;

use foundation::jobs::Schedule;

use crate::permissions::Renkei;

pub fn all() -> Arc<Schedule<Renkei>> {
    Arc::new(Schedule::default())
}
