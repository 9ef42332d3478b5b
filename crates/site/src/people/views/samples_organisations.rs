//! Samples of the pages about organisations, registering and lists.

use foundation::web::{Fields, Form};

use super::*;
use crate::people::actions::invitations::IssuedCode;
use crate::people::model::OrganisationLine;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, DateBoxes, Fact, Pagination};

#[test]
fn every_sample_is_a_sound_page() {
    OrganisationsPage::samples().iter().for_each(assert_page);
    OrganisationFormPage::samples().iter().for_each(assert_page);
    OrganisationPage::samples().iter().for_each(assert_page);
    InvitePage::samples().iter().for_each(assert_page);
    CodeSheetPage::samples().iter().for_each(assert_page);
    EndMembershipPage::samples().iter().for_each(assert_page);
    SignInsPage::samples().iter().for_each(assert_page);
    ListsPage::samples().iter().for_each(assert_page);
    RegisterPage::samples().iter().for_each(assert_page);
    RequestPage::samples().iter().for_each(assert_page);
    assert_page(&RequestedPage { frame: Frame::sample("申請を受け付けました"), demo: true });
    RegistrationsPage::samples().iter().for_each(assert_page);
    for approved in [true, false] {
        assert_page(&DecidedPage {
            frame: Frame::sample("登録の申請"),
            name: "見本 はじめ".to_owned(),
            organisation: "見本市".to_owned(),
            href: "/organisations/1".to_owned(),
            approved,
        });
    }
}

fn choices() -> Vec<Choice> {
    vec![Choice::new("", "選んでください", false), Choice::new("one", "一つめ", true)]
}

fn pagination(total: i64) -> Pagination {
    let page = foundation::web::Page { number: 1, size: 50 };
    Pagination::new(&foundation::web::PageLinks::new("/organisations", &Fields::default(), page, total), "件")
}

fn wrong(field: &str) -> (Form, Vec<(String, String)>) {
    let sentence = "入力してください。".to_owned();
    let mut form = Form::new(Fields::from_pairs([(field, "見本")]));
    form.refuse(field, sentence.clone());
    (form, vec![(field.to_owned(), sentence)])
}

impl OrganisationsPage {
    fn samples() -> Vec<Self> {
        let page = |rows: Vec<OrganisationLine>, few| Self {
            frame: Frame::sample("組織と所属する人"),
            words: "見本".to_owned(),
            kinds: choices(),
            prefectures: choices(),
            people: choices(),
            pagination: pagination(i64::try_from(rows.len()).unwrap_or(0) * 60),
            rows,
            few,
            narrowed: !few,
            may_create: true,
        };
        let line = OrganisationLine {
            id: 1,
            name: "見本市".to_owned(),
            kind: "municipality".to_owned(),
            kind_label: "市町村".to_owned(),
            prefecture_name: "見本県".to_owned(),
            people: 2,
            pending: 1,
        };
        vec![page(Vec::new(), false), page(vec![line.clone()], false), page(vec![line], true)]
    }
}

impl OrganisationFormPage {
    fn samples() -> Vec<Self> {
        let (form, errors) = wrong("name");
        let frame = Frame::sample("組織を加える");
        vec![Self { frame, errors, form, kinds: choices(), prefectures: choices() }]
    }
}

impl OrganisationPage {
    fn samples() -> Vec<Self> {
        let member = |id, invited: bool| MemberRow {
            membership: id,
            name: "見本 みどり".to_owned(),
            mail: "midori@yanai.example.jp".to_owned(),
            telephone: "0820-00-0000".to_owned(),
            role: "市町村 担当者".to_owned(),
            title: "介護保険課".to_owned(),
            period: "令和8年4月1日から".to_owned(),
            state_kind: "done",
            state: "登録済み",
            invited,
            declined: id == 3,
            last_sign_in: String::new(),
        };
        let page = |members, past, may| Self {
            frame: Frame::sample("見本市"),
            id: 1,
            facts: vec![Fact {
                label: "種別".to_owned(),
                value: "市町村".to_owned(),
                note: String::new(),
                fictitious: false,
            }],
            sees_contacts: may,
            members,
            past,
            below: vec![Link::new("見本市 包括支援センター", "/organisations/2")],
            may_invite: may,
            may_end: may,
            may_see_sign_ins: may,
        };
        vec![
            page(Vec::new(), Vec::new(), true),
            page(vec![member(1, true), member(2, false)], vec![member(3, false)], true),
            page(vec![member(1, true)], Vec::new(), false),
        ]
    }
}

