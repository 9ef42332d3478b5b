//! 業務規則: when an answer may be written, handed in, returned; who compares with whom.

pub mod correcting;
pub mod criteria;
pub mod data_sets;
pub mod deadlines;
pub mod editing;
pub mod entries;
pub mod findings;
pub mod linking;
pub mod position;
pub mod releasing;
pub mod suggesting;
pub mod tables;
pub mod texts;

use jiff::civil::Date;
use questionnaire::{Answer, Answers, Form, Kind};

pub use deadlines::days_left;

use super::model::{State, SurveyRow, SurveyState};
use crate::shared::Rule;

pub mod sheets;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.complete_enumeration",
        value: "全数",
        sentence: "都道府県票と市町村票は全団体に配り、全団体が答えるまで締切を延ばす",
        source: "REQ-170、REQ-171",
    },
    Rule {
        id: "surveys.reminders_a_day",
        value: "1日1回",
        sentence: "催促のメールは、一つの団体に1日1回までにする",
        source: "調査の進め方（提案）",
    },
    Rule {
        id: "surveys.persons_hidden_below",
        value: "5人",
        sentence: "個人が答える調査票の表では、5人に満たない数を、そこから計算できる数とともに、どの出力でも隠す。団体が答える調査票では隠さない",
        source: "REQ-194（都道府県単位のコーディネーターは21人）、集計の進め方（提案）",
    },
    Rule {
        id: "surveys.least_in_a_group",
        value: "5団体以上",
        sentence: "ほかの団体の答えは、5団体以上のまとまりで示す。満たないときは広いまとまりに替えるか、示さない",
        source: "比べ方と見せ方（提案）",
    },
    Rule {
        id: "surveys.named_only_if_public_or_shared",
        value: "公開の設問か、共有の同意",
        sentence: "ほかの団体の答えを名前とともに示すのは、調査票が公開とした設問か、その団体が共有すると決めたときだけにする",
        source: "比べ方と見せ方（提案）",
    },
    Rule {
        id: "surveys.preliminary_until_frozen",
        value: "速報",
        sentence: "データが確定するまでの比較には、速報と、それまでの回答の数を添える",
        source: "比べ方と見せ方（提案）",
    },
    Rule {
        id: "surveys.similar_towns",
        value: "20団体",
        sentence: "似た市町村との比較は、回答した市町村のうち近い順に20団体とする",
        source: "比べ方（提案）。近さは regions.similar",
    },
    sheets::RULES[0],
    sheets::RULES[1],
    sheets::RULES[2],
    sheets::RULES[3],
    Rule {
        id: "surveys.groups_before_publication",
        value: "5団体",
        sentence: "公表前の集計では、一つひとつの回答を見る立場にない人には、5団体以上の集まりだけを示す。満たない区分はまとめ、絞り込みで外れる回答が1〜4件になるものは示さない",
        source: "集計の進め方（提案）",
    },
    Rule {
        id: "surveys.persons_in_fixed_tables",
        value: "決まった表だけ",
        sentence: "個人の回答の集計は、決まった表側だけで数え、絞り込みや設問どうしの掛け合わせをしない。事務局と所管課のほかには、受付が終わってから示す",
        source: "表どうしの引き算で一人の答えが分かることを防ぐため（提案）",
    },
    Rule {
        id: "surveys.publish_after_closing",
        value: "締切後・確定",
        sentence: "集計表を公表できるのは、受付を閉じた調査か、確定した調査。公表した表は変えず、直すときは理由を付けて取り下げ、新しく公表する",
        source: "集計の進め方（提案）、機械可読性に関するルール L3-08",
    },
    Rule {
        id: "surveys.edition_is_frozen",
        value: "変えない",
        sentence: "調査票の版は、出したあとは変えない。直しは次の版にし、答えはそれぞれの版を指す",
        source: "調査票の版（提案）",
    },
    Rule {
        id: "surveys.corrections",
        value: "3通り",
        sentence: "答えがあるあいだの直しは、言い方と追加は自由、答えに関わるものは承知のうえで、公開と秘匿の約束に関わるものはできない",
        source: "調査票の版（提案）",
    },
    Rule {
        id: "surveys.moved_to_the_next_edition",
        value: "次に保存したとき",
        sentence: "提出前の団体は次に保存したときに新しい版へ移り、合わなくなった答えは消さずに別に残す。提出済みの答えは元の版のままにする",
        source: "調査票の版（提案）",
    },
    Rule {
        id: "surveys.sheets_of_an_older_edition",
        value: "設問が同じなら",
        sentence: "前の版の回答票は、その設問がどれも今の版に同じ意味で残っていれば受け取る",
        source: "調査票の版（提案）",
    },
    Rule {
        id: "surveys.least_others",
        value: "5市町村",
        sentence: "自分が個別に見られる団体のほかに、5市町村以上の回答があるときだけ、全国の割合を並べる",
        source: "結果の返し方（提案）",
    },
    Rule {
        id: "surveys.gap",
        value: "問8-1-2・8-2-1・8-2-2",
        sentence: "最優先の課題、受けている支援、期待する支援を同じ項目で並べ、期待する割合から受けている割合を引いた差を%ポイントで示す。答えていない団体も母数に入れる",
        source: "REQ-188、報告の提言（課題・受けている支援・期待する支援の差）",
    },
];

