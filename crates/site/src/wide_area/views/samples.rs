//! Every page with everything it can show.

use foundation::web::{Fields, Form};

use super::*;
use crate::actions::Whole;
use crate::cost_sharing::reading::{self, Facts};
use crate::model::{
    CalculationLine, Cell, Cells, Content, Group, Line, Meeting, Member, OwnRow, StoredColumn, Taker, Version,
};
use crate::regions::AreaMember;
use crate::rules::Standing;
use crate::shared::Frame;
use crate::shared::testing::assert_page;

fn group() -> Group {
    Group {
        id: 3,
        name: "協議会<1>".to_owned(),
        kind: "council".to_owned(),
        lead_code: "352128".to_owned(),
        lead_name: "柳井市".to_owned(),
        prefecture_code: "350001".to_owned(),
        prefecture_name: "山口県".to_owned(),
        secretariat_kind: "association".to_owned(),
        secretariat: "郡医師会".to_owned(),
        agreed_on: Some("2026-03-01".to_owned()),
        purpose: "目的\n・一つ".to_owned(),
        plan_id: Some(1),
        state: "published".to_owned(),
        fictitious: true,
        revision: 2,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本".to_owned(),
    }
}

fn member(id: i64, code: &str, name: &str, answer: &str) -> Member {
    Member {
        id,
        municipality_code: code.to_owned(),
        name: name.to_owned(),
        joined_on: "2020-04-01".to_owned(),
        left_on: (id == 3).then(|| "2025-03-31".to_owned()),
        valid_to: (id == 3).then(|| "2025-03-31".to_owned()),
        successor_code: (id == 3).then(|| "352128".to_owned()),
        successor_name: (id == 3).then(|| "柳井市".to_owned()),
        answer: answer.to_owned(),
        answered_at: (answer != "waiting").then(|| "2026-11-21T01:00:00Z".to_owned()),
        ..Member::default()
    }
}

fn whole(lead: bool) -> Whole {
    Whole {
        group: group(),
        members: vec![
            member(1, "352128", "柳井市", "confirmed"),
            member(2, "353051", "周防大島町", "waiting"),
            member(3, "353418", "旧<町>", "confirmed"),
        ],
        standing: Standing { lead, inside: true, asked: true, own: vec!["353051".to_owned()] },
    }
}

fn typed(query: &str) -> (Form, Vec<reading::Row>, Option<usize>) {
    let fields = Fields::parse(query.as_bytes());
    let (rows, lead) = reading::rows_of(&fields);
    (Form::new(reading::canonical(&fields, &rows, lead)), rows, lead)
}

const QUERY: &str = "total=1%2C000%2C567&unit=1000&way=ratio&w-a-equal=4&w-a-population=3&w-a-aged=3&w-b-equal=5&w-b-1=5&key-1=%E4%BB%B6%E6%95%B0\
                     &t1=A&p1=100&o1=30&k1-1=5&lead=1&t2=B&p2=0&o2=3&k1-2=4&x2=b";

#[test]
fn every_page_is_sound() {
    let line = Line {
        id: 3,
        name: "会<議>".to_owned(),
        kind: "council".to_owned(),
        fictitious: true,
        waiting: 1,
        ..Line::default()
    };
    let waiting = vec![("会".to_owned(), "/wide-area/3".to_owned())];
    assert_page(&ListPage::new(Frame::sample("題"), "/wide-area", &[line], waiting, false, true));
    assert_page(&ListPage::new(Frame::sample("題"), "/wide-area", &[], Vec::new(), false, false));
    let area = |code: &str| AreaMember {
        area_id: "a".to_owned(),
        kind: "joint".to_owned(),
        area_name: "圏<域>".to_owned(),
        fictitious: true,
        source: "出典".to_owned(),
        code: code.to_owned(),
        name: format!("町{code}"),
    };
    let towns = [("1".to_owned(), "一".to_owned(), "p".to_owned()), ("2".to_owned(), "二".to_owned(), "p".to_owned())];
    let mut form = Form::default();
    form.refuse("members", "分かりません。");
    assert_page(&NewPage::new(Frame::sample("題"), &form, "k", &towns, &[area("1"), area("2")]));
    let of = whole(true);
    let mut edit = EditPage::new(
        Frame::sample("題"),
        &of.group,
        &of.members,
        &[(1, "計<画>".to_owned())],
        &Form::new(crate::forms::fill_group(&of.group)),
    );
    edit.changed_meanwhile(&of.group, &Group { name: "別".to_owned(), ..of.group.clone() }, &of.members);
    assert_eq!(edit.differences.len(), 1);
    assert_page(&edit);
    assert_page(&AskPage::new(Frame::sample("題"), &of.group, &form));
    let choice = vec![crate::shared::Choice::new("1", "町", false)];
    let mut page = MemberPage::new(Frame::sample("題"), &of.group, &of.members[2], &form, choice);
    page.changed_meanwhile(&of.members[2], &of.members[1]);
    assert_page(&page);
    let meeting = Meeting {
        id: 1,
        held_on: "2026-11-01".to_owned(),
        title: "会<議>".to_owned(),
        decided: "決めた".to_owned(),
        ..Meeting::default()
    };
    let mut page =
        MeetingPage::new(Frame::sample("題"), &of.group, &meeting, &Form::new(crate::forms::fill_meeting(&meeting)));
    page.changed_meanwhile(&meeting, &Meeting { title: "別".to_owned(), ..meeting.clone() });
    assert_page(&page);
    let takers = vec![
        Taker {
            code: "352128".to_owned(),
            name: "柳井市".to_owned(),
            instead_of: vec!["旧町".to_owned()],
            waiting: false,
        },
        Taker { code: "353051".to_owned(), name: "周防大島町".to_owned(), instead_of: Vec::new(), waiting: true },
    ];
    for lead in [true, false] {
        let shown = Shown {
            takers: takers.clone(),
            notes: vec!["数えていません。".to_owned()],
            likely: Vec::new(),
            meetings: vec![meeting.clone()],
            calculations: vec![CalculationLine {
                id: 1,
                name: "試<算>".to_owned(),
                fiscal_year: 2027,
                newest: 2,
                ..CalculationLine::default()
            }],
            plans: vec![("352128".to_owned(), 1, "計<画>".to_owned())],
            on: "2026-11-21".to_owned(),
            is_today: false,
        };
        assert_page(&ShowPage::new(Frame::sample("題"), &whole(lead), &Form::default(), shown));
    }
}

