//! Every template with every sample: rendered and read by the test below.

use foundation::web::{Fields, Form, Page, PageLinks};

use super::*;
use crate::cases::actions::collecting::{Sheet, What};
use crate::cases::model::{
    Answers, CaseFact, Comment, Content, CostShare, Difference, Edit, IndexRow, Names, PlaceFacts, Player, Published,
    Reception, Saved, Selection, ShownModel, Standing, State, Step, TagKind, Texts, Trouble, TroubleRow, Unconfirmed,
    Waiting, differences,
};
use crate::cases::rules::Hint;
use crate::search::Asked;
use crate::search::model::Word;
use crate::shared::testing::assert_page;
use crate::shared::{Choice, Frame, Link, Pagination};

#[test]
fn every_sample_is_a_sound_page() {
    ListPage::samples().iter().for_each(assert_page);
    ShowPage::samples().iter().for_each(assert_page);
    EditPage::samples().iter().for_each(assert_page);
    WaitingPage::samples().iter().for_each(assert_page);
    VersionPage::samples().iter().for_each(assert_page);
    WithdrawnPage::samples().iter().for_each(assert_page);
    StandingPage::samples().iter().for_each(assert_page);
    StatisticsPage::samples().iter().for_each(assert_page);
    TroublesPage::samples().iter().for_each(assert_page);
    SavedPage::samples().iter().for_each(assert_page);
    CollectingPage::samples().iter().for_each(assert_page);
    FilesPage::samples().iter().for_each(assert_page);
    CollectionsPage::samples().iter().for_each(assert_page);
    CollectionPage::samples().iter().for_each(assert_page);
    CollectionFormPage::samples().iter().for_each(assert_page);
}

pub(super) fn troubles() -> Vec<Trouble> {
    vec![Trouble {
        id: "mitori".to_owned(),
        label: "看取りが進まない".to_owned(),
        sentence: "見本の一文です。".to_owned(),
    }]
}

impl Case {
    pub fn sample(state: State) -> Self {
        let mut texts = Texts::default();
        for field in crate::cases::model::Field::EVERY {
            texts.set(*field, format!("{}の見本です。<script>alert(1)</script>\n\n- 一つ\n- 二つ", field.label()));
        }
        texts.title = "見本の事例".to_owned();
        Self {
            number: 1,
            state,
            owner_code: "352128".to_owned(),
            owner_name: "柳井市".to_owned(),
            body: None,
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            version: 3,
            updated_at: "2026-11-20T01:00:00.000Z".to_owned(),
            published_at: (state == State::Published).then(|| "2026-11-20T01:00:00.000Z".to_owned()),
            discarded_at: None,
            created_for: None,
            handed_in_at: None,
            corrects: None,
            unconfirmed: vec![Unconfirmed { code: "352128".to_owned(), declined: false }],
            programme: None,
            content: Content {
                texts,
                start_year: Some(2021),
                places: vec!["352128".to_owned()],
                tags: vec![
                    (TagKind::Trouble, "mitori".to_owned()),
                    (TagKind::Scene, "mitori".to_owned()),
                    (TagKind::Scene, "sonota".to_owned()),
                    (TagKind::Content, "kirenai".to_owned()),
                    (TagKind::KeyPerson, "5町の行政".to_owned()),
                    (TagKind::Keyword, "病診連携".to_owned()),
                ],
                players: vec![Player { player: "診療所".to_owned(), act: "週2日の診療".to_owned() }],
                facts: vec![CaseFact {
                    label: "医師の日数".to_owned(),
                    value: "2".to_owned(),
                    unit: "日/週".to_owned(),
                    as_of: "2025".to_owned(),
                }],
                cost_shares: vec![
                    CostShare { basis: "均等割".to_owned(), tenths: Some(333) },
                    CostShare { basis: "<b>人口割".to_owned(), tenths: None },
                ],
                co_owners: vec!["352128".to_owned()],
                files: super::files::samples::attached(),
                model: Some(ShownModel { plan: 1, version: 2, title: "<見本>のモデル".to_owned() }),
            },
        }
    }
}