/// 「最優先の課題、受けている支援、期待する支援を同じ項目で並べる」: the questions, in that order.
pub const GAP_QUESTIONS: [&str; 3] = ["q8_1_2", "q8_2_1", "q8_2_2"];

/// 「ほかの団体は、5市町村以上の集まりとして見る」: how many others a comparison needs beside those one may see by themselves.
pub const LEAST_OTHERS: usize = position::LEAST_IN_A_GROUP;

/// 「個人が答える調査票の表では、5人に満たない数を隠す」 (`tabulate`'s suppression)
pub const LEAST_OF_PERSONS: u32 = tabulate::variables::DEFAULT_LEAST;

/// The rules of data sets, findings, inquiries, texts: each stands with its constants in a file of its own.
pub fn rules_by_topic() -> Vec<Rule> {
    [data_sets::RULES, findings::RULES, criteria::RULES, releasing::RULES, texts::RULES, tables::RULES].concat()
}

/// The longest reason for returning or entering for somebody.
pub const REASON_CHARACTERS: usize = 1000;

/// Why something cannot be done now, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    NotOpen(SurveyState),
    NotYet(Date),
    /// Handed in already.
    HandedIn,
    WrongState(State),
    NoReason,
    /// The reason is longer than [`REASON_CHARACTERS`].
    LongReason(usize),
    /// A new deadline that is no later than the one there is.
    NotLater(Date),
    NoDay,
    /// A data set without anybody in it.
    NothingCollected,
    /// An interim data set that would be the newest one over again: 「第3号（中間締め）」.
    SameDataSet(String),
    /// Only a frozen survey is opened again.
    NotFrozen,
    /// After a final data set, the next one says why.
    NoCorrectionReason,
    /// The answer is set aside.
    SetAside,
    SharedAlready,
    NotShared,
    PersonsDoNotShare,
    /// A position before anything was handed in.
    NothingHandedIn,
    /// A position while the answers are with the respondent again.
    ReturnedForNow,
    /// An inquiry that asks nothing.
    NoQuestion,
    NoReply,
    NoExplanation,
    NoCleaningReason,
    InquirySettled,
    /// A correction that changes nothing.
    NothingChanged,
    UndoneAlready,
    /// Something else was answered since.
    ChangedSince,
    NoNumber(i64),
    /// Another kind of respondent, or no earlier year.
    NotBefore,
    NoLabel,
    LongLabel(usize),
    LabelTaken,
    TooManyCategories,
    /// Rules of the office.
    TooManyRules,
    MergedWithItself,
    NoExcerpt,
    LongExcerpt(usize),
    /// Something in an excerpt may lead to a person.
    PersonalData,
}

impl Refusal {
    /// Said at the field of the reason.
    pub fn is_of_the_reason(&self) -> bool {
        matches!(self, Self::NoReason | Self::LongReason(_))
    }

    /// Something about what was typed in a form, to be said at its field.
    pub fn is_about_text(&self) -> bool {
        matches!(
            self,
            Self::NoReason
                | Self::LongReason(_)
                | Self::NoQuestion
                | Self::NoReply
                | Self::NoExplanation
                | Self::NoCleaningReason
                | Self::NothingChanged
                | Self::NoLabel
                | Self::LongLabel(_)
                | Self::LabelTaken
                | Self::TooManyCategories
                | Self::MergedWithItself
                | Self::NoExcerpt
                | Self::LongExcerpt(_)
                | Self::PersonalData
        )
    }