#[test]
fn the_table_of_functions_is_sound() {
    let of = whole(true);
    let rows = [OwnRow { id: 7, label: "講<演>会".to_owned() }];
    let functions = crate::forms::functions(&rows);
    assert_eq!(functions.len(), 9);
    let cell = Cell { how: "contract".to_owned(), whom: "医師<会>".to_owned(), remark: "年2回".to_owned() };
    let cells: Cells =
        [("sodan".to_owned(), cell.clone()), ("row-7".to_owned(), Cell { how: "own".to_owned(), ..Cell::default() })]
            .into();
    let stored = StoredColumn {
        municipality_code: "352128".to_owned(),
        cells: serde_json::to_string(&cells).unwrap(),
        revision: 3,
        updated_at: "2026-11-21T01:00:00Z".to_owned(),
        updated_by: "見本".to_owned(),
        ..StoredColumn::default()
    };
    let takers = [Taker { code: "352128".to_owned(), name: "柳井市".to_owned(), ..Taker::default() }];
    let page = FunctionsPage::new(Frame::sample("題"), &of, &takers, &functions, std::slice::from_ref(&stored));
    assert!(page.columns[0].written.contains("幹事が記入"));
    assert_eq!(page.rows.iter().map(|row| row.shared).sum::<usize>(), 1);
    assert_page(&page);
    let mut form = Form::default();
    form.refuse("label", "もうあります。");
    assert_page(&RowsPage::new(Frame::sample("題"), &of.group, &rows, &form));
    let form = Form::new(crate::forms::fill_column(&cells, 3));
    let mut page = ColumnPage::new(Frame::sample("題"), "/wide-area/3/functions", &stored, &functions, &form, true);
    page.changed_meanwhile(&functions, &Cells::new(), &cells, "見本");
    assert_eq!(page.differences.len(), 2);
    assert_page(&page);
    assert_eq!(cell.words(), "委託で：医師<会>（年2回）");
}

#[test]
fn the_calculator_is_sound() {
    let empty = Form::default();
    let typed_nothing = Typed { form: &empty, rows: &[], lead: None, result: None };
    assert_page(&CalculatorPage::new(Frame::sample("題"), "/wide-area/cost-sharing", &typed_nothing, ""));
    let (mut form, rows, lead) = typed(QUERY);
    let input = reading::read(&mut form, &rows, lead, &Facts::default(), "2026-11-21").expect("a calculation");
    let outcomes: Vec<_> = input.scenarios.iter().map(|scenario| input.outcome(scenario)).collect();
    let typed_all = Typed { form: &form, rows: &rows, lead, result: Some((&input, &outcomes)) };
    let mut page = CalculatorPage::new(Frame::sample("題"), "/wide-area/3/calculations/new", &typed_all, QUERY);
    let content = Content { query: QUERY.to_owned(), input: input.clone(), outcomes: outcomes.clone() };
    let mut keeping = Keeping { year: "令和9".to_owned(), ..Keeping::default() };
    let known = CalculationLine {
        id: 1,
        name: "試算".to_owned(),
        newest: 2,
        by_label: "見本".to_owned(),
        ..CalculationLine::default()
    };
    keeping.conflict(&group(), Some(&known));
    keeping.beside(&content, &input, &outcomes);
    assert_eq!(keeping.differences.len(), 2);
    page.keeping = Some(keeping);
    page.notes.push("合併".to_owned());
    assert_page(&page);
    let result = page.result.as_ref().unwrap();
    assert!(result.scenarios[0].notes.iter().any(|note| note.contains("567円")), "{:?}", result.scenarios[0].notes);
    assert!(result.scenarios[1].notes.iter().any(|note| note.contains("1市町村が外れ")));
    let version =
        Version { number: 2, at: "2026-11-21T01:00:00Z".to_owned(), note: "会<議>".to_owned(), ..Version::default() };
    let older = Version { number: 1, ..version.clone() };
    assert_page(&KeptPage::new(
        Frame::sample("題"),
        "/wide-area/3/calculations/1",
        &whole(true),
        &known,
        &[version.clone(), older.clone()],
        &older,
        &content,
    ));
}

