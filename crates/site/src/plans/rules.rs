//! What a plan may be, and what one is gently asked about. Nothing here stops anybody from writing but limits and circles.

use std::collections::BTreeSet;

use crate::model::{PlanBox, PlanLink, Whole, depth, level_label};
use crate::shared::Rule;

pub const MOST_BOXES: usize = 300;
pub const MOST_LINKS: usize = 1_000;
pub const MOST_VERSIONS: i64 = 30;
pub const MOST_PLANS: i64 = 100;
pub const MOST_MEASUREMENTS: usize = 100;
pub const MOST_REVIEWS: usize = 60;
pub const MOST_STEPS: usize = 5;
pub const MOST_STEPS_OF_A_PLAN: usize = 300;
pub const MOST_COMMENTS: usize = 500;
/// So many at the same time.
pub const MOST_SHARES: usize = 30;
pub const MOST_SHARE_DAYS: i64 = 366;
/// 「終わって30日たったら、宛先を消す」
pub const SHARE_FORGOTTEN_DAYS: i64 = 30;
/// 「次の振り返りの日の7日前に知らせる」
pub const TOLD_DAYS_BEFORE: i64 = 7;
pub const TITLE_CHARACTERS: usize = 80;
pub const TEXT_CHARACTERS: usize = 1_000;
pub const WORDS_CHARACTERS: usize = 200;
pub const SHORT_CHARACTERS: usize = 80;

pub const RULES: &[Rule] = &[
    Rule {
        id: "plans.boxes",
        value: "箱300、矢印1,000",
        sentence: "一つのロジックモデルの箱は300まで、矢印は1,000までです。",
        source: "設計（速さと読みやすさ）",
    },
    Rule {
        id: "plans.circle",
        value: "輪にしない",
        sentence: "矢印は取組からアウトカムへ向かいます。もとの箱に戻る輪は作れません。",
        source: "REQ-268",
    },
    Rule {
        id: "plans.checks",
        value: "気づきだけ",
        sentence: "指標のないアウトカム、だれがするかのない取組、どこにもつながらない箱などを、理由とともに知らせます。止めはしません。",
        source: "REQ-268、REQ-269",
    },
    Rule {
        id: "plans.remind",
        value: "7日前",
        sentence: "次の振り返りの日の7日前に、書ける人へメールで知らせます。日を変えると、もう一度知らせます。",
        source: "REQ-269（見直しを続ける）。日数は設計",
    },
    Rule {
        id: "plans.shares",
        value: "30人・組織、1年",
        sentence: "市町村は、ロジックモデルを、名前を挙げた人や組織に、日を決めて見せられます（読む・コメントする・いっしょに書く）。同時に30まで、1日に加えられるのも30まで、長くて1年です。その人の所属が終わると終わります。メールアドレスは、終わって30日で消します。",
        source: "REQ-268（有識者や専門職といっしょに書く）。日数は設計",
    },
    Rule {
        id: "plans.reviews",
        value: "振り返り60、実測100",
        sentence: "一つのロジックモデルの振り返りは60回まで、一つの箱の実測は100件までです。",
        source: "設計（四半期ごとに15年分）",
    },
];

/// Words that say a direction and no act.
const NO_ACT: &[&str] = &[
    "推進する",
    "強化する",
    "充実させる",
    "図る",
    "努める",
    "検討する",
    "目指す",
    "取り組む",
    "進める",
    "支援する",
    "連携する",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooManyBoxes,
    TooManyLinks,
    TooManyPlans,
    TooManyVersions,
    SameAsLastVersion,
    OfAnotherTown,
    AgreedInFuture,
    Backwards(String, String),
    ToItself(String),
    Circle(Vec<String>),
    NotOfThisPlan,
    AgreedWithoutDay,
    AgreedWithoutPlace,
    MeasuredInFuture,
    TooManyMeasurements,
    ReviewedInFuture,
    NextBeforeReview,
    TooManyReviews,
    TooManyComments,
    TooManySteps,
    UnknownIndicator,
    TooManyShares,
    SharedTooLong,
    SharedInPast,
    SharedWithOwn,
    SharedAlready,
    UnknownOrganisation,
    SeveralOrganisations(Vec<String>),
    NobodyInSight,
}