    pub fn sentence(&self) -> String {
        match self {
            Self::NotOpen(SurveyState::Draft) => "この調査は、まだ始まっていません。".to_owned(),
            Self::NotOpen(_) => {
                "この調査の受付は終わっています。直すところがあるときは、調査の事務局に連絡してください。".to_owned()
            }
            Self::NotYet(day) => format!("この調査の受付は{}からです。", crate::shared::day_words(*day)),
            Self::HandedIn => {
                "すでに提出されています。直すところがあるときは、調査の事務局か都道府県に差戻しを頼んでください。"
                    .to_owned()
            }
            Self::WrongState(state) => format!("いまの状態（{}）では、この操作はできません。", state.label()),
            Self::LongReason(length) => {
                format!("理由は{REASON_CHARACTERS}文字までです（いま{length}文字）。短くしてください。")
            }
            Self::NotLater(due) => {
                format!("いまの締切（{}）より後の日を入れてください。", crate::shared::day_words(*due))
            }
            Self::SetAside => {
                "この回答は、重なりなどのため集計から外されています。心当たりがないときは、調査の事務局に連絡してください。"
                    .to_owned()
            }
            Self::NotBefore => {
                "前の年度の調査には、同じ種類の団体に、より前の年度に行ったものを選んでください。".to_owned()
            }
            Self::NoDay => "新しい締切の日を入れてください。".to_owned(),
            Self::NothingCollected => {
                "提出された回答がまだないため、締められません。回収室で回収の状態を見てください。".to_owned()
            }
            Self::SameDataSet(name) => format!(
                "{name}を締めてから、提出された回答は変わっていません。新しい番号は作りませんでした。{name}をそのまま使ってください。"
            ),
            Self::NotFrozen => {
                "この調査はまだ確定していません。いまの状態のまま直し、そのあとで確定してください。".to_owned()
            }
            Self::NoCorrectionReason => {
                "確定したデータを直す理由を書いてください。どの番号から何が変わったかが、あとから分かります。"
                    .to_owned()
            }
            Self::SharedAlready => "すでに共有しています。".to_owned(),
            Self::NotShared => "いまは共有していません。".to_owned(),
            Self::PersonsDoNotShare => "個人が答える調査の回答は、共有できません。".to_owned(),
            Self::NothingHandedIn => {
                "まだ提出されていないため、ほかの団体と比べられません。提出すると、すぐに見られます。".to_owned()
            }
            Self::ReturnedForNow => {
                "提出された回答は差戻しになっていて、直しているあいだは集計に入りません。直して提出し直すと、ほかの団体と比べた位置がまた見られます。"
                    .to_owned()
            }
            Self::NoQuestion => "団体に尋ねることを書いてください。".to_owned(),
            Self::NoReply => "照会への返事を書いてください。答えがそのままでよいときは、その理由を書きます。".to_owned(),
            Self::NoExplanation => "理由を書いてください。書かなくても提出はできます。".to_owned(),
            Self::NoCleaningReason => "直す理由を書いてください。団体の方にも見えます。".to_owned(),
            Self::InquirySettled => {
                "この照会は済んでいます。付け加えることがあるときは、調査の事務局に連絡してください。".to_owned()
            }
            Self::NothingChanged => "答えが変わっていません。直す答えを入れてください。".to_owned(),
            Self::UndoneAlready => "この整理は、すでに取り消されています。".to_owned(),
            Self::ChangedSince => {
                "この整理のあとで、同じ設問の答えが変わっています。取り消さずに、いまの答えを見て、あらためて整理してください。"
                    .to_owned()
            }
            Self::NoNumber(most) => format!("0から{most}までの整数を入れてください。"),
            Self::NoLabel => "分類の名前を入れてください。".to_owned(),
            Self::LongLabel(length) => format!(
                "分類の名前は{}文字までです（いま{length}文字）。短くしてください。",
                texts::LABEL_CHARACTERS
            ),
            Self::LabelTaken => "同じ名前の分類があります。別の名前にするか、その分類を使ってください。".to_owned(),
            Self::TooManyCategories => {
                format!("分類は{}までです。似た分類を統合してください。", texts::CATEGORIES_AT_MOST)
            }
            Self::TooManyRules => {
                format!("事務局の規則は{}件までです。使わない規則を書き換えてください。", criteria::RULES_AT_MOST)
            }
            Self::MergedWithItself => "統合先には、別の分類を選んでください。".to_owned(),
            Self::NoExcerpt => "抜粋することばを入れてください。".to_owned(),
            Self::LongExcerpt(length) => format!(
                "抜粋は{}文字までです（いま{length}文字）。短くしてください。",
                texts::EXCERPT_CHARACTERS
            ),
            Self::PersonalData => {
                "人の名前、電話番号、メールアドレスらしいことばが残っています。除くか、確かめたうえで印を付けてください。"
                    .to_owned()
            }
            Self::NoReason => "理由を書いてください。相手が何を直せばよいかが分かります。".to_owned(),
        }
    }
}