#[test]
fn what_cannot_be_shared_out_is_said_where_it_stands() {
    for (change, field, words) in [
        ("&total=", "total", "入力してください"),
        ("&total=%E2%96%B31%2C000", "total", "0より小さい"),
        ("&total=1%2C00", "total", "数として読めません"),
        ("&total=0", "total", "1円以上"),
        ("&total=1000000000001", "total", "大きすぎます"),
        ("&w-a-equal=0&w-a-population=&w-a-aged=0", "w-a-equal", "すべて0か空"),
        ("&w-a-equal=-4", "w-a-equal", "0より小さい"),
        ("&w-a-equal=4%3A3%3A3", "w-a-equal", "一つの欄に一つずつ"),
        ("&way=percent&w-a-equal=40&w-a-population=30&w-a-aged=25", "w-a-equal", "合計が95％"),
        ("&p1=0", "w-a-population", "どの市町村の数も0"),
        ("&p2=-1", "p2", "0より小さい"),
        ("&p2=", "p2", "使う数がありません"),
        ("&o2=1.5", "o2", "小数があります"),
        ("&rest=lead&lead=2", "rest", "幹事市町村がいません"),
        ("&t2=A", "t2", "二度出ています"),
        ("&t2=", "t2", "2行目の市町村の名前"),
        ("&x1=a&x2=a", "towns", "すべての市町村が外れて"),
        ("&key-2=%E4%BB%B6%E6%95%B0", "key-2", "二つあります"),
    ] {
        let mut fields = Fields::parse(QUERY.as_bytes());
        for (name, value) in Fields::parse(change.trim_start_matches('&').as_bytes()).pairs() {
            fields = fields.replaced(name, value);
            fields.push(name, value);
        }
        let (rows, lead) = reading::rows_of(&fields);
        let mut form = Form::new(reading::canonical(&fields, &rows, lead));
        assert!(reading::read(&mut form, &rows, lead, &Facts::default(), "2026-11-21").is_none(), "{change}");
        assert!(form.error(field).contains(words), "{change}: {:?}", form.errors);
    }
}

#[test]
fn amounts_and_weights_are_read_as_people_write_them() {
    for (total, yen) in [
        ("1,200,000", 1_200_000),
        ("１２０万円", 1_200_000),
        ("¥1,200,000", 1_200_000),
        ("金120万円也", 1_200_000),
        ("1億2千万", 120_000_000),
    ] {
        let fields = Fields::parse(QUERY.as_bytes()).replaced("total", total);
        let (rows, lead) = reading::rows_of(&fields);
        let mut form = Form::new(reading::canonical(&fields, &rows, lead));
        let input = reading::read(&mut form, &rows, lead, &Facts::default(), "2026-11-21");
        assert_eq!(input.map(|input| input.scenarios[0].total), Some(yen), "{total} {:?}", form.errors);
    }
    for weights in [["4割", "3割", "3割"], ["４０％", "30%", "30"], ["33.34", "33.33", "３３．３３"]] {
        let mut fields = Fields::parse(QUERY.as_bytes())
            .replaced("way", "percent")
            .replaced("w-b-equal", "50")
            .replaced("w-b-1", "50");
        for (field, weight) in ["w-a-equal", "w-a-population", "w-a-aged"].into_iter().zip(weights) {
            fields = fields.replaced(field, weight);
        }
        let (rows, lead) = reading::rows_of(&fields);
        let mut form = Form::new(reading::canonical(&fields, &rows, lead));
        let input = reading::read(&mut form, &rows, lead, &Facts::default(), "2026-11-21");
        assert_eq!(
            input.map(|input| input.scenarios[0].weights.iter().sum::<i64>()),
            Some(10_000),
            "{weights:?} {:?}",
            form.errors
        );
    }
}
