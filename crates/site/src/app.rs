//! Putting the parts together: what `serve`, `demo` and the tests start.

use std::sync::Arc;

use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::database::{Database, DatabaseError};
use foundation::files::Files;
use foundation::mail::Postman;
use foundation::web::WebSettings;

use crate::permissions::AppCore;
use crate::settings::{Configuration, Settings};

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("設定に誤りがあります: {0}")]
    Configuration(String),
    #[error("データの置き場所 {0} を作れません（{1}）。場所と書き込み権限を確かめてください。")]
    Folder(String, std::io::Error),
    #[error("データベースを開けません: {0}")]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Files(#[from] foundation::files::FileError),
    #[error(transparent)]
    Mail(#[from] foundation::mail::MailError),
}

/// Opens (and brings up to date) everything a configuration names.
pub async fn open(configuration: &Configuration, demo: bool) -> Result<Arc<AppCore>, StartError> {
    configuration.verify().map_err(StartError::Configuration)?;
    std::fs::create_dir_all(&configuration.data)
        .map_err(|e| StartError::Folder(configuration.data.display().to_string(), e))?;
    let address = if configuration.database.is_empty() {
        configuration.data.join("renkei.db").display().to_string()
    } else {
        configuration.database.clone()
    };
    let database = Database::open(&address).await?;
    database.migrate(&crate::migrations::all()).await?;
    let files = Files::folder(&configuration.data.join("files"))?;
    let postman = match &configuration.mail {
        Some(settings) => Postman::smtp(settings)?,
        None => Postman::Keep,
    };
    Ok(core(configuration, demo, database, Clock::System, Chance::System, files, postman))
}

pub fn core(
    configuration: &Configuration,
    demo: bool,
    database: Database,
    clock: Clock,
    chance: Chance,
    files: Files,
    postman: Postman,
) -> Arc<AppCore> {
    let assets = Arc::new(crate::assets::load(configuration.public_url.trim_end_matches('/')));
    AppCore::new(
        database,
        clock,
        chance,
        files,
        postman,
        Settings::new(configuration, demo, assets, &crate::features::Features),
    )
}

/// The web application of an opened core.
pub fn web(core: &Arc<AppCore>) -> foundation::web::Service {
    let settings = WebSettings {
        https: core.settings.https(),
        ready: core.settings.ready.clone(),
        trusted_proxies: core.settings.trusted_proxies.clone(),
    };
    foundation::web::app(core, crate::routes::all(core.settings.demo), core.settings.assets.clone(), settings)
}
