//! `/`: for a visitor the ways in; for somebody signed in what waits for her.

use std::sync::Arc;

use foundation::web::{PageError, Reply, Req};

use crate::cases::Overview;
use crate::cases::model::Waiting;
use crate::home::views::{Door, Due, PersonPage, TownCard, VisitorPage};
use crate::people::model::WaitingRegistrations;
use crate::permissions::{
    AcceptAnswers, Actor, AnswerCaseComments, AnswerSurvey, AppCore, CheckAnswers, CollectAnswers, DecideCases,
    DraftCases, InvitePerson, LookAtAims, LookAtCaseCollections, LookAtHome, LookAtOperations, LookAtOwnWideAreas,
    LookAtPlans, LookAtRoles, LookAtSituation, Member, PassOnLinks, ReadTx, ReviewCases, Scope, SubmitCases,
    TakePartInWideAreas, reach_of,
};
use crate::regions::{Figure, Town};
use crate::shared::{Frame, Link, number, render};
use crate::surveys::ToCollect;
use crate::surveys::model::ToAnswer;

/// Figures shown on the card of one's town.
const FIGURES_ON_CARD: usize = 2;
/// What waits, at most; the rest stands on the page of drafts.
const DUES_SHOWN: usize = 8;

pub async fn get(mut tx: ReadTx<LookAtHome>, req: Req) -> Result<Reply, PageError> {
    let mut frame = Frame::new(&tx, "れんけい");
    frame.home = true;
    let actor = tx.actor().clone();
    let Some(member) = actor.member() else {
        let overview = crate::cases::overview(&mut tx).await?;
        let (prefectures, municipalities) = crate::regions::counts(&mut tx).await?;
        return render(&VisitorPage {
            frame,
            examples: crate::search::examples(),
            figures: figures(&overview, prefectures, municipalities),
            scenes: scenes(&overview),
            published: overview.published,
            doors: doors(&overview),
            newest: overview.newest,
        });
    };
    let overview = crate::cases::overview(&mut tx).await?;
    let town = match member.municipalities.as_slice() {
        [code, ..] => crate::regions::town(&mut tx, code).await?,
        [] => None,
    };
    // News of one's own prefecture; who has several, or none, sees those of everywhere.
    let prefecture = match (&town, member.prefectures.as_slice()) {
        (Some(town), _) => Some(town.prefecture_code.clone()),
        (None, [code]) => Some(code.clone()),
        (None, _) => None,
    };
    let near = match prefecture {
        Some(code) => crate::cases::lines_of_prefecture(&mut tx, &code).await?,
        None => Vec::new(),
    };
    let requests = crate::people::waiting_registrations(&mut tx).await?;
    let shown = crate::plans::shown_to(&mut tx).await?;
    let core = tx.core().clone();
    drop(tx);
    let today = japanese::wareki::long(core.clock.today());
    let doors = doors(&overview);
    let may_see_situation = reach_of::<LookAtSituation>(&actor).is_some();
    let mut verbs = verbs(&actor, member);
    if may_see_situation && town.is_none() {
        verbs.push(Link::new("市町村の現在地を見る", "/situation"));
    }
    if reach_of::<LookAtPlans>(&actor).is_some() {
        verbs.push(Link::new("ロジックモデルを作る・見る", "/plans"));
    }
    if reach_of::<LookAtOwnWideAreas>(&actor).is_some() {
        verbs.push(Link::new("広域の取組・費用の分け方を見る", "/wide-area"));
    }
    if reach_of::<LookAtAims>(&actor).is_some() {
        verbs.push(Link::new("足もとを整理する（棚卸し・役割・あるべき姿）", "/groundwork"));
    }
    if reach_of::<LookAtRoles>(&actor).is_some_and(|scope| matches!(scope, Scope::Own(_) | Scope::Organisation(_))) {
        verbs.push(Link::new("コーディネーターの役割を見る・合意する", "/groundwork/roles"));
    }
    verbs.extend(shown.iter().map(|one| {
        let label = format!("見せてもらったロジックモデル「{}」を開く（{}）", one.title, one.municipality_name);
        Link::new(label, format!("/plans/{}", one.plan_id))
    }));
    verbs.extend(position(&core, &actor, &req).await?);
    let news_title = if near.is_empty() { "新しい事例" } else { "あなたの都道府県の事例" };
    render(&PersonPage {
        frame,
        heading: format!("{}さんの今日", member.name),
        purpose: format!("{today}。待っているものから並んでいます。"),
        dues: dues(&core, &actor, &req, &requests).await?,
        verbs,
        news_title: news_title.to_owned(),
        doors,
        news: if near.is_empty() { overview.newest } else { near },
        town: town.map(|town| card(town, may_see_situation)),
    })
}