impl Refusal {
    pub fn sentence(&self) -> String {
        match self {
            Self::TooManyBoxes => {
                format!("箱は{MOST_BOXES}までです。使わない箱を消すか、ロジックモデルを二つに分けてください。")
            }
            Self::TooManyLinks => {
                format!("矢印は、一つのロジックモデルで{MOST_LINKS}までです。つながる先を減らしてください。")
            }
            Self::TooManyPlans => format!(
                "ロジックモデルは、一つの市町村で{MOST_PLANS}までです。使わないものを「しまう」にしてください。"
            ),
            Self::TooManyVersions => format!("版は{MOST_VERSIONS}までです。写しを作って、そちらで続けてください。"),
            Self::SameAsLastVersion => "最後の版から変わったところがないので、新しい版は残しませんでした。".to_owned(),
            Self::OfAnotherTown => {
                "写しは、同じ市町村のロジックモデルからだけ作れます。ほかの市町村へは、書いた市町村にたずねてください。"
                    .to_owned()
            }
            Self::AgreedInFuture => "合意した日が、今日より先になっています。".to_owned(),
            Self::Backwards(from, to) => {
                format!("「{from}」から「{to}」へは、矢印を引けません。矢印は、取組からアウトカムの向きに引きます。")
            }
            Self::ToItself(words) => format!("「{words}」から、その箱自身へは矢印を引けません。"),
            Self::Circle(words) => {
                let round = words.iter().map(|words| format!("「{words}」")).collect::<Vec<_>>().join("→");
                format!("矢印が輪になります：{round}。この中のどれか一つを外してください。")
            }
            Self::NotOfThisPlan => {
                "つなぐ相手の箱が、もうありません。ほかの方が消したかもしれません。選び直してください。".to_owned()
            }
            Self::MeasuredInFuture => "測った日が、今日より先になっています。".to_owned(),
            Self::TooManyMeasurements => {
                format!("一つの箱の実測は{MOST_MEASUREMENTS}件までです。要らないものを消してから加えてください。")
            }
            Self::ReviewedInFuture => "振り返った日が、今日より先になっています。".to_owned(),
            Self::NextBeforeReview => "次の振り返りの日は、振り返った日より後にしてください。".to_owned(),
            Self::TooManyReviews => {
                format!("振り返りは{MOST_REVIEWS}回までです。写しを作って、そちらで続けてください。")
            }
            Self::TooManyComments => {
                format!("コメントは、一つのロジックモデルで{MOST_COMMENTS}件までです。")
            }
            Self::TooManySteps => format!(
                "「次にすること」は、一つのロジックモデルで{MOST_STEPS_OF_A_PLAN}までです。写しを作って、そちらで続けてください。"
            ),
            Self::UnknownIndicator => {
                "その指標は、いまの一覧にありません。一覧から選び直すか、ことばで書いてください。".to_owned()
            }
            Self::TooManyShares => {
                format!("見せる相手は、同時に{MOST_SHARES}まで、1日に加えられるのも{MOST_SHARES}までです。要らなくなったものを「やめる」にしてから、加えてください。")
            }
            Self::SharedTooLong => "見せる期限は、今日から1年以内にしてください。続けるときは、そのときにまた加えられます。".to_owned(),
            Self::SharedInPast => "見せる期限が、もう過ぎています。今日か、今日より先の日にしてください。".to_owned(),
            Self::SharedWithOwn => "自分の市町村の人は、はじめから読み書きできます。ほかの組織の名前を入れてください。".to_owned(),
            Self::SharedAlready => {
                "その相手には、もう見せています。できることや期限を変えるときは、下の一覧で「やめる」にしてから、加え直してください。".to_owned()
            }
            Self::UnknownOrganisation => {
                "その名前の自治体・保健所・厚生局や、あなたの見られる組織はありません。「山梨県南部町」のように都道府県から入れるか、市町村コード（6桁）で入れてください。".to_owned()
            }
            Self::SeveralOrganisations(names) => format!(
                "同じ名前の組織がいくつかあります（{}）。都道府県から入れるか、市町村コード（6桁）で入れてください。",
                names.join("、")
            ),
            Self::NobodyInSight => "その方は、いまは選べません。一覧から選び直してください。".to_owned(),
            Self::AgreedWithoutDay => "合意した日を入力してください。".to_owned(),
            Self::AgreedWithoutPlace => "どこで合意したか（会議の名前）を入力してください。".to_owned(),
        }
    }
}