fn line() -> Line {
    Line {
        number: 1,
        title: "見本の<b>事例".to_owned(),
        summary: "二文の要約です。".to_owned(),
        district: "平郡島".to_owned(),
        wide_area: String::new(),
        prefecture_name: "山口県".to_owned(),
        municipality_name: "柳井市".to_owned(),
        body_name: String::new(),
        published_at: Some("2026-11-20T01:00:00.000Z".to_owned()),
        tags: Some("scene:mitori\nclass:rito".to_owned()),
        body: "島で看取る支えができました。".to_owned(),
    }
}

impl ListPage {
    pub fn samples() -> Vec<Self> {
        let rows = [IndexRow {
            number: 1,
            published_at: Some("2026-11-20".to_owned()),
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some("scene:mitori\ntrouble:mitori\nkey_person:行政".to_owned()),
            populations: Some("6329x".to_owned()),
        }];
        let answers: Answers = vec![vec![(1, 4)], Vec::new()];
        let asked = Asked {
            typed: "看取る \"><script>".to_owned(),
            words: vec![
                Word { needles: vec!["看取る".to_owned()], ..Word::default() },
                Word { needles: vec!["無".to_owned()], ..Word::default() },
            ],
            also: vec!["終末期".to_owned()],
            ..Asked::default()
        };
        let page = |query: &str, asked: &Asked, rows: &[IndexRow], lines: &[Line]| {
            let query = Fields::parse(query.as_bytes());
            let selection = Selection::of(&query);
            let published = Published::of(rows.to_vec());
            let found =
                published.choose(&selection, (!asked.is_empty()).then(|| published.answered(&answers)).as_ref(), 0..20);
            let total = i64::try_from(found.total).unwrap_or(0);
            let links = PageLinks::new("/cases", &query, Page { number: 1, size: 20 }, total);
            Self::new(
                Frame::sample("取組事例"),
                &query,
                &selection,
                asked,
                &|code| published.prefecture_name(code).map(str::to_owned),
                &found,
                &troubles(),
                lines,
                &links,
                true,
            )
        };
        vec![
            page("q=x&scene=mitori&scene=%22%3E%3Cb%3E&band=under1", &asked, &rows, &[line()]),
            page("", &Asked::default(), &[], &[]),
        ]
    }
}

