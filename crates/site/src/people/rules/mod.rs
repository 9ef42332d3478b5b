//! 業務規則 of signing in and registering: how long a code lives, how often it may be tried, who
//! waits how long. Pure functions; the clock is handed in.

mod limits;
mod retention;

pub use limits::*;
pub use retention::*;

use foundation::Timestamp;
use foundation::chance::fingerprint;

use super::model::{CodeRow, Outcome};
use crate::shared::Rule;

/// Characters of every mailed code, out of letters and digits that cannot be mistaken.
pub const CODE_LENGTH: usize = 8;
/// Default of the setting `sign_in.code_minutes`.
pub const SIGN_IN_CODE_MINUTES: i64 = 60;
pub const SIGN_IN_CODE_MINUTES_LEAST: i64 = 10;
pub const SIGN_IN_CODE_MINUTES_MOST: i64 = 24 * 60;
pub const CODE_WRONG_TRIES: i64 = 5;
pub const REGISTRATION_CODE_HOURS: i64 = 24;
/// A session is noted as seen at most this often, so that reading pages does not mean writing.
pub const SEEN_EVERY_MINUTES: i64 = 10;

/// A sign-in is fresh for so long: only then may one's own address be changed.
pub const FRESH_SIGN_IN_MINUTES: i64 = 60;

pub const RULES: &[Rule] = &[
    Rule {
        id: "people.own_mailbox_only",
        value: "60分",
        sentence: "メールアドレスを変えられるのは、いまのアドレスに届いたコードでログインしてから60分のあいだ。紙のコードで登録しただけでは、アドレスを変えることも、ほかの招待や立場に進むこともできない",
        source: "設計（人の招待を乗っ取らせない）",
    },
    Rule {
        id: "people.new_mails_per_hour",
        value: "1時間5通",
        sentence: "新しいメールアドレスを確かめるコードは、1人につき1時間5通まで頼める",
        source: "設計",
    },
    Rule {
        id: "people.code_length",
        value: "8文字",
        sentence: "コードは見まちがえない英大文字と数字の8文字とする（0・O、1・I・Lなどは使わない）",
        source: "設計",
    },
    Rule {
        id: "people.sign_in_code_life",
        value: "60分",
        sentence: "ログインのコードは60分有効（設定で10分から24時間まで）",
        source: "設計、REQ-020",
    },
    Rule {
        id: "people.sign_in_code_browser",
        value: "同じもの",
        sentence: "ログインのコードは、頼んだのと同じブラウザーでだけ使える",
        source: "設計",
    },
    Rule {
        id: "people.code_wrong_tries",
        value: "5回",
        sentence: "ログインのコードと新しいアドレスのコードは5回まちがえるか、一度使うと、使えなくなる",
        source: "設計",
    },
    Rule {
        id: "people.codes_per_hour",
        value: "1時間5通",
        sentence: "ログインのコードは、一つのアドレスについて、一つのブラウザーから1時間5通まで頼める",
        source: "設計",
    },
    Rule {
        id: "people.mails_per_address",
        value: "1時間10通",
        sentence: "はじめてのブラウザーからは、いくつ使っても、一つのアドレスに合わせて1時間10通までしか送らない（そのアドレスでログインしたことのあるブラウザーは、これに妨げられない）",
        source: "設計（いやがらせのメールを送らせない）",
    },
    Rule {
        id: "people.codes_per_network",
        value: "1時間300通・100回",
        sentence: "一つの接続元（IPアドレス。IPv6は/64）から頼めるコードは1時間300通、まちがえられるのは1時間100回までとする（そのアドレスでログインしたことのあるブラウザーを除く。接続元は24時間で消す）",
        source: "設計（県内の市町村は一つの接続元を共にする）",
    },
    Rule {
        id: "people.lock_out",
        value: "10回で15分",
        sentence: "一つのブラウザーで一つのアドレスについて10回まちがえると15分止まり、さらに5回ごとに倍になる（最長24時間。ログインできると元に戻る。ほかのブラウザーは止まらない）",
        source: "設計",
    },
    Rule {
        id: "people.registration_code_life",
        value: "24時間",
        sentence: "登録コードは24時間有効で、一度だけ、どのブラウザーでも使える（紙でも渡せる）",
        source: "設計",
    },
    Rule {
        id: "people.registration_code_tries",
        value: "10回で15分・1時間100回",
        sentence: "登録コードは、まちがえても使えなくならない（他人のまちがいで、招待された人が入れなくならないように）。一つのブラウザーで一つのアドレスについて10回まちがえると15分止まり、さらに5回ごとに倍になる。一つの接続元からは1時間100回、接続元が分からないときは一つのアドレスについて1時間300回まで",
        source: "設計（23文字の8乗＝約783億とおりに対して、一つの接続元から24時間で2,400回）",
    },
    Rule {
        id: "people.request_notice",
        value: "1時間10通",
        sentence: "登録の申請は、その組織の管理者に（いなければ事務局に、事務局の受け持ちでない組織なら運用管理者に）メールで知らせる。一つの組織について1時間10通まで",
        source: "設計",
    },
    Rule {
        id: "people.new_mail",
        value: "新しいアドレスのコード",
        sentence: "メールアドレスは、新しいアドレスに届いたコードを入れたときに変わる。古いアドレスに知らせ、ほかのログインは終わる",
        source: "設計",
    },
    Rule {
        id: "people.invitation",
        value: "本人が受けたとき",
        sentence: "招待は、本人が受けたときに所属になる。それまで招待した組織に見えるのは、入れた氏名とアドレスだけで、登録のある人とない人で変わらない",
        source: "設計（登録の有無を漏らさない）",
    },
    Rule {
        id: "people.ended_membership",
        value: "終わったまま",
        sentence: "終わった所属は、終わりの日を後にずらして戻すことはできない。もう一度招待し、本人が受ける",
        source: "設計（本人が知らないうちに所属させない）",
    },
    Rule {
        id: "people.printed_code",
        value: "一つの所属",
        sentence: "登録コードは、作った組織の一つの所属だけを開く。紙のコードで入った人は、メールのコードでログインし直すまで、ほかの組織の招待を受けられない",
        source: "設計（紙は、メールの持ち主であることを示さない）",
    },
    Rule {
        id: "people.sign_ins_shown",
        value: "その組織の所属",
        sentence: "組織の管理者が見るログイン履歴は、その組織の所属でのログインだけとする",
        source: "設計",
    },
    Rule {
        id: "people.session_life",
        value: "12時間・14日",
        sentence: "12時間使わないか14日たつと、ログインは終わる（設定で変えられる）",
        source: "設計",
    },
    Rule {
        id: "people.keep_codes",
        value: "7日・30日",
        sentence: "期限の切れたコードは7日、終わったログインは30日たつと消す",
        source: "設計（要らなくなった個人の記録を残さない）",
    },
    Rule {
        id: "people.keep_history",
        value: "24か月",
        sentence: "ログイン履歴は24か月残し、そのあと消す（設定で3か月から120か月まで）。だれが何をしたかの記録（操作の記録）は消さない",
        source: "設計（要らなくなった個人の記録を残さない）",
    },
    Rule {
        id: "people.seen_every",
        value: "10分",
        sentence: "最後に使った時刻は10分に一度だけ書き留める",
        source: "設計",
    },
];