impl InvitePage {
    fn samples() -> Vec<Self> {
        let (form, errors) = wrong("name");
        vec![Self {
            frame: Frame::sample("人を招待する"),
            id: 1,
            organisation: "見本市".to_owned(),
            errors,
            form,
            roles: choices(),
            coordinators: true,
            levels: choices(),
            contracts: choices(),
            places: choices()[1..].to_vec(),
            core: vec![Choice::new("1", "基幹的コーディネーターである", false)],
            from: DateBoxes::default(),
            to: DateBoxes::default(),
        }]
    }
}

impl CodeSheetPage {
    fn samples() -> Vec<Self> {
        let page = |codes| Self {
            frame: Frame::sample("登録コード票"),
            id: 1,
            organisation: "見本市".to_owned(),
            address: "https://renkei.example.jp/register".to_owned(),
            until: "令和8年11月22日 10:00".to_owned(),
            codes,
        };
        let code = IssuedCode {
            name: "見本 みどり".to_owned(),
            mail: "midori@yanai.example.jp".to_owned(),
            code: "ACDE-FGHJ".to_owned(),
        };
        vec![page(Vec::new()), page(vec![code])]
    }
}

impl EndMembershipPage {
    fn samples() -> Vec<Self> {
        vec![Self {
            frame: Frame::sample("所属を終わりにする"),
            id: 1,
            membership: 2,
            errors: vec![("last".to_owned(), "日付を入れてください。".to_owned())],
            name: "見本 みどり".to_owned(),
            organisation: "見本市".to_owned(),
            role: "市町村 担当者".to_owned(),
            period: "令和8年4月1日から".to_owned(),
            last: DateBoxes::default(),
            last_error: "日付を入れてください。".to_owned(),
        }]
    }
}

impl SignInsPage {
    fn samples() -> Vec<Self> {
        let page = |lines| Self {
            frame: Frame::sample("ログイン履歴"),
            organisation: "見本市".to_owned(),
            lines,
            pagination: pagination(120),
        };
        vec![page(Vec::new()), page(vec![SignInLine::sample()])]
    }
}

impl ListsPage {
    fn samples() -> Vec<Self> {
        let entry = |id: &str, has_end| EntryLine {
            id: id.to_owned(),
            label: format!("見本{id}"),
            period: String::new(),
            has_end,
            ended: has_end,
        };
        let page = |may_edit| {
            let (form, errors) = if may_edit { wrong("label") } else { (Form::default(), Vec::new()) };
            Self {
                frame: Frame::sample("選択肢"),
                errors,
                form,
                may_edit,
                list_choices: choices(),
                groups: vec![ListGroup {
                    id: "professions",
                    label: "職種・資格",
                    purpose: "いくつでも選べます。",
                    entries: vec![entry("a", false), entry("b", true)],
                }],
            }
        };
        vec![page(true), page(false)]
    }
}

impl RegisterPage {
    fn samples() -> Vec<Self> {
        let page = |(form, errors)| Self { frame: Frame::sample("登録する"), errors, form, professions: choices() };
        vec![page((Form::default(), Vec::new())), page(wrong("code"))]
    }
}

impl RequestPage {
    fn samples() -> Vec<Self> {
        let page = |step, (form, errors)| Self {
            frame: Frame::sample("登録を申請する"),
            errors,
            form,
            step,
            words: "見本".to_owned(),
            found: vec![AcceptedLine {
                name: "見本市".to_owned(),
                prefecture: "見本県".to_owned(),
                addresses: "@city.example.jp".to_owned(),
            }],
            organisations: choices(),
            professions: choices(),
        };
        vec![page(1, (Form::default(), Vec::new())), page(2, wrong("organisation"))]
    }
}

impl RegistrationsPage {
    fn samples() -> Vec<Self> {
        let line = RegistrationLine {
            person: 1,
            name: "見本 みどり".to_owned(),
            kana: "みほん みどり".to_owned(),
            mail: "midori@yanai.example.jp".to_owned(),
            organisation: "見本市".to_owned(),
            title: String::new(),
            professions: String::new(),
            since: "令和8年11月21日 10:00".to_owned(),
            roles: choices(),
        };
        let page = |lines, narrowed| Self { frame: Frame::sample("登録の申請"), lines, narrowed };
        vec![page(Vec::new(), false), page(vec![line], true)]
    }
}
