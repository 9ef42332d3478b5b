//! An invented stock-taking of the town whose officer one may be: its undertakings, the role of its coordinator that waits for the
//! association's agreement, where it wants to be, the first words of its self-assessment.

use std::sync::Arc;

use japanese::wareki::FiscalYear;

use super::fill::{FillError, REQUEST};
use crate::groundwork::actions::{aims, assessment, roles, share, undertakings};
use crate::groundwork::model::{AimSheet, Role, Sharing, Statement, Undertaking};
use crate::people;
use crate::permissions::{
    Actor, AgreeToRoles, AppCore, DraftAssessment, LookAtAims, ShareGroundwork, WriteAims, WriteRoles,
    WriteUndertakings,
};

const YANAI: &str = "352128";

/// Name, for whom, scenes, act, cost in yen, who runs it, how, since, what it yields, judgement, with what, why.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<i64>,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

#[rustfmt::skip]
const UNDERTAKINGS: &[Told] = &[
    ("在宅医療・介護の相談窓口", "医療・介護の関係者", "nichijo nyutaiin mitori", "sodan", Some(3_600_000), "柳井見本医師会", "contracted", "平成30年度", "相談 年142件", "keep", "", "相談は毎年ふえている。窓口の時間を延ばせるかは来年度に話す。"),
    ("入退院支援ルールの見直し会", "ケアマネジャー", "nyutaiin", "kirenai", Some(120_000), "高齢者支援課", "direct", "令和元年度", "年2回、ルール第3版", "keep", "", ""),
    ("ケアマネ研修（退院前カンファレンス）", "ケアマネジャー", "nyutaiin", "kankeisha", Some(180_000), "高齢者支援課", "direct", "令和3年度", "年2回、のべ38人", "merge", "多職種研修会", "内容が多職種研修会と重なっている。"),
    ("地区別ケアマネ勉強会", "ケアマネジャー", "nichijo nyutaiin", "kankeisha", None, "地域包括支援センター", "contracted", "平成27年度", "年6回", "", "", ""),
    ("多職種研修会", "医療・介護の関係者", "nichijo mitori", "kankeisha", Some(450_000), "柳井見本医師会", "contracted", "平成28年度", "年3回、のべ210人", "keep", "", ""),
    ("人生会議の出前講座", "65歳以上の市民", "mitori", "keihatsu", Some(90_000), "高齢者支援課", "direct", "令和4年度", "年8回、のべ165人", "keep", "", "離島でも開けるか、来年度にためす。"),
    ("在宅医療のしおり（冊子）の印刷", "市民", "nichijo", "keihatsu", Some(240_000), "高齢者支援課", "direct", "平成29年度", "3,000部（残り1,800部）", "stop", "", "在庫が3年分ある。次はホームページに載せる。"),
    ("医療・介護の資源一覧の更新", "医療・介護の関係者", "nichijo nyutaiin", "shigen", Some(60_000), "高齢者支援課", "direct", "平成28年度", "年1回", "keep", "", ""),
    ("認知症初期集中支援チームとの連絡会", "認知症の人と家族", "ninchisho", "kadai", None, "地域包括支援センター", "contracted", "令和2年度", "年4回", "", "", ""),
    ("災害時の人工呼吸器などの名簿づくり", "医療機器を使う人と家族", "saigai", "kirenai", None, "危機管理課・高齢者支援課", "direct", "", "", "start", "", "来年度から、訪問看護ステーションと始める。"),
];

/// Does nothing once it is there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<LookAtAims>(Actor::Console, REQUEST).await?;
    if crate::groundwork::has_aims(&mut look).await? {
        return Ok(());
    }
    drop(look);
    let today = core.clock.today();
    let year = i64::from(FiscalYear::of(today).0);
    let day = |days: i64| today.checked_sub(jiff::Span::new().days(days)).unwrap_or(today).to_string();
    fill_undertakings(core, year, &day(40)).await?;
    fill_role(core, today).await?;
    let mut tx = core.write::<ShareGroundwork>(Actor::Console, REQUEST).await?;
    share(&mut tx, YANAI, Sharing { aims: true, ..Sharing::default() }).await?;
    tx.commit_recorded().await?;
    let mut tx = core.write::<DraftAssessment>(Actor::Console, REQUEST).await?;
    let words = "医師会に委託した相談窓口が、平日の9時から17時に関係者の相談を受けている。（架空の例です）";
    let statement = Statement {
        item_id: "madoguchi".to_owned(),
        applies: "yes".to_owned(),
        words: words.to_owned(),
        fictitious: true,
        ..Statement::default()
    };
    assessment::state(&mut tx, (YANAI, year), &statement, 0).await?;
    tx.commit_recorded().await?;
    // Last of all: that these are there says that everything is.
    fill_aims(core, year, &day(30)).await
}