impl ShowPage {
    pub fn samples() -> Vec<Self> {
        let places = [PlaceFacts {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            population: Some(28_000),
            age65: Some(11_000),
            as_of: Some("2025-04-01".to_owned()),
            source: Some("見本の出典".to_owned()),
            fictitious: Some(true),
        }];
        let steps = |state: State| {
            vec![Step {
                at: "2026-11-20T01:00:00.000Z".to_owned(),
                state: state.id().to_owned(),
                by_label: "見本 花子（事務局）".to_owned(),
                on_behalf_of: "山口県柳井市".to_owned(),
                remark: "数字の年を書き足してください。".to_owned(),
            }]
        };
        let page = |state: State, doing: Doing, steps: Vec<Step>| {
            let frame = Frame::sample("見本の事例").crumb("事例", "/cases");
            Self::new(
                frame,
                &Case::sample(state),
                &places,
                &[line()],
                &troubles(),
                steps,
                &[edit(1, ""), edit(2, "題名\n背景")],
                doing,
                state == State::InReview,
            )
        };
        let all = Doing {
            edit: true,
            correct: true,
            submit: true,
            manager_first: true,
            decide: true,
            publish: true,
            send_back: true,
            archive: true,
            discard: true,
            restore: true,
        };
        let mut correcting = page(State::Draft, Doing { correct: false, ..all }, steps(State::Draft));
        correcting.corrects = Some(Corrects {
            href: "/cases/1".to_owned(),
            is_public: true,
            version: 4,
            has_moved: true,
            both: "題名」「取組の効果".to_owned(),
            differences: vec![Difference {
                label: "題名".to_owned(),
                before: "前の<b>題名".to_owned(),
                after: "後の題名".to_owned(),
            }],
        });
        correcting.shown.draw(Some(super::files::samples::drawn()));
        correcting.name_co_owners(&Case::sample(State::Draft), &[], |_| true);
        let mut refused = page(State::InReview, all, steps(State::InReview));
        refused.tried =
            Tried {
                field: "reason".into(), sentence: "理由を書いてください。".to_owned(), reason: "<b>".to_owned()
            };
        let mut discarded = page(State::Discarded, Doing { restore: true, ..Doing::default() }, steps(State::Draft));
        discarded.removed_on = "令和8年12月21日".to_owned();
        let said = |id: i64, answer: &str| Comment {
            id,
            at: "2026-11-20T01:00:00.000Z".to_owned(),
            by_label: "見本 花子（見本町・市町村 担当者）".to_owned(),
            body: "うちの町でも<b>試したいです。\n様式はありますか。".to_owned(),
            answer: answer.to_owned(),
            answered_at: (!answer.is_empty()).then(|| "2026-11-21T01:00:00.000Z".to_owned()),
            answered_by: "見本 みどり".to_owned(),
            settled_at: (id == 3).then(|| "2026-11-21T01:00:00.000Z".to_owned()),
        };
        let mut heard = page(State::Published, Doing::default(), Vec::new());
        let reception = Reception { likes: 3, liked: 1, saved: 0 };
        heard.voices = Voices::new(reception, true, "0".repeat(64), &[said(1, "あります。"), said(2, "")]);
        let mut answering = page(State::Published, all, steps(State::Published));
        answering.voices = Voices::new(
            Reception { saved: 1, ..reception },
            true,
            "0".repeat(64),
            &[said(1, "あります。"), said(2, "")],
        );
        (answering.voices.author_side, answering.voices.may_answer) = (true, true);
        answering.tried =
            Tried {
                field: "answer-2".into(), sentence: "返事を書いてください。".to_owned(), reason: "<i>".to_owned()
            };
        let mut pointed = page(State::InReview, all, steps(State::InReview));
        pointed.hints = vec![Hint {
            field: "outline",
            sentence: "人の名前らしい「見本さん」があります。".to_owned(),
            before: "診療所の<i>".to_owned(),
            what: "見本さん".to_owned(),
            after: "が".to_owned(),
        }];
        vec![
            pointed,
            correcting,
            heard,
            answering,
            refused,
            discarded,
            page(State::Archived, all, steps(State::Archived)),
            page(State::Published, Doing::default(), Vec::new()),
            page(State::InReview, all, steps(State::InReview)),
            page(State::InDecision, Doing { decide: true, ..Doing::default() }, steps(State::InDecision)),
            page(State::Returned, Doing { submit: true, edit: true, ..Doing::default() }, steps(State::Returned)),
        ]
    }
}

fn edit(version: i64, changed: &str) -> Edit {
    Edit {
        version,
        at: "2026-11-20T01:00:00.000Z".to_owned(),
        by_label: if version == 1 { String::new() } else { "見本 花子（事務局）".to_owned() },
        on_behalf_of: "山口県柳井市".to_owned(),
        changed: changed.to_owned(),
    }
}

impl VersionPage {
    pub fn samples() -> Vec<Self> {
        let edits = [edit(1, ""), edit(2, "題名")];
        let before = Content::default();
        let found = differences(&before, &Case::sample(State::Draft).content, Names::default());
        let page = |at: usize, found| {
            Self::new(Frame::sample("事例の変更"), 1, &edits, at, found, super::files::samples::shown())
        };
        vec![page(0, found.clone()), page(1, found), page(1, Vec::new())]
    }
}