/// May the respondent's answers be written today? The deadline does not close the form: 全数回収まで締切を延ばす.
pub fn may_write(survey: SurveyState, opens_on: Option<Date>, state: State, today: Date) -> Result<(), Refusal> {
    if survey != SurveyState::Open {
        return Err(Refusal::NotOpen(survey));
    }
    if let Some(opens_on) = opens_on.filter(|day| today < *day) {
        return Err(Refusal::NotYet(opens_on));
    }
    match state {
        State::NotOpened | State::Working | State::Returned => Ok(()),
        State::Submitted | State::Accepted => Err(Refusal::HandedIn),
        State::SetAside => Err(Refusal::SetAside),
    }
}

/// Returned with a comment: what was handed in, accepted or not, while the survey is not frozen.
pub fn may_return(survey: SurveyState, state: State, reason: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if !state.is_collected() {
        return Err(Refusal::WrongState(state));
    }
    is_reason(reason)
}

/// Something is written there, and not a whole report.
pub fn is_reason(reason: &str) -> Result<(), Refusal> {
    match reason.trim().chars().count() {
        0 => Err(Refusal::NoReason),
        1..=REASON_CHARACTERS => Ok(()),
        length => Err(Refusal::LongReason(length)),
    }
}

/// A later deadline, for who has not handed in yet.
pub fn may_extend(survey: SurveyState, state: State, due: Option<Date>, to: Date) -> Result<(), Refusal> {
    if survey != SurveyState::Open {
        return Err(Refusal::NotOpen(survey));
    }
    if !state.is_owing() {
        return Err(Refusal::WrongState(state));
    }
    match due {
        Some(due) if to <= due => Err(Refusal::NotLater(due)),
        _ => Ok(()),
    }
}

/// 「催促のメールは、一つの団体に1日1回まで」, and only to who still owes an answer.
pub fn may_remind(state: State, reminded_on: Option<Date>, today: Date) -> bool {
    state.is_owing() && reminded_on != Some(today)
}

/// How far somebody is with one section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Questions asked of this respondent, as the answers stand.
    pub asked: usize,
    /// Those with a complete answer.
    pub answered: usize,
    /// Those that must be answered and are not.
    pub missing: usize,
}

/// Per section, in order.
pub fn progress(form: &Form, answers: &Answers) -> Vec<Progress> {
    let who = form.applicable(answers);
    let sections = &form.definition().sections;
    let mut found = vec![Progress::default(); sections.len()];
    for (at, section, question) in form.questions() {
        if !question.kind.is_asked() || !who.question(at) {
            continue;
        }
        let complete = match (&question.kind, answers.get(&question.id)) {
            (_, None) => false,
            (Kind::Grid(grid), Some(Answer::Grid { rows })) => {
                grid.rows.iter().enumerate().all(|(row, r)| !who.row(at, row) || rows.contains_key(&r.id))
            }
            (_, Some(_)) => true,
        };
        let place = sections.iter().position(|s| s.id == section.id);
        if let Some(progress) = place.and_then(|place| found.get_mut(place)) {
            progress.asked += 1;
            progress.answered += usize::from(complete);
            progress.missing += usize::from(!complete && question.required);
        }
    }
    found
}

pub fn may_accept(survey: SurveyState, state: State) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if state == State::Submitted { Ok(()) } else { Err(Refusal::WrongState(state)) }
}

/// Last year's answers stand beside this year's: of the same kind of respondent, in an earlier year.
pub fn may_follow(survey: &SurveyRow, previous: &SurveyRow) -> Result<(), Refusal> {
    let before = survey.respondent == previous.respondent && previous.fiscal_year < survey.fiscal_year;
    if before { Ok(()) } else { Err(Refusal::NotBefore) }
}