async fn fill_undertakings(core: &Arc<AppCore>, year: i64, decided: &str) -> Result<(), FillError> {
    let mut tx = core.write::<WriteUndertakings>(Actor::Console, REQUEST).await?;
    for (number, told) in UNDERTAKINGS.iter().enumerate() {
        let (name, whom, scenes, act, cost, run_by, run_how, since, yields, judgement, with, reason) = *told;
        let text = str::to_owned;
        let new = Undertaking {
            municipality_code: text(YANAI),
            fiscal_year: year,
            name: text(name),
            for_whom: text(whom),
            scenes: text(scenes),
            act: text(act),
            cost,
            money: if cost.is_some() { text("地域支援事業交付金") } else { String::new() },
            run_by: text(run_by),
            run_how: text(run_how),
            since: text(since),
            yields: text(yields),
            judgement: text(judgement),
            merge_with: text(with),
            reason: text(reason),
            decided_by: if judgement.is_empty() { String::new() } else { text("高齢者支援課長") },
            decided_on: if judgement.is_empty() { None } else { Some(text(decided)) },
            fictitious: true,
            ..Undertaking::default()
        };
        undertakings::add(&mut tx, &new, &format!("demo:{number}")).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}

async fn fill_role(core: &Arc<AppCore>, today: jiff::civil::Date) -> Result<(), FillError> {
    let mut tx = core.write::<WriteRoles>(Actor::Console, REQUEST).await?;
    let serving = people::coordinators_serving(&mut tx, YANAI).await?;
    let Some(her) = serving.first() else { return Ok(()) };
    let next_year = today.checked_add(jiff::Span::new().months(4)).unwrap_or(today);
    let new = Role {
        municipality_code: YANAI.to_owned(),
        person_id: Some(her.person),
        employer_id: Some(her.organisation),
        duties: "tashokushu joho soudan_senmon jittai jichitai".to_owned(),
        own_duties: "・離島の訪問看護の調整会議を、二か月に一度開く".to_owned(),
        not_duties: "・住民からの介護保険の申請の受付（高齢者支援課が受ける）\n・救急の受入れ先を探すこと（医師会の当番が受ける）"
            .to_owned(),
        reports_to: "高齢者支援課 在宅医療担当（月1回）".to_owned(),
        hours: "週4日、9時から16時（三つの市町を合わせて）".to_owned(),
        training: "県のコーディネーター研修に年2回。費用は市、時間は勤務のうち。".to_owned(),
        cover: "休みの日は、医師会の事務局が電話を受ける。".to_owned(),
        from_on: Some(format!("{}-04-01", FiscalYear::of(today).0)),
        review_on: Some(next_year.to_string()),
        fictitious: true,
        ..Role::default()
    };
    let id = roles::begin(&mut tx, &new, "demo:role").await?;
    tx.commit_recorded().await?;
    let mut tx = core.write::<AgreeToRoles>(Actor::Console, REQUEST).await?;
    roles::agree(&mut tx, id, 1, "高齢者支援課長（架空）").await?;
    tx.commit_recorded().await?;
    Ok(())
}

async fn fill_aims(core: &Arc<AppCore>, year: i64, agreed: &str) -> Result<(), FillError> {
    #[rustfmt::skip]
    let told = [
        ("nichijo", "病気や障害があっても、島でも町なかでも、住みなれた家で暮らしつづけられる。", "訪問診療をする診療所は市の中心に集まり、離島には月2回の船便で通っている。（架空の例です）", "・離島で訪問看護を受けられる日が少ない\n・薬が届くまでに日がかかる", "離島で訪問看護を受けられる日を、週2日にする（令和10年度）。", "・訪問看護ステーションの出張所を、公民館でためす\n・薬の受け渡しを、船便の担当者と決める", "出張所に、どの時間があれば使えますか", true),
        ("nyutaiin", "入院したその日から、家に帰る相談が始まっている。", "入院から退院までの連絡は、病院ごとに違う様式で行われている。（架空の例です）", "・退院の知らせが、前日になることがある", "退院の知らせが三日前までに届く割合を、9割にする（令和9年度）。", "・連絡の様式を一つにし、三つの病院でためす", "様式のどの欄が、いつも空いていますか", true),
        ("mitori", "望む人が、望む場所で、さいごまで過ごせる。", "自宅で亡くなる人の割合は、ここ数年ほとんど変わっていない。（架空の例です）", "・夜に電話できるところが、家族に知られていない", "", "・夜の当番表をつくり、家族に渡す", "夜の当番に、いくつの診療所が入れますか\n家族には、いつ渡すのがよいですか", false),
    ];
    let mut tx = core.write::<WriteAims>(Actor::Console, REQUEST).await?;
    for (scene, desired, present, issues, goal, measures, questions, is_agreed) in told {
        let new = AimSheet {
            municipality_code: YANAI.to_owned(),
            fiscal_year: year,
            scene: scene.to_owned(),
            desired: desired.to_owned(),
            present: present.to_owned(),
            issues: issues.to_owned(),
            goal: goal.to_owned(),
            measures: measures.to_owned(),
            questions: questions.to_owned(),
            agreed_by: if is_agreed { "在宅医療・介護連携推進協議会".to_owned() } else { String::new() },
            agreed_on: is_agreed.then(|| agreed.to_owned()),
            fictitious: true,
            ..AimSheet::default()
        };
        aims::write(&mut tx, &new, 0).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}
