//! `/cases/{number}`: one case. Everybody sees published ones; who may look at drafts sees her own
//! at the same address; of what was withdrawn, everybody else learns only that.

use foundation::chance::Chance;
use foundation::web::{PageError, Reply, Req};
use http::StatusCode;

use super::{edit, shown_files};
use crate::cases::actions::{hinting, is_own_writing};
use crate::cases::model::{Case, Comment, Content, Edit, Merged, State, Step, TagKind, merged};
use crate::cases::rules;
use crate::cases::storage;
use crate::cases::views::{Corrects, Doing, ShowPage, StandingPage, Tried, Voices, WithdrawnPage};
use crate::permissions::{
    Actor, AnswerCaseComments, AnswerCoOwnership, AppCore, ArchiveCases, CommentOnCases, DecideCases, DiscardCases,
    DraftCases, LookAtCases, LookAtDraftCases, ReadTx, Reader, ReviewCases, Scope, SubmitCases, reach_of,
};
use crate::shared::{Described, Frame, render};

/// What only those concerned see of a case.
#[derive(Default)]
struct Behind {
    steps: Vec<Step>,
    edits: Vec<Edit>,
    /// Of the author's side and the office: what all readers sent.
    comments: Option<Vec<Comment>>,
}

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let number = req.number("number")?;
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    if reach_of::<LookAtDraftCases>(&actor).is_some() {
        drop(tx);
        if let Some(page) = behind(&core, &actor, number, &req, Tried::default()).await? {
            return render(&page);
        }
        if let Some(page) = standing(&core, &actor, number, &req).await? {
            return render(&page);
        }
        tx = core.read::<LookAtCases>(actor, &req.request_id).await?;
    }
    let Some(case) = storage::published(&mut tx, number).await? else {
        return if storage::is_withdrawn(&mut tx, number).await? {
            withdrawn(&mut tx, number).await
        } else {
            Err(PageError::NotFound)
        };
    };
    render(&page(&mut tx, case, Behind::default(), &req, Tried::default()).await?)
}

/// The page as those concerned see it: behind the gate of the drafts, within the scope, with its history.
async fn behind(
    core: &std::sync::Arc<AppCore>,
    actor: &Actor,
    number: i64,
    req: &Req,
    tried: Tried,
) -> Result<Option<ShowPage>, PageError> {
    let mut tx = core.read::<LookAtDraftCases>(actor.clone(), &req.request_id).await?;
    let Some(case) = storage::seen(&mut tx, number).await? else { return Ok(None) };
    if storage::is_asked(tx.scope(), &case) {
        // What she is asked about, and nothing of how it came about.
        return page(&mut tx, case, Behind::default(), req, tried).await.map(Some);
    }
    let behind = Behind {
        steps: storage::steps(&mut tx, &case).await?,
        edits: storage::edits(&mut tx, &case).await?,
        comments: Some(storage::comments(&mut tx, &case).await?),
    };
    page(&mut tx, case, behind, req, tried).await.map(Some)
}

/// A case on its way as those see it whom only its state concerns.
async fn standing(
    core: &std::sync::Arc<AppCore>,
    actor: &Actor,
    number: i64,
    req: &Req,
) -> Result<Option<StandingPage>, PageError> {
    let mut tx = core.read::<LookAtDraftCases>(actor.clone(), &req.request_id).await?;
    let Some(standing) = storage::standing(&mut tx, number).await? else { return Ok(None) };
    let title = if standing.title.is_empty() { format!("事例{number}") } else { standing.title.clone() };
    let frame = Frame::new(&tx, title)
        .purpose("公開前の事例です。内容は、書いた側と、出されたあとの事務局だけが読めます。")
        .within("/cases")
        .crumb("事例", "/cases")
        .crumb("公開前の事例", "/cases/mine");
    Ok(Some(StandingPage::new(frame, &standing)))
}

/// The case again after a step that a rule refused: what was typed is kept.
pub(super) async fn refused(
    core: &std::sync::Arc<AppCore>,
    actor: &Actor,
    number: i64,
    req: &Req,
    tried: Tried,
) -> Result<Reply, PageError> {
    if reach_of::<LookAtDraftCases>(actor).is_some()
        && let Some(page) = behind(core, actor, number, req, tried.clone()).await?
    {
        return Ok(render(&page)?.unprocessable());
    }
    let mut tx = core.read::<LookAtCases>(actor.clone(), &req.request_id).await?;
    let case = storage::published(&mut tx, number).await?.ok_or(PageError::NotFound)?;
    Ok(render(&page(&mut tx, case, Behind::default(), req, tried).await?)?.unprocessable())
}

