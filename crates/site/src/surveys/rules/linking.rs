//! 業務規則 of respondents no list names: codes, limits, possible doubles. Pure functions; the clock is handed in.

use foundation::Timestamp;
use foundation::chance::fingerprint;
use jiff::civil::Date;
use questionnaire::{Answer, Answers, Form, Kind};

use super::{Refusal, is_reason};
use crate::people::rules::letters_meant;
use crate::shared::Rule;
use crate::surveys::model::linking::{PairRow, Why};
use crate::surveys::model::{State, SurveyState};

/// Letters of the code an organisation passes on.
pub const PASS_ON_LETTERS: usize = 8;
/// Letters of the code with which one person comes back: it opens an answer, so it is longer.
pub const RESUME_LETTERS: usize = 12;
/// Answers begun by one link in an hour: a link that leaked fills no database.
pub const BEGUN_PER_LINK_AND_HOUR: i64 = 100;
/// Answers begun in one browser in an hour: several colleagues share a computer.
pub const BEGUN_PER_BROWSER_AND_HOUR: i64 = 20;
/// The first questions about the person herself that are compared.
pub const KEY_QUESTIONS: usize = 5;
/// Days between two handings in within which equal answers are remarkable.
pub const DOUBLE_WITHIN_DAYS: i64 = 14;
/// The most an organisation can say it has.
pub const MOST_PEOPLE: i64 = 9_999;
/// Wrong codes of a network in an hour after which a right one to begin with waits, too.
pub const FAILURES_THAT_SHUT_A_NETWORK: i64 = 1000;
/// The questions that a link answers: which level, and which body (F1, F2).
pub const LEVEL: &str = "f1";
pub const PLACE: &str = "f2";
/// Typed codes are forgotten after this.
pub const TRIES_KEPT_DAYS: i64 = 30;

pub const RULES: &[Rule] = &[
    Rule {
        id: "surveys.prefilled_by_link",
        value: "F1・F2",
        sentence: "案内から始めた回答には、どの単位か（F1）とどの団体か（F2）を、案内をした団体から入れておく。答える方は直せる",
        source: "設計（REQ-174）",
    },
    Rule {
        id: "surveys.linked_not_listed",
        value: "回収数",
        sentence: "コーディネーターは前もって数えられないため、回収は件数で示し、団体が人数を伝えたところだけ「n人中」を添え、回収率は示さない",
        source: "REQ-170、REQ-174",
    },
    Rule {
        id: "surveys.pass_on_code",
        value: "8文字",
        sentence: "案内のコードは、調査と団体ごとに一つ、見まちがえない英大文字と数字の8文字とする。団体と事務局は、替えることも止めることもできる",
        source: "設計（REQ-174）",
    },
    Rule {
        id: "surveys.resume_code",
        value: "12文字",
        sentence: "アカウントのない回答者には、続けるための12文字のコードを一度だけ示す。コードそのものは残さない",
        source: "設計",
    },
    Rule {
        id: "surveys.code_tries",
        value: "10回で15分・1時間100回",
        sentence: "案内のコードと続きのコードは、一つのブラウザーで10回まちがえると15分止まり（5回ごとに倍、最長24時間）、一つの接続元からまちがえられるのは1時間100回までとする（1時間より前に始めたか続けたブラウザーと、正しい案内のコードを除く。案内のコードは、だれの回答も開かないため。1時間に1,000回まちがえた接続元では、これも待つ）。正しいコードを入れても、まちがいの数は減らない。なぜ違うかは示さない",
        source: "設計（ログインのコードと同じ）",
    },
    Rule {
        id: "surveys.begun_per_hour",
        value: "1時間100件・20件",
        sentence: "一つの案内から始められる回答は1時間100件、一つのブラウザーからは1時間20件までとする",
        source: "設計",
    },
    Rule {
        id: "surveys.role_of_respondent",
        value: "受付中だけ",
        sentence: "案内で始めた人は、調査の受付中だけ、自分の回答だけを見て直せる。受付が終わると、その立場は終わる",
        source: "設計（決定0014）",
    },
    Rule {
        id: "surveys.personal_answers",
        value: "事務局だけ",
        sentence: "コーディネーター個人の回答を見るのは本人と事務局だけで、案内した団体に見えるのは回収の件数だけとする",
        source: "設計（個人の回答を守る）",
    },
    Rule {
        id: "surveys.possible_doubles",
        value: "5問・14日",
        sentence: "同じアカウント、同じブラウザーで続けて始めたもの、同じ団体の案内で本人についてのはじめの5問が同じで提出が14日以内のものを、重なりかもしれない回答として事務局に示す。決めるのは人で、理由を残し、取り消せる",
        source: "設計（二重回答）",
    },
    Rule {
        id: "surveys.keep_code_tries",
        value: "24時間・30日",
        sentence: "コードを試した接続元は24時間、試した記録は30日で消す",
        source: "設計（要らなくなった個人の記録を残さない）",
    },
];