/// Whether a box may lead to these, given everything else that leads somewhere.
pub fn may_lead(whole: &Whole, from: &PlanBox, to: &BTreeSet<i64>) -> Result<(), Refusal> {
    for id in to {
        let target = whole.find(*id).ok_or(Refusal::NotOfThisPlan)?;
        if *id == from.id {
            return Err(Refusal::ToItself(from.words.clone()));
        }
        if depth(&target.level) > depth(&from.level) {
            return Err(Refusal::Backwards(from.words.clone(), target.words.clone()));
        }
    }
    let mut links: Vec<PlanLink> = whole.links.iter().copied().filter(|link| link.from_box != from.id).collect();
    links.extend(to.iter().map(|to| PlanLink { from_box: from.id, to_box: *to }));
    if links.len() > MOST_LINKS {
        return Err(Refusal::TooManyLinks);
    }
    match circle(&links, from.id) {
        Some(round) => Err(Refusal::Circle(
            round.iter().map(|id| whole.find(*id).map_or(from.words.clone(), |one| one.words.clone())).collect(),
        )),
        None => Ok(()),
    }
}

/// The way from a box back to itself, if there is one; both ends named.
pub fn circle(links: &[PlanLink], start: i64) -> Option<Vec<i64>> {
    let (mut way, mut seen) = (vec![(start, 0_usize)], BTreeSet::new());
    while let Some((at, next)) = way.last().copied() {
        let on = links.iter().filter(|link| link.from_box == at).nth(next);
        if let Some(last) = way.last_mut() {
            last.1 += 1;
        }
        match on {
            None => {
                way.pop();
            }
            Some(link) if link.to_box == start => {
                let mut round: Vec<i64> = way.iter().map(|(id, _)| *id).collect();
                round.push(start);
                return Some(round);
            }
            Some(link) => {
                if seen.insert(link.to_box) {
                    way.push((link.to_box, 0));
                }
            }
        }
    }
    None
}

/// What one is asked about, box by box: number of the box, sentence with its reason.
pub fn checks(whole: &Whole) -> Vec<(i64, String)> {
    let mut found = Vec::new();
    for one in &whole.boxes {
        let mut say = |sentence: &str| found.push((one.id, sentence.to_owned()));
        if one.is_outcome() && one.indicator.is_empty() {
            say("何を見れば変わったと分かるか（指標）が、まだありません。あとで振り返るときに要ります。");
        }
        if one.is_outcome() && !one.indicator.is_empty() {
            if one.baseline.is_empty() || one.target.is_empty() {
                say("いまの値と目標の値を入れると、どれだけ変わったかを言えます。");
            }
            if one.observed_how.is_empty() || one.observed_by.is_empty() {
                say("だれが、どうやって確かめるかを決めておくと、あとで数字が集まらない、を防げます。");
            }
            if one.due.is_empty() {
                say("いつまでに変わってほしいかを入れると、見直す時期が決まります。");
            }
        }
        if one.is_activity() {
            if one.who.is_empty() {
                say("だれがするかが、まだありません。決まっていなければ、声をかける相手を書いておきます。");
            }
            if one.due.is_empty() {
                say("いつするかが、まだありません。");
            }
            if NO_ACT.iter().any(|word| one.words.trim_end_matches('。').ends_with(word)) {
                say(
                    "何をするかが、まだ目に浮かびません。手順書のつもりで、最初の一歩（だれに、何と言うか）を書いてみてください。",
                );
            }
        }
        if one.level != "final" && whole.after(one.id).next().is_none() {
            say("この箱は、どこにもつながっていません。何のためかを、上の箱につないでください。");
        }
        if !one.is_activity() && whole.before(one.id).next().is_none() {
            say("この箱を生む取組やアウトプットが、まだつながっていません。");
        }
    }
    found
}

