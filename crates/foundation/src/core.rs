//! What a running program holds once: database, clock, randomness, files, and the product's own
//! settings. Handed to everything that needs it; there are no globals.

use std::sync::Arc;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::database::Database;
use crate::files::Files;
use crate::mail::Postman;
use crate::permissions::Policy;

pub struct Core<P: Policy> {
    pub database: Database,
    pub clock: Clock,
    pub chance: Chance,
    pub files: Files,
    pub postman: Postman,
    pub settings: P::Settings,
    /// Pages for visitors, kept until the data changes.
    pub(crate) pages: crate::web::PageCache,
    /// Rung when a job was queued, so that it starts at once and not at the next look.
    pub(crate) job_bell: Arc<tokio::sync::Notify>,
}

impl<P: Policy> Core<P> {
    pub fn new(
        database: Database,
        clock: Clock,
        chance: Chance,
        files: Files,
        postman: Postman,
        settings: P::Settings,
    ) -> Arc<Self> {
        Arc::new(Self {
            database,
            clock,
            chance,
            files,
            postman,
            settings,
            pages: crate::web::PageCache::default(),
            job_bell: Arc::default(),
        })
    }
}
