//! The committed cases, brought in as an office would: drafted on behalf of the town, handed in,
//! published. One transaction per batch.

use std::sync::Arc;

use super::fill::{FillError, REQUEST};
use super::organisations::Organisations;
use super::sheets::member;
use crate::cases::actions::{self, NewCase};
use crate::cases::library;
use crate::cases::model::{Content, TagKind};
use crate::permissions::{Actor, AppCore, DraftCases, LookAtCases, ReviewCases, SubmitCases};

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
/// The cases were published two days apart, the last one the day before yesterday.
const DAYS_BETWEEN: i64 = 2;

/// Does nothing once they are there; takes up where an earlier filling was cut off. Answers whether it filled.
pub async fn fill(core: &Arc<AppCore>, at: &Organisations) -> Result<bool, FillError> {
    let mut tx = core.read::<LookAtCases>(Actor::Console, REQUEST).await?;
    if crate::cases::overview(&mut tx).await?.published > 0 {
        return Ok(false);
    }
    drop(tx);
    let entries = library::cases()?;
    let mut numbers = Vec::new();
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    for entry in &entries {
        let new = NewCase {
            owner_code: entry.owner_code.clone(),
            content: entry.content.clone(),
            form_key: format!("library:{}", entry.slug),
            ..NewCase::default()
        };
        numbers.push(actions::draft(&mut tx, &new).await?);
    }
    tx.commit_recorded().await?;

    let mut tx = core.write::<SubmitCases>(Actor::Console, REQUEST).await?;
    for number in &numbers {
        actions::submit(&mut tx, *number).await?;
    }
    tx.commit_recorded().await?;

    let mut tx = core.write::<ReviewCases>(Actor::Console, REQUEST).await?;
    let now = core.clock.now();
    for (days, number) in (1_i64..).zip(numbers.iter().rev()) {
        let at = now.seconds_later(-days * DAYS_BETWEEN * SECONDS_PER_DAY);
        actions::publish(&mut tx, *number, at).await?;
    }
    tx.commit_recorded().await?;
    fill_waiting(core).await?;
    fill_undecided(core, at).await?;
    Ok(true)
}

/// How far an invented case has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Draft,
    InReview,
    Returned,
}

/// Invented cases on their way, so that somebody signed in sees what waits for her. Each says in its
/// title that it is invented.
const WAITING: &[(&str, &str, Way)] = &[
    ("352128", "【架空】港の診療所と薬局が、同じ表で薬を見る", Way::Draft),
    ("252131", "【架空】山の集落で、月に一度の巡回相談を始めた", Way::InReview),
    ("193666", "【架空】退院の前の日に、支援センターへ電話が入る", Way::Returned),
];
const REASON: &str = "巡回の回数は、いつの数字かを書き足してください。（架空の差戻しです）";

/// The invented draft of the town whose officer one may be: its number.
pub async fn draft_of_yanai(core: &Arc<AppCore>) -> Result<i64, FillError> {
    let Some((owner, title, _)) = WAITING.first() else { return Err(FillError::Refused("no draft".to_owned())) };
    let new = NewCase {
        owner_code: (*owner).to_owned(),
        content: invented(owner, title),
        form_key: format!("demo:{owner}"),
        ..NewCase::default()
    };
    // The same form sent again leads to the case it made.
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    let number = actions::draft(&mut tx, &new).await?;
    tx.commit_recorded().await?;
    Ok(number)
}

async fn fill_waiting(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut numbers = Vec::new();
    let mut tx = core.write::<DraftCases>(Actor::Console, REQUEST).await?;
    for (owner, title, _) in WAITING {
        let new = NewCase {
            owner_code: (*owner).to_owned(),
            content: invented(owner, title),
            form_key: format!("demo:{owner}"),
            ..NewCase::default()
        };
        numbers.push(actions::draft(&mut tx, &new).await?);
    }
    tx.commit_recorded().await?;
    let mut tx = core.write::<SubmitCases>(Actor::Console, REQUEST).await?;
    for (number, _) in numbers.iter().zip(WAITING).filter(|(_, (_, _, way))| *way != Way::Draft) {
        actions::submit(&mut tx, *number).await?;
    }
    tx.commit_recorded().await?;
    let mut tx = core.write::<ReviewCases>(Actor::Console, REQUEST).await?;
    for (number, _) in numbers.iter().zip(WAITING).filter(|(_, (_, _, way))| *way == Way::Returned) {
        actions::send_back(&mut tx, *number, REASON).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}

/// Handed in by the town's officer herself: it waits for her manager before it goes to the office.
async fn fill_undecided(core: &Arc<AppCore>, at: &Organisations) -> Result<(), FillError> {
    let owner = "352128";
    let her = member(core, at, "yanai-officer", Vec::new()).await?;
    let new = NewCase {
        owner_code: owner.to_owned(),
        content: invented(owner, "【架空】島の見守りを、船の着く日に合わせる"),
        form_key: "demo:undecided".to_owned(),
        ..NewCase::default()
    };
    let mut tx = core.write::<DraftCases>(her.clone(), REQUEST).await?;
    let number = actions::draft(&mut tx, &new).await?;
    tx.commit_recorded().await?;
    let mut tx = core.write::<SubmitCases>(her, REQUEST).await?;
    actions::submit(&mut tx, number).await?;
    tx.commit_recorded().await?;
    Ok(())
}

fn invented(owner: &str, title: &str) -> Content {
    let mut content = Content { places: vec![owner.to_owned()], ..Content::default() };
    let texts = &mut content.texts;
    title.clone_into(&mut texts.title);
    "デモのために作った事例です。連絡が届かず困っていましたが、集まって話す日を決めました。"
        .clone_into(&mut texts.summary);
    "退院した人の様子が、家に帰ってから分からなくなります。".clone_into(&mut texts.trouble);
    "デモのために作った背景です。人口も高齢化率も実際のものではありません。".clone_into(&mut texts.background);
    "- 集まる人を決める\n- 月に一度、同じ表を見る".clone_into(&mut texts.outline);
    "行き違いが減ったという声があります。".clone_into(&mut texts.effects);
    "デモ用に作った文章（架空）".clone_into(&mut texts.source_title);
    for (kind, tag) in [(TagKind::Trouble, "nyutaiin"), (TagKind::Scene, "nyutaiin"), (TagKind::Content, "kirenai")] {
        content.tags.push((kind, tag.to_owned()));
    }
    content
}