fn card(mut town: Town, may_see_situation: bool) -> TownCard {
    town.figures.truncate(FIGURES_ON_CARD);
    TownCard {
        href: format!("/regions/{}", town.code),
        situation: if may_see_situation { format!("/situation/{}", town.code) } else { String::new() },
        name: town.name,
        prefecture: town.prefecture_name,
        figures: town.figures,
    }
}

/// Each kind of thing behind the gate of its own action.
async fn dues(
    core: &Arc<AppCore>,
    actor: &Actor,
    req: &Req,
    requests: &[WaitingRegistrations],
) -> Result<Vec<Due>, PageError> {
    let mut dues: Vec<Due> = requests.iter().map(request_due).collect();
    let most = i64::try_from(DUES_SHOWN).unwrap_or(i64::MAX);
    if reach_of::<ReviewCases>(actor).is_some() {
        let mut tx = core.read::<ReviewCases>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::cases::to_review(&mut tx, most).await?.iter().map(|w| due(w, "確かめる", true)));
    }
    if reach_of::<DecideCases>(actor).is_some() {
        let mut tx = core.read::<DecideCases>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::cases::to_decide(&mut tx, most).await?.iter().map(|w| due(w, "承認する", true)));
    }
    if reach_of::<DraftCases>(actor).is_some() {
        let mut tx = core.read::<DraftCases>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::cases::to_finish(&mut tx, most).await?.iter().map(|w| {
            let returned = w.state == "returned";
            due(w, if returned { "直す" } else { "続きを書く" }, returned)
        }));
    }
    if reach_of::<SubmitCases>(actor).is_some_and(|scope| !matches!(scope, Scope::Programmes(_))) {
        let mut tx = core.read::<LookAtCaseCollections>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::cases::open_collections(&mut tx, most).await?.into_iter().map(|(what, last, href)| Due {
            day: format!("{}月{}日まで", last.month(), last.day()),
            what,
            note: "事例を求めています。書きかけの事例も出せます。".to_owned(),
            verb: "見る",
            href,
            soon: false,
        }));
    }
    if reach_of::<AnswerCaseComments>(actor).is_some() {
        let mut tx = core.read::<AnswerCaseComments>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::cases::to_answer(&mut tx, most).await?.into_iter().map(|voice| Due {
            day: crate::cases::month_and_day(&voice.at),
            what: format!("事例「{}」に届いた声を読み、返事をする", voice.title),
            note: voice.by_label,
            verb: "読む",
            href: format!("/cases/{}#voices", voice.number),
            soon: false,
        }));
    }
    if reach_of::<AnswerSurvey>(actor).is_some() {
        let mut tx = core.read::<AnswerSurvey>(actor.clone(), &req.request_id).await?;
        let today = tx.core().clock.today();
        dues.extend(crate::surveys::to_answer(&mut tx).await?.iter().map(|waiting| answer_due(waiting, today)));
        dues.extend(crate::surveys::inquiries_to_answer(&mut tx).await?.into_iter().map(|(note, href)| Due {
            day: "調査".to_owned(),
            what: "確認の依頼に答える".to_owned(),
            note,
            verb: "答える",
            href,
            soon: true,
        }));
    }
    dues.extend(own_answers(core, actor, req).await?);
    if let Some(Scope::Municipalities(_) | Scope::Prefectures(_)) = reach_of::<PassOnLinks>(actor) {
        let mut tx = core.read::<PassOnLinks>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::surveys::to_pass_on(&mut tx).await?.into_iter().map(|(title, href)| Due {
            day: "案内".to_owned(),
            what: "コーディネーターに調査の案内を渡し、人数を伝える".to_owned(),
            note: title,
            verb: "開く",
            href,
            soon: false,
        }));
    }
    if reach_of::<CollectAnswers>(actor).is_some() {
        let mut tx = core.read::<CollectAnswers>(actor.clone(), &req.request_id).await?;
        // A prefecture looks and returns; the office accepts.
        let accepts = reach_of::<AcceptAnswers>(actor).is_some();
        for waiting in crate::surveys::to_collect(&mut tx).await? {
            dues.extend(to_collect(waiting, accepts));
        }
    }
    if reach_of::<CheckAnswers>(actor).is_some() {
        let mut tx = core.read::<CheckAnswers>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::surveys::inquiries_answered(&mut tx).await?.into_iter().map(|(title, count, href)| Due {
            day: "調査".to_owned(),
            what: format!("照会への回答{}件を確かめる", number(count)),
            note: title,
            verb: "確かめる",
            href,
            soon: false,
        }));
    }
    if let Some(Scope::Municipalities(codes)) = reach_of::<TakePartInWideAreas>(actor) {
        let mut tx = core.read::<TakePartInWideAreas>(actor.clone(), &req.request_id).await?;
        dues.extend(crate::wide_area::waiting_for(&mut tx, &codes).await?.into_iter().map(|(name, href)| Due {
            day: "広域".to_owned(),
            what: "広域の取組に加わるかどうかを答える".to_owned(),
            note: name,
            verb: "答える",
            href,
            soon: true,
        }));
    }
    dues.sort_by_key(|due| !due.soon);
    dues.truncate(DUES_SHOWN);
    Ok(dues)
}