/// What somebody typed at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    PassOn(String),
    Resume(String),
    /// Cannot be a code at all; costs no try.
    Neither,
}

pub fn typed(text: &str) -> Typed {
    let code = letters_meant(text);
    match code.len() {
        _ if !code.bytes().all(|b| b.is_ascii_alphanumeric()) => Typed::Neither,
        PASS_ON_LETTERS => Typed::PassOn(code),
        RESUME_LETTERS => Typed::Resume(code),
        _ => Typed::Neither,
    }
}

/// `ABCD-EFGH-JKMN`
pub fn printed(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub fn resume_fingerprint(code: &str) -> String {
    fingerprint(&format!("survey-resume:{code}"))
}

pub fn ticket_fingerprint(ticket: &str) -> String {
    fingerprint(&format!("survey-ticket:{ticket}"))
}

/// May somebody begin or come back today?
pub fn is_open(survey: SurveyState, opens_on: Option<Date>, today: Date) -> Result<(), Refusal> {
    super::may_write(survey, opens_on, State::Working, today)
}

/// The questions that tell persons apart at the beginning of a questionnaire: its first choices that must be made.
fn key_questions(form: &Form) -> impl Iterator<Item = &str> {
    form.questions()
        .filter(|(.., question)| question.required && matches!(question.kind, Kind::Single(_) | Kind::Multiple(_)))
        .map(|(.., question)| question.id.as_str())
        .take(KEY_QUESTIONS)
}

/// Two answers with the same likeness say the same about the person; empty where something is missing.
pub fn likeness(form: &Form, answers: &Answers) -> String {
    let given: Vec<Option<String>> = key_questions(form)
        .map(|id| answers.get(id).and_then(|answer| serde_json::to_string(answer).ok()).map(|a| format!("{id}={a}")))
        .collect();
    if given.len() < KEY_QUESTIONS || given.iter().any(Option::is_none) {
        return String::new();
    }
    let given: Vec<String> = given.into_iter().flatten().collect();
    fingerprint(&given.join("\n"))
}

/// Why a pair the storage found is shown; `None` for answers that are alike and far apart in time.
pub fn why(pair: &PairRow) -> Option<Why> {
    if pair.same_account {
        return Some(Why::SameAccount);
    }
    if pair.same_browser {
        return Some(Why::SameBrowser);
    }
    let at = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Timestamp>().ok());
    let (one, other) = (at(&pair.one_at)?, at(&pair.other_at)?);
    let apart = one.seconds_since(other).abs();
    (apart <= DOUBLE_WITHIN_DAYS * 86_400).then_some(Why::SameAnswers)
}

/// Questions two answers differ in, in the order of the questionnaire, and how many are the same.
pub fn differing<'a>(form: &'a Form, one: &Answers, other: &Answers) -> (Vec<&'a questionnaire::Question>, usize) {
    let mut same = 0;
    let mut different = Vec::new();
    for (.., question) in form.questions().filter(|(.., question)| question.kind.is_asked()) {
        match (one.get(&question.id), other.get(&question.id)) {
            (None, None) => {}
            (a, b) if a == b => same += 1,
            _ => different.push(question),
        }
    }
    (different, same)
}

/// Set aside with a reason: what no list names, whatever its state, while the data set is not final.
pub fn may_set_aside(survey: SurveyState, is_linked: bool, state: State, reason: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if !is_linked || state == State::SetAside {
        return Err(Refusal::WrongState(state));
    }
    is_reason(reason)
}

