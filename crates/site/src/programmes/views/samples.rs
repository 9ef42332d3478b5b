//! Every template with every sample: rendered and read by the test below.

use std::collections::BTreeMap;

use foundation::web::Fields;
use jiff::civil::date;

use super::*;
use crate::programmes::forms;
use crate::shared::testing::assert_page;

#[test]
fn every_sample_is_a_sound_page() {
    ListPage::samples().iter().for_each(assert_page);
    NewPage::samples().iter().for_each(assert_page);
    YearPage::samples().iter().for_each(assert_page);
    EditPage::samples().iter().for_each(assert_page);
    SettingsPage::samples().iter().for_each(assert_page);
    CopyPage::samples().iter().for_each(assert_page);
}

#[test]
fn a_deadline_on_a_closed_day_is_noticed() {
    let setting = rules::find("training.deadline_third_osaka").unwrap();
    assert!(closed_note(setting, &setting.default_in(2026)).contains("土曜日"));
    assert_eq!(closed_note(setting, &setting.default_in(2025)), "");
    // The group work itself is held on Sundays: that is no slip.
    let day = rules::find("group_work.day_a").unwrap();
    assert_eq!(closed_note(day, &day.default_in(2025)), "");
}

fn year() -> Year {
    Year {
        id: 1,
        programme_id: 1,
        fiscal_year: 2026,
        office_organisation_id: Some(3),
        mail: "jimukyoku@example.jp".to_owned(),
        telephone: "03-0000-0000".to_owned(),
        hours: "平日 9:30〜17:30".to_owned(),
        starts_on: date(2026, 4, 1),
        ends_on: date(2027, 3, 31),
        purpose: "見本の目的です。".to_owned(),
        version: 4,
    }
}

fn settings() -> YearSettings {
    let stored = BTreeMap::from([
        ("group_work.most_participants".to_owned(), "12".to_owned()),
        ("desk.hours".to_owned(), "平日 10:00〜16:00".to_owned()),
    ]);
    YearSettings { fiscal_year: 2026, stored }
}

fn checks() -> Vec<Check> {
    vec![Check { key: "desk.hours".to_owned(), confirmed_at: None, confirmed_by: None }]
}

fn conflicts() -> Vec<Conflict> {
    vec![Conflict {
        label: "受付時間".to_owned(), now: "平日 9:00〜".to_owned(), typed: "平日 10:00〜".to_owned()
    }]
}

impl ListPage {
    pub fn samples() -> Vec<Self> {
        let programme = Programme {
            id: 1,
            name: "見本の事業".to_owned(),
            short_name: "見本".to_owned(),
            owner_organisation_id: 2,
            position: 1,
        };
        let full = ProgrammeCard::new(&programme, Some(&year()), 2026, "見本課", "見本事務局");
        let without = ProgrammeCard::new(&programme, None, 2026, "見本課", "");
        let earlier = ProgrammeCard::new(&programme, Some(&year()), 2027, "見本課", "");
        vec![
            Self { frame: Frame::sample("事業"), programmes: vec![full, without, earlier], may_create: true },
            Self { frame: Frame::sample("事業"), programmes: Vec::new(), may_create: true },
            Self { frame: Frame::sample("事業"), programmes: Vec::new(), may_create: false },
        ]
    }
}

impl YearPage {
    pub fn samples() -> Vec<Self> {
        let page = |may_edit: bool, unconfirmed| Self {
            frame: Frame::sample("見本の事業").year("令和8年度（2026年度）"),
            asked: may_edit.then(|| Asked::new("費用は<b>だれが?".to_owned(), "mihon@example.jp")),
            href: "/programmes/1/2026".to_owned(),
            years: vec![Tab { label: "令和8年度".to_owned(), href: "/programmes/1/2026".to_owned(), here: true }],
            purpose: "見本の目的です。".to_owned(),
            contact: Contact::new(&year(), "見本課", "見本事務局"),
            parts: PartTable::all(&settings(), &checks()),
            coming: may_edit.then(|| "令和9年4月1日".to_owned()),
            may_edit,
            unconfirmed,
            next_year: Some("令和9年度（2027年度）".to_owned()),
            holidays_note: holidays_note(&Year { ends_on: date(2099, 3, 31), ..year() }),
        };
        vec![page(false, 0), page(true, 1)]
    }
}

impl NewPage {
    pub fn samples() -> Vec<Self> {
        let page = |owners: Vec<Choice>, form: Form| Self {
            frame: Frame::sample("事業を作る"),
            errors: form.summary(),
            owners,
            owner_name: "見本課".to_owned(),
            years: vec![
                Choice::new("2026", "令和8年度（2026年度）", true),
                Choice::new("2027", "令和9年度（2027年度）", false),
            ],
            parts: EditPage::part_choices(&form),
            form,
        };
        let mut wrong = Form::new(Fields::from_pairs([("name", "<見本>"), ("mail", "x")]));
        wrong.refuse("name", "同じ名前の事業が、もうあります。");
        wrong.refuse("mail", "メールアドレスの形になっていません。");
        vec![page(Vec::new(), Form::default()), page(vec![Choice::new("", "選んでください", true)], wrong)]
    }
}

impl EditPage {
    pub fn samples() -> Vec<Self> {
        let mut form = forms::year_form(&year(), &settings());
        let plain = |form: Form, offices, conflicts| Self {
            frame: Frame::sample("年度を直す"),
            href: "/programmes/1/2026".to_owned(),
            version: 4,
            errors: form.summary(),
            starts: DateBoxes::of(date(2026, 4, 1)),
            ends: DateBoxes::of(date(2027, 3, 31)),
            offices,
            office_name: "見本事務局".to_owned(),
            is_a_prefecture_s: false,
            parts: Self::part_choices(&form),
            unconfirmed: true,
            conflicts,
            form,
        };
        let first = plain(form.clone(), vec![Choice::new("3", "見本事務局", true)], Vec::new());
        form.refuse("mail", "メールアドレスの形になっていません。");
        form.refuse("ends_on", "終わりの日が、始まりの日より前になっています。");
        vec![first, plain(form, Vec::new(), conflicts())]
    }
}

impl SettingsPage {
    pub fn samples() -> Vec<Self> {
        let form = forms::settings_form(&settings());
        let page = |form: &Form, conflicts| Self {
            frame: Frame::sample("設定を直す"),
            href: "/programmes/1/2026".to_owned(),
            version: 4,
            errors: form.summary(),
            parts: PartFields::all(&settings(), &checks(), form),
            unconfirmed: 1,
            conflicts,
        };
        let mut wrong = Form::new(Fields::from_pairs([("group_work.lectures", "多数")]));
        wrong.refuse("group_work.lectures", "数ではありません。");
        vec![page(&form, Vec::new()), page(&wrong, conflicts())]
    }
}

impl CopyPage {
    pub fn samples() -> Vec<Self> {
        vec![Self {
            frame: Frame::sample("次の年度を作る"),
            href: "/programmes/1/2026".to_owned(),
            this_year: "令和8年度（2026年度）".to_owned(),
            next_year: "令和9年度（2027年度）".to_owned(),
            parts: CopyPart::all(&year(), &settings(), "見本事務局"),
            items: 40,
        }]
    }
}