/// 「令和7年度市町村票-352128-3」: what a respondent quotes on the telephone.
pub fn receipt(survey: i64, code: &str, version: i64) -> String {
    format!("{survey:03}-{code}-{version}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn answers_are_written_while_the_survey_is_open_and_nothing_is_handed_in() {
        let opens = Some(date(2026, 8, 25));
        let on = |survey, state, day| may_write(survey, opens, state, day);
        assert_eq!(on(SurveyState::Open, State::NotOpened, date(2026, 8, 24)), Err(Refusal::NotYet(date(2026, 8, 25))));
        assert_eq!(on(SurveyState::Open, State::NotOpened, date(2026, 8, 25)), Ok(()));
        // The deadline closes nothing.
        assert_eq!(on(SurveyState::Open, State::Working, date(2027, 3, 31)), Ok(()));
        assert_eq!(on(SurveyState::Open, State::Submitted, date(2026, 9, 1)), Err(Refusal::HandedIn));
        assert_eq!(on(SurveyState::Open, State::Returned, date(2026, 9, 1)), Ok(()));
        for survey in [SurveyState::Draft, SurveyState::Closed, SurveyState::Frozen] {
            assert_eq!(on(survey, State::Working, date(2026, 9, 1)), Err(Refusal::NotOpen(survey)));
        }
    }

    #[test]
    fn what_is_returned_says_why() {
        assert_eq!(may_return(SurveyState::Open, State::Submitted, " "), Err(Refusal::NoReason));
        assert_eq!(may_return(SurveyState::Open, State::Accepted, "問5"), Ok(()));
        assert_eq!(may_return(SurveyState::Frozen, State::Accepted, "問5"), Err(Refusal::NotOpen(SurveyState::Frozen)));
        assert_eq!(may_return(SurveyState::Open, State::Working, "問5"), Err(Refusal::WrongState(State::Working)));
        assert_eq!(may_accept(SurveyState::Closed, State::Submitted), Ok(()));
        assert_eq!(may_accept(SurveyState::Open, State::Returned), Err(Refusal::WrongState(State::Returned)));
        for (length, fits) in [(0, false), (1, true), (REASON_CHARACTERS, true), (REASON_CHARACTERS + 1, false)] {
            assert_eq!(is_reason(&"あ".repeat(length)).is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn deadlines_move_only_forward_and_only_for_who_owes_an_answer() {
        let due = date(2026, 9, 30);
        let to = |state, day| may_extend(SurveyState::Open, state, Some(due), day);
        assert_eq!(to(State::Working, due), Err(Refusal::NotLater(due)));
        assert_eq!(to(State::Working, date(2026, 10, 1)), Ok(()));
        assert_eq!(to(State::Submitted, date(2026, 10, 1)), Err(Refusal::WrongState(State::Submitted)));
        let closed = may_extend(SurveyState::Closed, State::Working, Some(due), date(2026, 10, 1));
        assert_eq!(closed, Err(Refusal::NotOpen(SurveyState::Closed)));
    }

    #[test]
    fn one_reminder_a_day_and_none_for_who_handed_in() {
        let today = date(2026, 11, 21);
        assert!(may_remind(State::NotOpened, None, today));
        assert!(may_remind(State::Returned, Some(date(2026, 11, 20)), today));
        assert!(!may_remind(State::Working, Some(today), today));
        assert!(!may_remind(State::Submitted, None, today) && !may_remind(State::Accepted, None, today));
    }

    #[test]
    fn progress_counts_what_is_asked_and_rows_that_are_missing() {
        let form = Form::new(questionnaire::shipped::definition("fy2026_municipality").unwrap()).unwrap();
        let none = progress(&form, &Answers::default());
        assert_eq!(none[1], Progress { asked: 2, answered: 0, missing: 2 }, "what follows a yes is not asked yet");
        let mut answers = Answers::default();
        answers.set("q1", Answer::one("yes"));
        let some = progress(&form, &answers);
        assert_eq!(some[1], Progress { asked: 5, answered: 1, missing: 3 });
        let row = questionnaire::RowAnswer::One { choice: "use".to_owned(), other: None };
        answers.set("q12", Answer::Grid { rows: [("platform".to_owned(), row)].into() });
        assert_eq!(progress(&form, &answers)[6].answered, 0, "six rows are missing");
    }
}
