//! A demonstration filled for a measurement, and gone with it.

use std::path::PathBuf;
use std::sync::Arc;

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::database::Database;
use foundation::files::Files;
use foundation::mail::Postman;
use site::permissions::AppCore;
use site::settings::Configuration;

pub struct Filled {
    pub core: Arc<AppCore>,
    folder: PathBuf,
}

impl Filled {
    /// On this database (`postgres://…`, or a file that is not there yet); without one on a file in a temporary folder.
    pub async fn on(address: Option<&str>) -> Self {
        let folder = std::env::temp_dir().join(format!("renkei-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("bench.db").display().to_string();
        let database = Database::open(address.unwrap_or(&file)).await.unwrap();
        database.migrate(&site::migrations::all()).await.unwrap();
        let clock = Clock::fixed("2026-11-21T01:00:00Z".parse().unwrap());
        let configuration = Configuration::default();
        let core =
            site::app::core(&configuration, true, database, clock, Chance::System, Files::in_memory(), Postman::Keep);
        site::demo::fill(&core).await.unwrap();
        Self { core, folder }
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        // The temporary folder is nobody's any more; what cannot be removed the system clears away.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