/// Late bodies first, then what was handed in.
fn to_collect(waiting: ToCollect, accepts: bool) -> Vec<Due> {
    let mut dues = Vec::new();
    let ToCollect { title, submitted: (submitted, submitted_href), late: (late, late_href) } = waiting;
    if late > 0 {
        dues.push(Due {
            day: "締切後".to_owned(),
            what: format!("締切を過ぎた{}団体に声をかける", number(late)),
            note: title.clone(),
            verb: "開く",
            href: late_href,
            soon: true,
        });
    }
    if submitted > 0 {
        let verb = if accepts { "確かめる" } else { "見る" };
        dues.push(Due {
            day: "調査".to_owned(),
            what: format!("提出された回答{}件を{verb}", number(submitted)),
            note: title,
            verb,
            href: submitted_href,
            soon: false,
        });
    }
    dues
}

/// What somebody answers as a person, with her account.
async fn own_answers(core: &Arc<AppCore>, actor: &Actor, req: &Req) -> Result<Vec<Due>, PageError> {
    let mut tx = core.read::<LookAtHome>(actor.clone(), &req.request_id).await?;
    let today = tx.core().clock.today();
    Ok(crate::surveys::own_to_answer(&mut tx).await?.iter().map(|waiting| answer_due(waiting, today)).collect())
}

/// What one's body got back for its answers.
async fn position(core: &Arc<AppCore>, actor: &Actor, req: &Req) -> Result<Option<Link>, PageError> {
    if reach_of::<AnswerSurvey>(actor).is_none() {
        return Ok(None);
    }
    let mut tx = core.read::<AnswerSurvey>(actor.clone(), &req.request_id).await?;
    let found = crate::surveys::newest_position(&mut tx).await?;
    Ok(found.map(|(title, name, href)| Link::new(format!("調査での{name}の位置を見る（{title}）"), href)))
}

/// Somebody wants to join and cannot begin before it is decided.
fn request_due(waiting: &WaitingRegistrations) -> Due {
    Due {
        day: "申請".to_owned(),
        what: format!("登録の申請{}件に答える", waiting.count),
        note: waiting.organisation_name.clone(),
        verb: "確かめる",
        href: waiting.href(),
        soon: true,
    }
}

