//! The language model: does it answer, take the key, have the model named; what is sent where.

use chat_client::Models;
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::database::Database;
use foundation::files::Files;
use foundation::mail::Postman;

use super::Finding;
use crate::permissions::{Actor, LookAtComposing};
use crate::settings::Configuration;

const SUBJECT: &str = "AIのまとめ";

/// Asks the server for its models, which costs nothing; no question and no passage is sent.
pub(super) async fn examine(configuration: &Configuration, database: Option<&Database>) -> Vec<Finding> {
    let Some(settings) = &configuration.ai else {
        return vec![Finding::good(SUBJECT, "使いません（[ai] の設定がありません）。何も外へ送りません。")];
    };
    let endpoint = match settings.endpoint() {
        Ok(endpoint) => endpoint,
        Err(sentence) => return vec![Finding::bad(SUBJECT, sentence)],
    };
    let (host, model) = (endpoint.authority(), endpoint.model());
    let mut findings = vec![match endpoint.models().await {
        Ok(Models::HasOurs) => Finding::good(SUBJECT, format!("{host} に届き、モデル「{model}」があります。")),
        Ok(Models::HasOthers) => Finding::careful(
            SUBJECT,
            format!("{host} に届きますが、モデルの一覧に「{model}」がありません。model の名前を確かめてください。"),
        ),
        Ok(Models::DoesNotSay) => Finding::careful(
            SUBJECT,
            format!("{host} に届きますが、モデルの一覧を聞けません。model の名前は、使ってみて確かめてください。"),
        ),
        Err(fault) => Finding::bad(SUBJECT, format!("{host}: {fault}。AIが無くても、資料からの答えは出ます。")),
    }];
    if !endpoint.is_encrypted() && !endpoint.is_here() {
        findings.push(Finding::careful(
            SUBJECT,
            format!(
                "{host} との通信は暗号化されません。質問と資料の文が読まれるおそれがあります。https:// にしてください。"
            ),
        ));
    }
    if settings.passages != "public" && !endpoint.is_here() {
        findings.push(Finding::careful(
            SUBJECT,
            "passages = \"readable\" です。公開していない資料も、聞いた人が読めるものは外へ送ります。",
        ));
    }
    if let Some(database) = database
        && is_stopped(configuration, database).await == Some(true)
    {
        findings.push(Finding::careful(SUBJECT, "画面（/ask/composing）で止められています。だれの質問も送りません。"));
    }
    findings
}

async fn is_stopped(configuration: &Configuration, database: &Database) -> Option<bool> {
    let files = Files::folder(&configuration.data.join("files")).ok()?;
    let (clock, chance, postman) = (Clock::System, Chance::System, Postman::Keep);
    let core = crate::app::core(configuration, false, database.clone(), clock, chance, files, postman);
    let mut look = core.read::<LookAtComposing>(Actor::Console, "check").await.ok()?;
    crate::ask::is_stopped(&mut look).await.ok()
}