/// 声: everybody's to the author's side, to a reader only her own.
async fn voices(db: &mut Reader, case: &Case, all: Option<Vec<Comment>>) -> Result<Voices, PageError> {
    let person = db.actor().member().map_or(0, |member| member.person);
    let is_public = case.state == State::Published;
    if !is_public && all.is_none() {
        return Ok(Voices::default());
    }
    let reception = storage::reception(db, case.number, person).await?;
    let may = is_public && reach_of::<CommentOnCases>(db.actor()).is_some();
    let author_side = all.is_some();
    let comments = match all {
        Some(all) => all,
        None if person > 0 => storage::own_comments(db, case.number, person).await?,
        None => Vec::new(),
    };
    let key = if may { Chance::token(&db.core().chance) } else { String::new() };
    let mut voices = Voices::new(reception, may, key, &comments);
    voices.author_side = author_side;
    voices.may_answer = reach_of::<AnswerCaseComments>(db.actor()).is_some_and(|scope| storage::owns(&scope, case));
    Ok(voices)
}

async fn withdrawn(db: &mut Reader, number: i64) -> Result<Reply, PageError> {
    let related = storage::related(db, number).await?;
    let frame = Frame::new(db, "この事例の公開は終わりました")
        .purpose("書いた地域か事務局が、公開を終えました。内容はお見せできません。")
        .within("/cases")
        .crumb("事例", "/cases");
    Ok(render(&WithdrawnPage::new(frame, &related))?.with_status(StatusCode::GONE))
}

async fn page(db: &mut Reader, case: Case, behind: Behind, req: &Req, tried: Tried) -> Result<ShowPage, PageError> {
    let places = storage::place_facts(db, case.number).await?;
    let related = storage::related(db, case.number).await?;
    let troubles = storage::trouble_names(db).await?;
    let doing = doing(db, &case);
    let mut frame = Frame::new(db, &*case.content.texts.title).within("/cases").crumb("事例", "/cases");
    if case.state == State::Published {
        frame = frame.described(described(db, &case));
    }
    // What was just done is said to those concerned; an address alone says nothing to a visitor.
    let is_told = !behind.steps.is_empty() || db.actor().member().is_some() && req.query.get("done") == "commented";
    frame = match if is_told { req.query.get("done") } else { "" } {
        "saved" => frame.notice("success", "保存しました。"),
        "attached" => frame.notice("success", "図・ファイルを保存しました。"),
        "corrected" => frame.notice("success", "直した内容を公開しました。"),
        "published" => frame.notice("success", "公開しました。だれでも見られます。"),
        "republished" => frame
            .notice("success", "もう一度公開しました。だれでも見られます。公開日は、はじめに公開した日のままです。"),
        "commented" => {
            frame.notice("success", "書いた方に送りました。返事があれば、このページで読め、メールでもお知らせします。")
        }
        "answered" => frame.notice("success", "返事を送りました。"),
        "approved" => frame.notice("success", "承認して、事務局に出しました。"),
        "declined" => frame.notice("success", "書いた方に返しました。理由は書いた方に見えます。"),
        "returned" => frame.notice("success", "差し戻しました。理由は書いた方に見えます。"),
        "archived" => frame.notice("success", "公開を終えました。この事例は一覧に出ません。"),
        "discarded" => frame.notice("success", "破棄しました。30日のあいだは、このページで元に戻せます。"),
        "co-owned" => frame.notice("success", "いっしょに持つことに同意しました。これからは、この事例を見て直せます。"),
        "restored" => frame.notice("success", "元に戻しました。"),
        _ => frame,
    };
    let hints = if (doing.anything() || !behind.steps.is_empty()) && case.state != State::Published {
        let look = hinting::look(db, &case).await?;
        rules::hints(&case.content, &look)
    } else {
        Vec::new()
    };
    let submitted = req.query.get("done") == "submitted" && matches!(case.state, State::InDecision | State::InReview);
    let removed_on = case.discarded_at.as_deref().map(removal_day).unwrap_or_default();
    let mut page =
        ShowPage::new(frame, &case, &places, &related, &troubles, behind.steps, &behind.edits, doing, submitted);
    if !page.steps.is_empty() && case.state == State::Published {
        page.correction = storage::correction_of(db, case.number)
            .await?
            .map(|(number, state)| (format!("/cases/{number}"), State::of(&state).map_or("", State::label)));
    }
    if let Some(corrected) = case.corrects {
        // As its owners see it: whom it names and who has not agreed is no difference.
        let public = storage::for_index(db, corrected).await?.filter(|public| public.state == State::Published);
        let begun_with = storage::content_at(db, &case, 1).await?;
        let before = public.as_ref().map_or_else(Content::default, |public| public.content.clone());
        let merged = match &public {
            Some(public) => merged(&begun_with.clone().unwrap_or_default(), &public.content, &case.content),
            None => Merged { content: case.content.clone(), both: Vec::new() },
        };
        page.corrects = Some(Corrects {
            href: format!("/cases/{corrected}"),
            is_public: public.is_some(),
            version: public.as_ref().map_or(0, |public| public.version),
            has_moved: public.is_some() && begun_with.is_some_and(|begun_with| begun_with != before),
            both: merged.both.join("」「"),
            differences: edit::compared(db, &before, &merged.content).await?,
        });
    }
    let answers = reach_of::<AnswerCoOwnership>(db.actor());
    page.name_co_owners(&case, &places, |code| {
        answers.as_ref().is_some_and(|scope| storage::admits(scope, code) && matches!(scope, Scope::Municipalities(_)))
    });
    page.shown.draw(shown_files::drawn(db, &case.content).await?);
    page.voices = voices(db, &case, behind.comments).await?;
    page.hints = hints;
    page.removed_on = removed_on;
    page.tried = tried;
    Ok(page)
}