impl CollectingPage {
    pub fn samples() -> Vec<Self> {
        let sheet = |what| Sheet {
            file: "集めた様式.zip／<b>柳井市.xlsx".to_owned(),
            title: "見本の事例".to_owned(),
            owner: "山口県柳井市".to_owned(),
            what,
        };
        let faults = vec![
            ("事例 C12".to_owned(), "「題名」を<b>入力してください。".to_owned()),
            (String::new(), "パスワードの付いたファイルは読めません。".to_owned()),
        ];
        let sheets = [sheet(What::New(Box::default())), sheet(What::Here(7)), sheet(What::Faults(faults))];
        let page = |sheets: &[Sheet], taken| {
            let mut page = Self::new(Frame::sample("Excelの様式で集める"), None);
            page.taken = taken;
            page.show(sheets);
            page
        };
        let mut refused = page(&[], None);
        "書き込んだ様式のファイルを選んでください。".clone_into(&mut refused.error);
        vec![refused, page(&[], None), page(&sheets, None), page(&sheets, Some(1)), page(&sheets[2..], Some(0))]
    }
}

impl SavedPage {
    pub fn samples() -> Vec<Self> {
        let saved = |number: i64, title: &str| Saved {
            number,
            at: "2026-11-20T01:00:00.000Z".to_owned(),
            note: "会議で<b>見せる".to_owned(),
            title: title.to_owned(),
            summary: "二文の要約です。".to_owned(),
            place: "山口県柳井市".to_owned(),
            likes: 2,
        };
        let page = |rows: &[Saved]| {
            let total = i64::try_from(rows.len()).unwrap_or(0);
            let links = PageLinks::new("/cases/saved", &Fields::default(), Page { number: 1, size: 1 }, total);
            Self::new(Frame::sample("保存した事例"), rows, Pagination::new(&links, "件"))
        };
        vec![page(&[saved(1, "見本の<事例"), saved(2, "")]), page(&[])]
    }
}

impl StandingPage {
    pub fn samples() -> Vec<Self> {
        let standing = |state: State| Standing {
            number: 12,
            title: "見本の<b>事例".to_owned(),
            state: state.id().to_owned(),
            owner: "山口県柳井市".to_owned(),
        };
        State::EVERY.iter().map(|s| Self::new(Frame::sample("事例12"), &standing(*s))).collect()
    }
}

impl WithdrawnPage {
    pub fn samples() -> Vec<Self> {
        vec![
            Self::new(Frame::sample("公開は終わりました"), &[line()]),
            Self::new(Frame::sample("公開は終わりました"), &[]),
        ]
    }
}

impl StatisticsPage {
    pub fn samples() -> Vec<Self> {
        let row = IndexRow {
            number: 1,
            published_at: None,
            prefecture_code: "350001".to_owned(),
            prefecture_name: "山口県".to_owned(),
            tags: Some("scene:mitori".to_owned()),
            populations: Some("6329x".to_owned()),
        };
        let nowhere = IndexRow { populations: None, ..row.clone() };
        let page = |rows: &[IndexRow]| Self::new(Frame::sample("人口規模と場面"), rows, "令和8年11月21日");
        vec![page(&[row, nowhere]), page(&[])]
    }
}

impl TroublesPage {
    pub fn samples() -> Vec<Self> {
        let row = |id: &str, valid_to: Option<&str>| TroubleRow {
            id: id.to_owned(),
            label: "看取りが<進まない".to_owned(),
            sentence: "見本の一文です。".to_owned(),
            position: 1,
            valid_to: valid_to.map(str::to_owned),
            published: 3,
            others: 1,
        };
        let rows = [row("a", None), row("b", None), row("c", Some("2026-11-20"))];
        let mut form =
            Form::new(Fields::from_pairs([("do", "word"), ("label", "新しい\"ことば"), ("sentence", "説明")]));
        let looking = Self::new(Frame::sample("困りごとの入口"), &rows, true, &form, Some(&rows[0]));
        form.refuse("label", "同じことばの入口が、もうあります。");
        vec![
            looking,
            Self::new(Frame::sample("困りごとの入口"), &rows, true, &form, None),
            Self::new(Frame::sample("困りごとの入口"), &rows, false, &Form::default(), None),
        ]
    }
}

