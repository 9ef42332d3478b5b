//! Filling a fresh demonstration, step by step; each step is one transaction through `actions`.

use std::sync::Arc;

use foundation::database::DatabaseError;
use foundation::permissions::GateError;
use foundation::web::PageError;

use japanese::wareki::FiscalYear;

use super::cast::CAST;
use super::facts;
use super::organisations::{self, Organisations};
use crate::people::actions as people;
use crate::people::actions::accounts::{Coordination, NewAccount};
use crate::permissions::{Actor, AppCore, CreateAccount, CreateProgramme, EditProgramme, ImportRegions, LookAtRegions};
use crate::programmes::{NewProgramme, NewYear, actions as programmes};
use crate::regions;

#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error(transparent)]
    Gate(#[from] GateError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("同梱のデータを読めません: {0}")]
    Csv(#[from] csv::Error),
    #[error(transparent)]
    FirstData(#[from] crate::first_data::FirstDataError),
    #[error("同梱の事例を読めません: {0}")]
    Library(#[from] crate::cases::library::LibraryError),
    #[error(transparent)]
    Case(#[from] crate::cases::actions::CaseError),
    #[error(transparent)]
    Survey(#[from] crate::surveys::actions::SurveyError),
    #[error(transparent)]
    Document(#[from] crate::library::actions::LibraryError),
    #[error(transparent)]
    Situation(#[from] crate::situation::actions::SituationError),
    #[error(transparent)]
    Plan(#[from] crate::plans::actions::PlanError),
    #[error(transparent)]
    WideArea(#[from] crate::wide_area::actions::WideAreaError),
    #[error(transparent)]
    Groundwork(#[from] crate::groundwork::actions::GroundworkError),
    #[error(transparent)]
    Attached(#[from] crate::cases::actions::attaching::AttachError),
    #[error("{0}")]
    Refused(String),
}

impl From<PageError> for FillError {
    fn from(error: PageError) -> Self {
        Self::Refused(format!("{error:?}"))
    }
}

pub(super) const REQUEST: &str = "demo";

/// Does nothing on a folder that is filled already; takes up where an earlier filling was cut off.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let started = std::time::Instant::now();
    crate::first_data::ensure(core).await?;
    fill_facts(core).await?;
    let offices = organisations::fill(core).await?;
    fill_programmes(core, &offices).await?;
    fill_cast(core, &offices).await?;
    let fresh = super::cases::fill(core, &offices).await?;
    super::library::fill(core).await?;
    super::surveys::fill(core).await?;
    super::sheets::fill(core, &offices).await?;
    super::published::fill(core).await?;
    super::surveys_checking::fill(core).await?;
    super::survey_draft::fill(core).await?;
    super::situation::fill(core).await?;
    super::plans::fill(core).await?;
    if fresh {
        super::attached::fill(core).await?;
        super::collections::fill(core).await?;
    }
    super::wide_area::fill(core).await?;
    super::groundwork::fill(core).await?;
    // What was put right above is held against the rules as they are: nothing waits when the doors open.
    let held = crate::surveys::jobs::hold_all_against(core, None, Actor::Console).await;
    held.map_err(|error| FillError::Refused(error.to_string()))?;
    tracing::info!(millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX), "the demo is filled");
    Ok(())
}

/// Invented facts and areas of the real municipalities.
async fn fill_facts(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtRegions>(Actor::Console, REQUEST).await?;
    if regions::has_facts(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let mut tx = core.write::<ImportRegions>(Actor::Console, REQUEST).await?;
    let (areas, facts) = facts::invented()?;
    regions::actions::import_facts(&mut tx, &areas, &facts, &facts::source()).await?;
    tx.commit_recorded().await?;
    Ok(())
}

/// Two programmes with their owners and, this year and last, their offices: two contractors.
async fn fill_programmes(core: &Arc<AppCore>, at: &Organisations) -> Result<(), FillError> {
    let this_year = FiscalYear::of(core.clock.today());
    let programmes = [
        (
            "在宅医療・介護連携推進支援事業",
            "医介連携推進支援",
            at.of("elderly-health-department"),
            at.of("cooperation-office"),
            "cooperation@office.example.jp",
            "市町村の在宅医療・介護連携推進事業を支え、調査・研修・連携支援を行います。",
            &["survey", "training", "joint_support", "cases", "courses"][..],
        ),
        (
            "地域の在宅医療の体制整備に向けた調査・連携支援事業",
            "在宅体制整備支援",
            at.of("regional-medical-department"),
            at.of("home-care-office"),
            "home-care@office.example.jp",
            "地域の在宅医療の体制づくりを支え、研修・相談・伴走支援を行います。",
            &["group_work", "desk", "accompaniment"][..],
        ),
    ];
    for (name, short_name, owner, office, mail, purpose, parts) in programmes {
        let year = |programme_id: i64, year: FiscalYear| NewYear {
            programme_id,
            fiscal_year: i64::from(year.0),
            office_organisation_id: Some(office),
            mail: mail.to_owned(),
            telephone: "000-0000-0000（架空）".to_owned(),
            hours: "平日 9時〜17時（祝日・年末年始を除く）".to_owned(),
            starts_on: year.first_day(),
            ends_on: year.last_day(),
            purpose: purpose.to_owned(),
        };
        let mut tx = core.write::<CreateProgramme>(Actor::Console, REQUEST).await?;
        let programme = match crate::programmes::named(&mut tx, name).await? {
            Some(known) => {
                // SQLite has one writer: the next transaction waits for this one.
                drop(tx);
                known
            }
            None => {
                let new = NewProgramme {
                    name: name.to_owned(),
                    short_name: short_name.to_owned(),
                    owner_organisation_id: owner,
                };
                let last_year = year(0, FiscalYear(this_year.0 - 1));
                let made = programmes::create_programme(&mut tx, &new, &last_year, parts).await?;
                let made = made.map_err(|(_, sentence)| FillError::Refused(sentence))?;
                tx.commit_recorded().await?;
                made
            }
        };
        let mut tx = core.write::<EditProgramme>(Actor::Console, REQUEST).await?;
        if !crate::programmes::has_year(&mut tx, programme, this_year.0).await? {
            let made = programmes::create_year(&mut tx, &year(programme, this_year)).await?;
            programmes::set_parts(&mut tx, made, parts).await?;
            tx.commit_recorded().await?;
        }
    }
    Ok(())
}

async fn fill_cast(core: &Arc<AppCore>, at: &Organisations) -> Result<(), FillError> {
    let mut tx = core.write::<CreateAccount>(Actor::Console, REQUEST).await?;
    if crate::people::person_with_mail(&mut tx, CAST[0].mail).await?.is_some() {
        return Ok(());
    }
    let valid_from = FiscalYear(FiscalYear::of(core.clock.today()).0 - 1).first_day();
    for character in CAST {
        for post in character.posts {
            let account = NewAccount {
                name: character.name.to_owned(),
                kana: character.kana.to_owned(),
                mail: character.mail.to_owned(),
                professions: character.professions.iter().map(|id| (*id).to_owned()).collect(),
                organisation: at.of(post.organisation),
                role: post.role,
                title: post.title.to_owned(),
                valid_from,
                valid_to: None,
                coordination: (!post.serves.is_empty()).then(|| Coordination {
                    level: "municipality".to_owned(),
                    core: post.core,
                    contract: post.contract.to_owned(),
                    serves: post.serves.iter().map(|code| (*code).to_owned()).collect(),
                }),
            };
            people::accounts::create_account(&mut tx, &account).await?;
        }
    }
    tx.commit_recorded().await?;
    Ok(())
}

/// Was this folder filled by the demonstration?
pub async fn is_filled(core: &Arc<AppCore>) -> Result<bool, FillError> {
    let mut look = core.read::<CreateAccount>(Actor::Console, REQUEST).await?;
    Ok(crate::people::person_with_mail(&mut look, CAST[0].mail).await?.is_some())
}