/// Taken back: it waits to be looked at again.
pub fn may_take_back(survey: SurveyState, state: State, reason: &str) -> Result<(), Refusal> {
    if !matches!(survey, SurveyState::Open | SurveyState::Closed) {
        return Err(Refusal::NotOpen(survey));
    }
    if state != State::SetAside {
        return Err(Refusal::WrongState(state));
    }
    is_reason(reason)
}

/// 「4人中3件」 where a number is known, 「3件」 elsewhere; never a rate.
pub fn came(collected: i64, people: Option<i64>) -> String {
    use crate::shared::number;
    match people {
        Some(people) => format!("{}人中{}件", number(people), number(collected)),
        None => format!("{}件", number(collected)),
    }
}

/// What is known of who begins by a link: answers to F1 and F2, where the questionnaire asks them so. She may change them.
pub fn prefilled(form: &Form, place: &str, prefecture: &str, is_prefecture: bool) -> Answers {
    let mut answers = Answers::default();
    let level = if is_prefecture { "prefecture" } else { "municipality" };
    if let Some(question) = form.question(LEVEL).filter(|question| matches!(question.kind, Kind::Single(_)))
        && form.choices(question).iter().any(|choice| choice.id == level)
    {
        answers.set(LEVEL, Answer::one(level));
    }
    if let Some(question) = form.question(PLACE) {
        let most = match &question.kind {
            Kind::Text(text) => text.most_letters.map_or(usize::MAX, |most| most as usize),
            _ => 0,
        };
        // Towns of the same name are told apart by their prefecture.
        let whole = if is_prefecture { place.to_owned() } else { format!("{prefecture}{place}") };
        if whole.chars().count() <= most {
            answers.set(PLACE, Answer::text(&whole));
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use questionnaire::{Answer, generate, shipped};

    use super::*;

    #[test]
    fn a_code_is_known_by_its_length_and_read_as_it_was_meant() {
        for text in ["abcd-3467", "ＡＢＣＤ　３４６７", " ABCD3467 "] {
            assert_eq!(typed(text), Typed::PassOn("ABCD3467".to_owned()), "{text}");
        }
        assert_eq!(typed("abcd-3467-wxyt"), Typed::Resume("ABCD3467WXYT".to_owned()));
        for text in
            ["", "ABCD346", "ABCD34677", "ABCD3467WXY", "ABCD3467WXYTA", "あいうえおかきく", "ABCD346é", "' or 1=1"]
        {
            assert_eq!(typed(text), Typed::Neither, "{text}");
        }
        assert_eq!(printed("ABCD3467WXYT"), "ABCD-3467-WXYT");
        assert_eq!(printed("ABCD3467"), "ABCD-3467");
        assert_ne!(resume_fingerprint("A"), ticket_fingerprint("A"));
    }

    fn form() -> Form {
        Form::new(shipped::definition("fy2026_coordinator").unwrap()).unwrap()
    }

    #[test]
    fn likeness_is_of_the_first_answers_about_herself_and_of_nothing_else() {
        let form = form();
        assert_eq!(key_questions(&form).collect::<Vec<_>>(), ["f1", "q1", "q2", "q3", "q4"]);
        let one = generate::fill(&form, Answers::default(), &mut |_| 0);
        assert!(!likeness(&form, &one).is_empty());
        let mut other = one.clone();
        other.set("q9", Answer::one("considering"));
        assert_eq!(likeness(&form, &one), likeness(&form, &other));
        other.set("q4", Answer::one("over10"));
        assert_ne!(likeness(&form, &one), likeness(&form, &other));
        other.0.remove("q4");
        assert_eq!(likeness(&form, &other), "", "who has not said who she is is like nobody");
        let (different, same) = differing(&form, &one, &other);
        assert!(different.iter().any(|q| q.id == "q4") && different.iter().any(|q| q.id == "q9") && same > 5);
    }

    #[test]
    fn alike_and_within_a_fortnight_is_remarkable() {
        let pair = |one: &str, other: &str| PairRow {
            one: 1,
            other: 2,
            same_account: false,
            same_browser: false,
            one_at: Some(one.to_owned()),
            other_at: Some(other.to_owned()),
        };
        let first = "2026-11-01T00:00:00Z";
        assert_eq!(why(&pair(first, "2026-11-15T00:00:00Z")), Some(Why::SameAnswers));
        assert_eq!(why(&pair("2026-11-15T00:00:00Z", first)), Some(Why::SameAnswers));
        assert_eq!(why(&pair(first, "2026-11-15T00:00:01Z")), None);
        assert_eq!(why(&PairRow { other_at: None, ..pair(first, first) }), None);
        let far = pair(first, "2027-03-01T00:00:00Z");
        assert_eq!(why(&PairRow { same_browser: true, ..far.clone() }), Some(Why::SameBrowser));
        assert_eq!(why(&PairRow { same_account: true, ..far }), Some(Why::SameAccount));
    }

    #[test]
    fn setting_aside_needs_a_reason_and_is_for_who_no_list_names() {
        let aside = |survey, linked, state, reason| may_set_aside(survey, linked, state, reason);
        assert_eq!(aside(SurveyState::Open, true, State::Submitted, "重なり"), Ok(()));
        assert_eq!(aside(SurveyState::Open, true, State::Submitted, " "), Err(Refusal::NoReason));
        assert_eq!(aside(SurveyState::Open, false, State::Submitted, "x"), Err(Refusal::WrongState(State::Submitted)));
        assert_eq!(aside(SurveyState::Open, true, State::SetAside, "x"), Err(Refusal::WrongState(State::SetAside)));
        assert_eq!(aside(SurveyState::Frozen, true, State::Accepted, "x"), Err(Refusal::NotOpen(SurveyState::Frozen)));
        assert_eq!(may_take_back(SurveyState::Closed, State::SetAside, "別の人"), Ok(()));
        assert_eq!(may_take_back(SurveyState::Open, State::Working, "x"), Err(Refusal::WrongState(State::Working)));
        assert_eq!(may_take_back(SurveyState::Open, State::SetAside, ""), Err(Refusal::NoReason));
    }

    #[test]
    fn one_begins_and_comes_back_while_the_survey_is_open() {
        let opens = Some(date(2026, 8, 26));
        assert_eq!(is_open(SurveyState::Open, opens, date(2026, 8, 26)), Ok(()));
        assert!(is_open(SurveyState::Open, opens, date(2026, 8, 25)).is_err());
        for survey in [SurveyState::Draft, SurveyState::Closed, SurveyState::Frozen] {
            assert!(is_open(survey, opens, date(2026, 9, 1)).is_err());
        }
    }

    #[test]
    fn a_figure_has_a_whole_only_where_one_is_known() {
        assert_eq!(came(3, Some(4)), "4人中3件");
        assert_eq!(came(1234, None), "1,234件");
    }

    #[test]
    fn a_link_answers_which_body_where_the_questionnaire_asks_so() {
        let form = |id: &str| Form::new(questionnaire::shipped::definition(id).unwrap()).unwrap();
        let coordinator = form("fy2026_coordinator");
        let town = prefilled(&coordinator, "柳井市", "山口県", false);
        assert_eq!(town.get(LEVEL), Some(&Answer::one("municipality")));
        assert_eq!(town.get(PLACE), Some(&Answer::text("山口県柳井市")));
        assert!(questionnaire::check(&coordinator, &town, false).is_empty());
        let prefecture = prefilled(&coordinator, "山口県", "山口県", true);
        assert_eq!(prefecture.get(LEVEL), Some(&Answer::one("prefecture")));
        assert_eq!(prefecture.get(PLACE), Some(&Answer::text("山口県")));
        // 60 letters at most: what does not fit is left to her.
        assert!(prefilled(&coordinator, &"町".repeat(58), "山口県", false).get(PLACE).is_none());
        assert!(prefilled(&coordinator, &"町".repeat(57), "山口県", false).get(PLACE).is_some());
        // Elsewhere these questions ask something else, or nothing.
        let other = prefilled(&form("fy2026_municipality"), "柳井市", "山口県", false);
        assert!(other.get(LEVEL).is_none());
    }
}