/// Letters as they were meant: full-width, lower-case, blanks and hyphens are no mistakes.
pub fn letters_meant(text: &str) -> String {
    japanese::fold::half_width(text)
        .chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | 'ー' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ｰ' | '_' | '・')
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The code as it was meant. `None` when it cannot be a code at all (which costs no try).
pub fn typed_code(text: &str) -> Option<String> {
    let code = letters_meant(text);
    (code.len() == CODE_LENGTH && code.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(code)
}

/// `ABCD-EFGH`: how a code is written in a mail and on paper.
pub fn printed_code(code: &str) -> String {
    match code.split_at_checked(CODE_LENGTH / 2) {
        Some((left, right)) => format!("{left}-{right}"),
        None => code.to_owned(),
    }
}

/// A code belongs to an address and a purpose: the same letters for somebody else are another code.
pub fn code_fingerprint(purpose: &str, mail: &str, code: &str) -> String {
    fingerprint(&format!("{purpose}:{mail}:{code}"))
}

/// An address in the login history, where nobody has it.
pub fn mail_fingerprint(mail: &str) -> String {
    fingerprint(&format!("mail:{mail}"))
}

fn is_expired(code: &CodeRow, now: Timestamp) -> bool {
    code.expires_at.parse::<Timestamp>().map_or(true, |until| until <= now)
}

fn is_live(code: &CodeRow, now: Timestamp) -> bool {
    code.used_at.is_none() && code.wrong_tries < CODE_WRONG_TRIES && !is_expired(code, now)
}

/// What a typed code means for the codes of an address, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good {
        code: i64,
        person: Option<i64>,
    },
    /// A live code was mistaken; `left` tries remain for the newest.
    Wrong {
        left: i64,
    },
    /// Another try would be of no use.
    Refused(Outcome),
}

pub fn judge(codes: &[CodeRow], typed_fingerprint: &str, now: Timestamp) -> Verdict {
    let why_not = |code: &CodeRow| {
        if code.used_at.is_some() {
            Outcome::Used
        } else if code.wrong_tries >= CODE_WRONG_TRIES {
            Outcome::Dead
        } else {
            Outcome::Expired
        }
    };
    if let Some(found) = codes.iter().find(|c| c.code_fingerprint == typed_fingerprint) {
        return if is_live(found, now) {
            Verdict::Good { code: found.id, person: found.person_id }
        } else {
            Verdict::Refused(why_not(found))
        };
    }
    match codes.iter().find(|c| is_live(c, now)) {
        Some(live) => Verdict::Wrong { left: CODE_WRONG_TRIES - live.wrong_tries - 1 },
        None => Verdict::Refused(codes.first().map_or(Outcome::WrongCode, why_not)),
    }
}