/// A questionnaire that waits; one that came back is marked.
fn answer_due(waiting: &ToAnswer, today: jiff::civil::Date) -> Due {
    let verb = waiting.state.verb();
    let late = waiting.due_on.is_some_and(|day| day < today);
    let day = waiting.due_on.map(|day| format!("{}月{}日", day.month(), day.day())).unwrap_or_default();
    let state = format!("{}。いまの状態：{}", waiting.respondent, waiting.state.label());
    Due {
        day: match (day.is_empty(), late) {
            (true, _) => day,
            (false, true) => "締切後".to_owned(),
            (false, false) => format!("{day}まで"),
        },
        what: format!("調査「{}」に答える", waiting.title),
        note: if late {
            let passed = waiting.due_on.map_or(0, |day| (today - day).get_days());
            format!(
                "{state}。締切の{}から{passed}日過ぎました。まだ提出できます",
                crate::shared::day_words(waiting.due_on.unwrap_or(today))
            )
        } else {
            state
        },
        verb,
        href: waiting.href.clone(),
        soon: late || verb == "直す",
    }
}

fn due(waiting: &Waiting, verb: &'static str, soon: bool) -> Due {
    let what = match verb {
        "確かめる" => format!("事例「{}」を確かめる", waiting.title),
        "承認する" => format!("事例「{}」を承認する", waiting.title),
        "直す" => format!("差し戻された事例「{}」を直す", waiting.title),
        _ => format!("事例「{}」の続きを書く", waiting.title),
    };
    let note = if waiting.remark.is_empty() {
        waiting.owner.clone()
    } else {
        format!("{}。{}", waiting.owner, waiting.remark)
    };
    Due {
        day: crate::cases::month_and_day(&waiting.updated_at),
        what,
        note,
        verb,
        // To write goes straight to the form; to look, to the case.
        href: match verb {
            "確かめる" | "承認する" => format!("/cases/{}", waiting.number),
            _ => format!("/cases/{}/edit", waiting.number),
        },
        soon,
    }
}

fn verbs(actor: &Actor, member: &Member) -> Vec<Link> {
    let mut verbs = Vec::new();
    if reach_of::<DraftCases>(actor).is_some() {
        verbs.push(Link::new("事例を書く", "/cases/new"));
    }
    // Who may invite anywhere chooses the organisation first.
    match reach_of::<InvitePerson>(actor) {
        Some(Scope::All | Scope::Programmes(_)) => verbs.push(Link::new("組織を選んで人を招待する", "/organisations")),
        Some(_) => {
            verbs.push(Link::new("人を招待する", format!("/organisations/{}/invite", member.organisation)));
        }
        None => {}
    }
    if reach_of::<LookAtOperations>(actor).is_some() {
        verbs.push(Link::new("運用を見る", "/operations"));
    }
    verbs.push(Link::new("困りごとから事例をさがす", "/troubles"));
    if let Some(code) = member.municipalities.first().or_else(|| member.prefectures.first()) {
        verbs.push(Link::new("自分の地域のページを見る", format!("/regions/{code}")));
    }
    verbs
}

fn doors(overview: &Overview) -> Vec<Door> {
    overview
        .troubles
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(trouble, count)| Door {
            title: trouble.label.clone(),
            text: trouble.sentence.clone(),
            href: format!("/troubles/{}", foundation::web::escape(&trouble.id)),
            count: *count,
        })
        .collect()
}

fn scenes(overview: &Overview) -> Vec<Door> {
    overview
        .scenes
        .iter()
        .filter(|(id, ..)| *id != "sonota")
        .map(|(id, label, count)| Door {
            title: (*label).to_owned(),
            text: String::new(),
            href: format!("/cases?scene={id}"),
            count: *count,
        })
        .collect()
}

/// Only what is counted in the database at this moment; each with what it counts.
fn figures(overview: &Overview, prefectures: i64, municipalities: i64) -> Vec<Figure> {
    let figure = |label: &str, value: i64, unit: &str, base: String| Figure {
        label: label.to_owned(),
        value: number(value),
        unit: unit.to_owned(),
        base,
        fictitious: false,
    };
    let newest = if overview.newest_day.is_empty() {
        "公開中のもの".to_owned()
    } else {
        format!("公開中のもの。最新は{}", overview.newest_day)
    };
    vec![
        figure("取組事例", overview.published, "件", newest),
        figure(
            "事例のある都道府県",
            overview.prefectures,
            "都道府県",
            format!("{}都道府県のうち", number(prefectures)),
        ),
        figure(
            "市町村のページ",
            municipalities,
            "市町村",
            "特別区を含み、政令指定都市の区を含みません。全国地方公共団体コードの一覧による".to_owned(),
        ),
    ]
}
