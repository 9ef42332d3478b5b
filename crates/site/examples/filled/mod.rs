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

/// As the program itself has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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

/// The same numbers for the same seed, whatever the machine.
#[allow(dead_code, reason = "not every measurement draws")]
pub struct Draws(pub u64);

impl Draws {
    #[allow(dead_code, reason = "not every measurement draws")]
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % most.max(1)
    }
}

impl Drop for Filled {
    fn drop(&mut self) {
        // The temporary folder is nobody's any more; what cannot be removed the system clears away.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