impl EditPage {
    pub fn samples() -> Vec<Self> {
        let setting = |owner: OwnerControl, found: Vec<Difference>| Setting {
            collection: Some((1, "<b>募集".to_owned())),
            action: "/cases/new".to_owned(),
            form_key: "0".repeat(64),
            version: 0,
            owner,
            is_proxy: true,
            may_submit: true,
            saved_anyway: found.is_empty(),
            needs_places: found.is_empty(),
            may_be_shared: !found.is_empty(),
            conflict: (!found.is_empty()).then(|| Conflict {
                word: "ほかの方が先に保存しました",
                text: "違いを見てください。",
                theirs: "いま保存されている内容",
                mine: "あなたの内容（下の欄）",
                differences: found,
                take_theirs: Some(Link::new("保存されているほうを使う", "/cases/1")),
            }),
        };
        let mine = Case::sample(State::Draft).content;
        let mut theirs = mine.clone();
        theirs.texts.title = "ほかの題名".to_owned();
        theirs.start_year = None;
        let mut form = Form::new(crate::cases::forms::fields_of(&mine, &["柳井市".to_owned()], &["柳井市".to_owned()]));
        form.refuse("title", "題名を書いてください。");
        form.refuse("scenes", "場面を選んでください。");
        form.refuse("fact-1-value", "1行目の「abc」は数として読めません。");
        form.refuse(FORM_ID, "この事例はいま「公開中」なので、この操作はできません。");
        let page = |form: &Form, setting: Setting| Self::new(Frame::sample("事例を書く"), form, &troubles(), setting);
        let fixed = OwnerControl::Fixed { label: "山口県柳井市".to_owned(), code: "352128".to_owned() };
        let checked = |mut page: Self| {
            page.returned_because = "数の出典を書き足してください。".to_owned();
            let hint = |field| Hint {
                field,
                sentence: "電話番号らしいところがあります。".to_owned(),
                before: "連絡は<b>".to_owned(),
                what: "0000-00-0000".to_owned(),
                after: "へ".to_owned(),
            };
            page.with_checks(vec![hint("outline"), hint("title")])
        };
        let fixed_again = OwnerControl::Fixed { label: "山口県柳井市".to_owned(), code: String::new() };
        let looked_at = checked(page(&Form::default(), setting(fixed_again, Vec::new())));
        vec![
            looked_at,
            page(&Form::default(), setting(OwnerControl::Any { value: String::new() }, Vec::new())),
            page(&form, setting(fixed, differences(&theirs, &mine, Names::default()))),
            page(&form, setting(OwnerControl::Choose(vec![Choice::new("", "選んでください", true)]), Vec::new())),
        ]
    }
}

impl WaitingPage {
    pub fn samples() -> Vec<Self> {
        let waiting = Waiting {
            number: 1,
            title: "見本の<b>事例".to_owned(),
            state: "returned".to_owned(),
            owner: "山口県柳井市".to_owned(),
            updated_at: "2026-11-20T01:00:00.000Z".to_owned(),
            by_label: "見本 花子".to_owned(),
            on_behalf_of: "山口県柳井市".to_owned(),
            remark: "数字の年を書き足してください。".to_owned(),
            own: 1,
        };
        let page = |rows: Vec<&Waiting>| Self {
            frame: Frame::sample("書きかけの事例"),
            heading: "公開前の事例",
            rows: rows.into_iter().map(Into::into).collect(),
            pagination: Pagination::new(
                &PageLinks::new("/cases/mine", &Fields::default(), Page { number: 1, size: 1 }, 2),
                "件",
            ),
            empty_heading: "ありません",
            empty_sentence: "まだありません。",
            onward: vec![Link::new("公開中の事例を見る", "/cases")],
            may_draft: true,
            shows_own: true,
        };
        vec![page(vec![&waiting]), page(Vec::new())]
    }
}