/// For machines that read pages.
fn described(db: &Reader, case: &Case) -> Described {
    let texts = &case.content.texts;
    let keywords: Vec<&str> = case.content.tags_of(TagKind::Keyword).collect();
    let day = |at: &str| at.get(..10).unwrap_or("").to_owned();
    Described::new("Article")
        .text("headline", &*texts.title)
        .text("description", &*texts.summary)
        .text("keywords", keywords.join(","))
        .text("inLanguage", "ja")
        .text("datePublished", day(case.published_at.as_deref().unwrap_or("")))
        .text("dateModified", day(&case.updated_at))
        .address("url", format!("{}/cases/{}", db.core().settings.public_url, case.number))
        .item("author", Described::new("Organization").text("name", case.owner_label()))
        .item("spatialCoverage", Described::new("Place").text("name", case.owner_label()))
}

/// The day from which what was put aside at this moment is removed.
fn removal_day(at: &str) -> String {
    let last = at.parse::<foundation::Timestamp>().map(|at| at.seconds_later(rules::KEEP_DISCARDED_DAYS * 86_400));
    last.map(|last| crate::shared::day_of(&last.to_string())).unwrap_or_default()
}

/// What the person in front of the page can do with the case. The gate asks again.
fn doing(db: &Reader, case: &Case) -> Doing {
    let actor = db.actor();
    let owns = |scope: Option<Scope>| scope.is_some_and(|scope| storage::owns(&scope, case));
    let leads = |scope: Option<Scope>| scope.is_some_and(|scope| storage::leads(&scope, case));
    let is_reviewer = reach_of::<ReviewCases>(actor).is_some();
    let discards = reach_of::<DiscardCases>(actor)
        .is_some_and(|scope| storage::leads(&scope, case) && is_own_writing(actor, &scope, case));
    Doing {
        edit: owns(reach_of::<DraftCases>(actor)) && rules::may_edit(case.state, is_reviewer),
        correct: owns(reach_of::<DraftCases>(actor)) && !is_reviewer && rules::may_correct(case.state).is_ok(),
        submit: owns(reach_of::<SubmitCases>(actor)) && matches!(case.state, State::Draft | State::Returned),
        manager_first: !leads(reach_of::<DecideCases>(actor)) && !is_reviewer,
        decide: leads(reach_of::<DecideCases>(actor)) && case.state == State::InDecision,
        publish: is_reviewer && rules::may_publish(case.state).is_ok(),
        send_back: is_reviewer && case.state == State::InReview,
        archive: leads(reach_of::<ArchiveCases>(actor)) && case.state == State::Published,
        discard: discards && rules::may_discard(case.state).is_ok(),
        restore: discards && rules::may_restore(case.state).is_ok(),
    }
}
