//! Every template with every sample: rendered and read by the test below.

use super::*;
use crate::shared::testing::assert_page;

#[test]
fn every_sample_is_a_sound_page() {
    SignInPage::samples().iter().for_each(assert_page);
    CodePage::samples().iter().for_each(assert_page);
    MembershipPage::samples().iter().for_each(assert_page);
    AccountPage::samples().iter().for_each(assert_page);
}

impl SignInPage {
    pub fn samples() -> Vec<Self> {
        let sound = Self {
            frame: Frame::sample("ログイン"),
            errors: Vec::new(),
            mail: String::new(),
            mail_error: String::new(),
            next: "/".to_owned(),
        };
        let sentence = "メールアドレスの形になっていません。".to_owned();
        let wrong = Self {
            frame: Frame::sample("ログイン"),
            errors: vec![("mail".to_owned(), sentence.clone())],
            mail: "midori".to_owned(),
            mail_error: sentence,
            next: "/account".to_owned(),
        };
        vec![sound, wrong]
    }
}

impl CodePage {
    pub fn samples() -> Vec<Self> {
        let with = |mail: &str, error: &str| Self {
            frame: Frame::sample("届いたコードを入れる"),
            errors: if error.is_empty() { Vec::new() } else { vec![("code".to_owned(), error.to_owned())] },
            code_error: error.to_owned(),
            minutes: 60,
            mail: mail.to_owned(),
            next: "/".to_owned(),
            demo: true,
        };
        vec![with("midori@yanai.example.jp", ""), with("midori@yanai.example.jp", "コードが違います。"), with("", "")]
    }
}

impl MembershipPage {
    pub fn samples() -> Vec<Self> {
        let choice = |id, here| MembershipChoice {
            id,
            organisation: "見本市".to_owned(),
            role: "市町村 担当者".to_owned(),
            title: "介護保険課".to_owned(),
            here,
        };
        vec![Self {
            frame: Frame::sample("どの立場で使いますか"),
            choices: vec![choice(1, true), choice(2, false)],
            next: "/".to_owned(),
        }]
    }
}

impl SignInLine {
    pub fn sample() -> Self {
        Self {
            at: "令和8年11月21日 10:00".to_owned(),
            name: "見本 みどり".to_owned(),
            outcome: "ログインした".to_owned(),
            good: true,
            browser: "Firefox（Windows）".to_owned(),
        }
    }
}

impl AccountPage {
    pub fn samples() -> Vec<Self> {
        let membership = |id, here: bool, state| OwnMembership {
            id,
            organisation: "見本市".to_owned(),
            role: "コーディネーター".to_owned(),
            title: "介護保険課".to_owned(),
            coordination: "市町村・委託".to_owned(),
            serves: "見本市、見本町".to_owned(),
            period: "令和8年4月1日から".to_owned(),
            here,
            state,
            switchable: !here && state.is_empty(),
        };
        let session = |id, here| SessionLine {
            id,
            here,
            browser: "Edge（Windows）".to_owned(),
            organisation: "見本市".to_owned(),
            since: "令和8年11月21日 10:00".to_owned(),
            seen: "令和8年11月21日 10:10".to_owned(),
        };
        vec![
            Self {
                frame: Frame::sample("あなたの登録"),
                name: "見本 みどり".to_owned(),
                kana: "みほん みどり".to_owned(),
                mail: "midori@yanai.example.jp".to_owned(),
                telephone: String::new(),
                professions: "看護師、保健師".to_owned(),
                last_sign_in: "令和8年11月20日 9:00".to_owned(),
                invitations: vec![InvitationLine {
                    id: 4,
                    organisation: "見本県".to_owned(),
                    role: "都道府県 担当者".to_owned(),
                    title: "医療政策課".to_owned(),
                    period: "令和8年12月1日から".to_owned(),
                }],
                memberships: vec![
                    membership(1, true, ""),
                    membership(2, false, ""),
                    membership(3, false, "終わった所属"),
                ],
                sessions: vec![session(1, true), session(2, false)],
                more_sessions: true,
                history: vec![SignInLine::sample()],
                doors: vec![Link::new("組織と所属する人を見る", "/organisations")],
            },
            Self {
                frame: Frame::sample("あなたの登録"),
                name: "見本 みどり".to_owned(),
                kana: String::new(),
                mail: "midori@yanai.example.jp".to_owned(),
                telephone: String::new(),
                professions: String::new(),
                last_sign_in: String::new(),
                invitations: Vec::new(),
                memberships: vec![membership(1, true, "")],
                sessions: vec![session(1, true)],
                more_sessions: false,
                history: Vec::new(),
                doors: Vec::new(),
            },
        ]
    }
}