/// The codes a wrong try counts against.
pub fn live_codes(codes: &[CodeRow], now: Timestamp) -> Vec<i64> {
    codes.iter().filter(|c| is_live(c, now)).map(|c| c.id).collect()
}

/// What is said at the field when a code does not open the door.
pub fn refusal(outcome: Outcome, left: i64) -> String {
    match outcome {
        Outcome::WrongCode if left > 0 => {
            format!("コードが違います。メールのコードを確かめて、入れ直してください（あと{left}回試せます）。")
        }
        Outcome::WrongCode | Outcome::Dead => {
            "5回まちがえたので、このコードは使えなくなりました。「コードをもう一度送る」から、新しいコードを受け取ってください。".to_owned()
        }
        Outcome::Expired => {
            "このコードは期限が切れています。「コードをもう一度送る」から、新しいコードを受け取ってください。".to_owned()
        }
        Outcome::Used => {
            "このコードは、もう使われています。コードは一度だけ使えます。「コードをもう一度送る」から、新しいコードを受け取ってください。".to_owned()
        }
        Outcome::OtherBrowser => {
            "このコードは、別のブラウザー（または別のパソコン）で頼まれたものです。コードを頼んだ画面に入れるか、ここで新しいコードを受け取ってください。".to_owned()
        }
        // Registration says its own sentences.
        Outcome::SignedIn | Outcome::Registered | Outcome::Demo | Outcome::WrongRegistration | Outcome::ChangedMembership => String::new(),
    }
}

/// What a browser calls itself, short enough for a person to recognise: 「Firefox（Windows）」.
pub fn browser_name(user_agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}（{system}）"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "不明なブラウザー".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-21T01:00:00Z";

    fn now() -> Timestamp {
        NOW.parse().unwrap()
    }

    fn code(id: i64, letters: &str, minutes_left: i64) -> CodeRow {
        CodeRow {
            id,
            mail: "a@b.example".to_owned(),
            person_id: Some(7),
            membership_id: None,
            mailed: true,
            code_fingerprint: letters.to_owned(),
            created_at: NOW.to_owned(),
            expires_at: now().seconds_later(minutes_left * 60).to_string(),
            wrong_tries: 0,
            used_at: None,
        }
    }

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        for typed in ["ABCD3467", "abcd-3467", "ＡＢＣＤ　３４６７", " ab cd ー 34 67\n", "ａｂｃｄ－３４６７"]
        {
            assert_eq!(typed_code(typed).as_deref(), Some("ABCD3467"), "{typed}");
        }
        for typed in ["", "ABCD346", "ABCD34677", "あいうえおかきく", "ABCD346é"] {
            assert_eq!(typed_code(typed), None, "{typed}");
        }
        assert_eq!(printed_code("ABCD3467"), "ABCD-3467");
    }

    #[test]
    fn a_code_works_until_its_last_second() {
        let codes = [code(1, "good", 60)];
        let at = |seconds| judge(&codes, "good", now().seconds_later(seconds));
        assert_eq!(at(3599), Verdict::Good { code: 1, person: Some(7) });
        assert_eq!(at(3600), Verdict::Refused(Outcome::Expired));
        assert_eq!(at(3601), Verdict::Refused(Outcome::Expired));
    }

    #[test]
    fn the_fifth_wrong_try_is_the_last() {
        let mut row = code(1, "good", 60);
        row.wrong_tries = 3;
        assert_eq!(judge(std::slice::from_ref(&row), "bad", now()), Verdict::Wrong { left: 1 });
        row.wrong_tries = 4;
        assert_eq!(judge(std::slice::from_ref(&row), "bad", now()), Verdict::Wrong { left: 0 });
        assert!(matches!(judge(std::slice::from_ref(&row), "good", now()), Verdict::Good { .. }));
        row.wrong_tries = 5;
        assert_eq!(judge(std::slice::from_ref(&row), "good", now()), Verdict::Refused(Outcome::Dead));
    }

    #[test]
    fn an_earlier_code_still_works_and_a_used_one_does_not() {
        let mut codes = [code(2, "new", 60), code(1, "old", 30)];
        assert_eq!(judge(&codes, "old", now()), Verdict::Good { code: 1, person: Some(7) });
        codes[1].used_at = Some(NOW.to_owned());
        assert_eq!(judge(&codes, "old", now()), Verdict::Refused(Outcome::Used));
        assert_eq!(judge(&[], "any", now()), Verdict::Refused(Outcome::WrongCode));
    }

    #[test]
    fn browsers_are_called_by_their_names() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120";
        assert_eq!(browser_name(edge), "Edge（Windows）");
        assert_eq!(browser_name("curl/8"), "不明なブラウザー");
    }
}
