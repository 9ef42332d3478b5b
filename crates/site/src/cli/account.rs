//! `renkei account create`: the first people of a platform, before anybody is there to invite them.

#![allow(clippy::doc_markdown, reason = "the doc comments here are the help text people read")]

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use foundation::database::DatabaseError;
use foundation::permissions::GateError;

use crate::people::actions::accounts::{self, NewAccount};
use crate::people::actions::organisations;
use crate::people::model::{NewOrganisation, role_of, roles_in};
use crate::permissions::{Actor, AppCore, CreateAccount, CreateOrganisation};

const REQUEST: &str = "command-line";

#[derive(Subcommand)]
pub enum AccountCommand {
    /// 人を一人登録する（その人はメールのコードでログインできます）
    Create(NewPerson),
}

#[derive(Args)]
pub struct NewPerson {
    /// メールアドレス（ログインのコードが届きます）
    #[arg(long)]
    mail: String,
    /// 氏名
    #[arg(long)]
    name: String,
    /// 氏名のよみ（ひらがな）
    #[arg(long, default_value = "")]
    kana: String,
    /// 組織の種類（operator, programme_office, ministry_department, municipality, prefecture …）
    #[arg(long)]
    kind: String,
    /// 組織の場所: 市町村・都道府県の6けたのコード
    #[arg(long, conflicts_with = "organisation")]
    place: Option<String>,
    /// 組織の名前（まだなければ作ります）
    #[arg(long)]
    organisation: Option<String>,
    /// 役割（administrator, programme_office, municipality_manager …）。省くと、その種類の組織の最初の役割
    #[arg(long)]
    role: Option<String>,
    /// 役職
    #[arg(long, default_value = "")]
    title: String,
}

pub async fn run(core: &Arc<AppCore>, command: AccountCommand) -> Result<ExitCode, String> {
    let AccountCommand::Create(new) = command;
    let mail = new.mail.trim().to_lowercase();
    if !mail.contains('@') || mail.contains(char::is_whitespace) {
        return Ok(refuse(&format!("「{}」はメールアドレスの形ではありません。", new.mail)));
    }
    let offered = roles_in(&new.kind);
    let role = match &new.role {
        None => offered.first().copied(),
        Some(id) => role_of(id).filter(|role| offered.contains(role)),
    };
    let Some(role) = role else {
        let names: Vec<_> = offered.iter().map(|role| role.id()).collect();
        return Ok(refuse(&format!("種類 {} の組織で選べる役割は {} です。", new.kind, names.join("、"))));
    };
    let Some(organisation) = organisation(core, &new).await? else {
        return Ok(refuse("その場所の組織が見つかりません。--kind と --place（6けたのコード）を確かめてください。"));
    };
    let account = NewAccount {
        name: new.name.trim().to_owned(),
        kana: new.kana.trim().to_owned(),
        mail: mail.clone(),
        professions: Vec::new(),
        organisation,
        role,
        title: new.title.trim().to_owned(),
        valid_from: core.clock.today(),
        valid_to: None,
        coordination: None,
    };
    let mut tx = core.write::<CreateAccount>(Actor::Console, REQUEST).await.map_err(gate)?;
    accounts::create_account(&mut tx, &account).await.map_err(database)?;
    tx.commit_recorded().await.map_err(database)?;
    super::say(&format!("{}さん（{}）を{}として登録しました。", account.name, mail, role.label()));
    Ok(ExitCode::SUCCESS)
}

/// The organisation named by place or by name; one named by name is made when it is missing.
async fn organisation(core: &Arc<AppCore>, new: &NewPerson) -> Result<Option<i64>, String> {
    let mut tx = core.write::<CreateOrganisation>(Actor::Console, REQUEST).await.map_err(gate)?;
    if let Some(place) = &new.place {
        return crate::people::organisation_at(&mut tx, &new.kind, place).await.map_err(database);
    }
    let Some(name) = new.organisation.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    if let Some(known) = crate::people::organisation_named(&mut tx, &new.kind, name).await.map_err(database)? {
        return Ok(Some(known));
    }
    let fresh = NewOrganisation { kind: new.kind.clone(), name: name.to_owned(), ..NewOrganisation::default() };
    let id = organisations::create_organisation(&mut tx, &fresh, &[]).await.map_err(database)?;
    tx.commit_recorded().await.map_err(database)?;
    Ok(Some(id))
}

fn refuse(sentence: &str) -> ExitCode {
    super::say_error(sentence);
    ExitCode::from(1)
}

fn gate(error: GateError) -> String {
    error.to_string()
}

fn database(error: DatabaseError) -> String {
    format!("データベースに書けません: {error}")
}