/// What is missing in the whole: levels without a box.
pub fn gaps(whole: &Whole) -> Vec<String> {
    let empty = crate::model::LEVELS.iter().filter(|(id, ..)| whole.of_level(id).next().is_none());
    empty.map(|(id, ..)| level_label(id).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: i64, level: &str, words: &str) -> PlanBox {
        PlanBox { id, level: level.to_owned(), words: words.to_owned(), ..PlanBox::default() }
    }

    fn whole(links: &[(i64, i64)]) -> Whole {
        Whole {
            boxes: vec![
                one(1, "final", "家で過ごせる"),
                one(2, "middle", "早く気づく"),
                one(3, "middle", "早くつながる"),
                one(4, "first", "相談が増える"),
                one(5, "activity", "窓口で聞く"),
            ],
            links: links.iter().map(|(from_box, to_box)| PlanLink { from_box: *from_box, to_box: *to_box }).collect(),
            ..Whole::default()
        }
    }

    #[test]
    fn arrows_go_up_or_aside_and_never_round() {
        let all = whole(&[(2, 3), (4, 2)]);
        let lead = |from: usize, to: &[i64]| may_lead(&all, &all.boxes[from], &to.iter().copied().collect());
        assert_eq!(lead(4, &[4, 2, 1]), Ok(()));
        assert!(matches!(lead(0, &[2]), Err(Refusal::Backwards(..))));
        assert!(matches!(lead(1, &[2]), Err(Refusal::ToItself(_))));
        assert_eq!(lead(1, &[9]), Err(Refusal::NotOfThisPlan));
        let Err(Refusal::Circle(round)) = lead(2, &[2]) else { panic!("3 → 2 → 3 is a circle") };
        assert_eq!(round, ["早くつながる", "早く気づく", "早くつながる"]);
        assert!(Refusal::Circle(round).sentence().contains("どれか一つを外して"));
    }

    #[test]
    fn arrows_are_counted() {
        let links: Vec<(i64, i64)> = (0..999).map(|n| (1_000 + n, 1)).collect();
        let all = whole(&links);
        assert_eq!(may_lead(&all, &all.boxes[4], &[1].into()), Ok(()));
        assert_eq!(may_lead(&all, &all.boxes[4], &[1, 2].into()), Err(Refusal::TooManyLinks));
    }

    #[test]
    fn many_ways_to_the_same_box_end() {
        // A ladder of 150 steps with two ways at each: walked once, not 2^150 times.
        let mut links = Vec::new();
        for step in 0..150_i64 {
            for to in [2 * step + 2, 2 * step + 3] {
                links.push(PlanLink { from_box: 2 * step, to_box: to });
                links.push(PlanLink { from_box: 2 * step + 1, to_box: to });
            }
        }
        assert_eq!(circle(&links, 0), None);
        links.push(PlanLink { from_box: 300, to_box: 0 });
        assert!(circle(&links, 0).is_some());
    }

    #[test]
    fn what_is_missing_is_asked_about_and_what_is_there_is_not() {
        let mut all = whole(&[(5, 4), (4, 2), (2, 1), (3, 1)]);
        all.boxes[4].words = "連携を推進する".to_owned();
        let said = |all: &Whole, id: i64| {
            checks(all).into_iter().filter(|(b, _)| *b == id).map(|(_, s)| s).collect::<Vec<_>>()
        };
        assert!(said(&all, 1).iter().any(|s| s.contains("指標")));
        assert!(said(&all, 3).iter().any(|s| s.contains("生む取組")));
        assert!(
            said(&all, 5).iter().any(|s| s.contains("目に浮かびません"))
                && said(&all, 5).iter().any(|s| s.contains("だれがするか"))
        );
        let act = &mut all.boxes[4];
        act.words = "窓口に来た人に、はじめに困りごとを聞く".to_owned();
        act.who = "地域包括支援センター".to_owned();
        act.due = "令和9年4月".to_owned();
        assert_eq!(said(&all, 5), Vec::<String>::new());
        assert_eq!(gaps(&all), ["アウトプット"]);
    }
}
