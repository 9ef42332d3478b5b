use foundation::web::Fields;

use super::*;
use crate::cases::model::TROUBLE_FACET;

fn row(number: i64, tags: &str, populations: &str) -> IndexRow {
    IndexRow {
        number,
        published_at: Some(format!("2026-01-{number:02}")),
        prefecture_code: "350001".to_owned(),
        prefecture_name: "山口県".to_owned(),
        tags: Some(tags.to_owned()),
        populations: Some(populations.to_owned()),
    }
}

fn selection(query: &str) -> Selection {
    Selection::of(&Fields::parse(query.as_bytes()))
}

fn three() -> Published {
    Published::of(vec![
        row(1, "scene:mitori\nscene:kyuhen\nclass:rito", "9999x"),
        row(2, "scene:mitori\nclass:kaso", "10000"),
        row(3, "scene:nichijo\nclass:kaso\nkey_person:5町の行政\nkey_person:行政", "500000 9999"),
    ])
}

const ALL: Range<usize> = 0..usize::MAX;

fn numbers(query: &str) -> Vec<i64> {
    three().choose(&selection(query), None, ALL).numbers
}

#[test]
fn values_widen_facets_narrow() {
    assert_eq!(numbers(""), [3, 2, 1]);
    assert_eq!(numbers("scene=mitori"), [2, 1]);
    assert_eq!(numbers("scene=mitori&scene=nichijo"), [3, 2, 1]);
    assert_eq!(numbers("scene=mitori&class=kaso"), [2]);
    assert_eq!(numbers("scene=mitori&class=no-such"), Vec::<i64>::new());
    assert_eq!(numbers("band=under1"), [3, 1]);
    assert_eq!(numbers("key_person=行政"), [3]);
}

#[test]
fn what_nobody_offers_is_taken_out_and_told() {
    let three = three();
    let mut chosen = selection("scene=zzz&scene=mitori&scene=sonota&trouble=zzz&key_person=行政");
    let unknown = chosen.take_unknown(&three, |facet, value| facet == "scene" && value == "sonota");
    assert_eq!(unknown, [(TROUBLE_FACET, "zzz".to_owned()), ("scene", "zzz".to_owned())]);
    assert!(chosen.is_on("scene", "mitori") && chosen.is_on("scene", "sonota") && chosen.is_on("key_person", "行政"));
    assert!(!chosen.chosen.iter().any(|(facet, _)| *facet == TROUBLE_FACET));
}

#[test]
fn a_facet_s_own_selection_does_not_change_its_counts() {
    let found = three().choose(&selection("scene=mitori"), None, ALL);
    let count =
        |facet: &str, value: &str| found.counted.iter().find(|c| c.facet == facet).map_or(0, |c| c.count(value));
    assert_eq!((count("scene", "mitori"), count("scene", "nichijo"), count("scene", "kyuhen")), (2, 1, 1));
    assert_eq!((count("class", "kaso"), count("class", "rito")), (1, 1));
    assert_eq!(count("key_person", "行政"), 0);
    assert!(found.invented_populations);
    assert_eq!(three().prefecture_name("350001"), Some("山口県"));
}

/// Of each case, how well it answers each of two words.
fn answers(of: &[(i64, [u8; 2])]) -> Answers {
    let word = |at: usize| of.iter().map(|(n, held)| (*n, held[at])).filter(|(_, well)| *well > 0).collect();
    vec![word(0), word(1)]
}

#[test]
fn the_best_answers_come_first_and_partial_ones_only_when_there_is_nothing_better() {
    let three = three();
    let choose =
        |query: &str, of: &[(i64, [u8; 2])]| three.choose(&selection(query), Some(&three.answered(&answers(of))), ALL);
    let found = choose("", &[(1, [4, 0]), (2, [1, 1]), (3, [8, 2])]);
    assert_eq!((found.numbers, found.partial, found.total), (vec![3, 2], false, 2));
    let two = [(1, [4, 8]), (2, [1, 1])];
    assert_eq!(choose("", &two).numbers, [1, 2]);
    assert_eq!(choose("sort=new", &two).numbers, [2, 1]);
    let found = choose("", &[(1, [4, 0])]);
    assert_eq!((found.numbers, found.partial), (vec![1], true));
    let none = choose("", &[]);
    assert!(none.numbers.is_empty() && !none.partial && none.counted.iter().all(|c| c.values.is_empty()));
}

#[test]
fn a_page_of_the_best_is_what_stands_there_in_the_whole_order() {
    let many = Published::of((1..=150).map(|n| row(n, "scene:mitori", "")).collect());
    let worths: Vec<(i64, [u8; 2])> = (1..=150).map(|n| (n, [1 + u8::try_from(n % 7).unwrap(), 1])).collect();
    let answered = many.answered(&answers(&worths));
    let page = |shown: Range<usize>| many.choose(&selection(""), Some(&answered), shown).numbers;
    let mut whole: Vec<i64> = many.rows().map(|row| row.number).collect();
    whole.sort_by_key(|number| Reverse(number % 7));
    assert_eq!(page(ALL), whole);
    for from in [0, 1, 20, 21, 22, 43, 64, 100, 149, 150, 151, 400] {
        for length in [0, 1, 20, 60] {
            let expected: Vec<i64> = whole.iter().copied().skip(from).take(length).collect();
            assert_eq!(page(from..from + length), expected, "{from}..+{length}");
            let newest: Vec<i64> = many.rows().map(|row| row.number).skip(from).take(length).collect();
            assert_eq!(many.choose(&selection(""), None, from..from + length).numbers, newest);
        }
    }
}

#[test]
fn what_is_opened_most_comes_first() {
    let three = three();
    let read = |shown: Range<usize>| three.choose(&selection("sort=read"), None, shown).numbers;
    assert_eq!(read(ALL), [3, 2, 1]);
    three.set_reads(Arc::new(HashMap::from([(1, 9), (2, 1), (3, 1), (70, 99)])));
    assert_eq!((read(ALL), read(1..2)), (vec![1, 3, 2], vec![3]));
    assert_eq!(three.choose(&selection("sort=read&class=kaso"), None, ALL).numbers, [3, 2]);
}

#[test]
fn what_is_replaced_is_no_more_what_it_was() {
    let mut three = three();
    three.replace(&[1, 3], vec![row(3, "scene:saigai", "100"), row(70, "scene:mitori", "")], 9);
    assert_eq!(three.choose(&selection(""), None, ALL).numbers, [70, 3, 2]);
    assert!(three.bears("scene", "saigai") && !three.bears("scene", "kyuhen"));
    assert!(!three.choose(&selection(""), None, ALL).invented_populations);
}

#[test]
fn however_it_came_about_it_is_what_it_would_be_made_anew() {
    let of = |n: i64, turn: i64| {
        let scene = ["mitori", "nichijo", "kyuhen"][usize::try_from((n + turn) % 3).unwrap()];
        row(
            (n * 37 + turn) % 97 + 1,
            &format!("scene:{scene}\nkey_person:人{}", n % 11),
            ["", "9999x"][usize::from(n % 5 == 0)],
        )
    };
    let mut followed = Published::default();
    followed.replace(&[], Vec::new(), 1);
    let mut held: BTreeMap<i64, IndexRow> = BTreeMap::new();
    for turn in 0..40 {
        let gone: Vec<i64> = (1..=97).filter(|n| n % 9 == turn % 9).collect();
        let rows: BTreeMap<i64, IndexRow> =
            (0..turn % 6 * 4).map(|n| of(n + turn, turn)).map(|row| (row.number, row)).collect();
        held.retain(|number, _| !gone.contains(number));
        held.extend(rows.clone());
        followed.replace(&gone, rows.into_values().collect(), turn);
        let anew = Published::of(held.values().cloned().collect());
        for query in ["", "scene=mitori", "scene=nichijo&key_person=人3", "band=under1"] {
            let both = [&followed, &anew].map(|p| p.choose(&selection(query), None, ALL));
            assert_eq!(both[0], both[1], "turn {turn}, {query}");
        }
        assert!(followed.rows().eq(anew.rows()));
    }
}

#[test]
fn what_was_asked_is_forgotten_when_something_changes() {
    let mut three = three();
    three.feed = Feed { number: 5, made: 1, ..Feed::default() };
    let needles = vec![vec!["島".to_owned()]];
    let one: Answers = vec![vec![(1, 4)]];
    three.replace(&[], Vec::new(), 5);
    three.learn(needles.clone(), &one, Feed { number: 4, made: 1, ..Feed::default() });
    assert_eq!(three.known(&needles), None, "older than the last change");
    three.learn(needles.clone(), &one, Feed { number: 5, made: 2, ..Feed::default() });
    assert_eq!(three.known(&needles), None, "of another index");
    let kept = three.learn(needles.clone(), &one, Feed { number: 7, made: 1, ..Feed::default() });
    assert_eq!(three.known(&needles), Some(kept));
    assert_eq!(three.known(&[vec!["船".to_owned()]]), None);
    three.replace(&[2], Vec::new(), 8);
    assert_eq!(three.known(&needles), None);
    for n in 0..100 {
        three.learn(vec![vec![n.to_string()]], &one, Feed { number: 8, made: 1, ..Feed::default() });
    }
    assert!(three.known(&[vec!["35".to_owned()]]).is_none() && three.known(&[vec!["36".to_owned()]]).is_some());
}

#[test]
fn more_than_one_word_of_bits() {
    let many = Published::of((1..=200).map(|n| row(n, if n % 2 == 0 { "scene:mitori" } else { "" }, "")).collect());
    let found = many.choose(&selection("scene=mitori"), None, ALL);
    assert_eq!((found.numbers.len(), found.counted[1].count("mitori")), (100, 100));
    assert_eq!(many.choose(&selection(""), None, ALL).numbers.len(), 200);
    // Some values of few rows, some of many.
    let rows = (1..=200).map(|n| {
        row(n, &format!("scene:mitori\nkey_person:人{}\nclass:{}", n / 3, ["rito", "kaso"][usize::from(n < 9)]), "")
    });
    let many = Published::of(rows.collect());
    let found = many.choose(&selection("class=kaso&key_person=人1&key_person=人2"), None, ALL);
    assert_eq!(found.numbers, [8, 7, 6, 5, 4, 3]);
    let count =
        |facet: &str, value: &str| found.counted.iter().find(|c| c.facet == facet).map_or(0, |c| c.count(value));
    assert_eq!(
        (count("key_person", "人2"), count("key_person", "人3"), count("class", "rito"), count("class", "kaso")),
        (3, 0, 0, 6)
    );
}

#[test]
fn any_page_of_the_best_is_what_sorting_everything_gives() {
    let published = Published::of((1..=400).map(|number| row(number, "scene:mitori", "9999")).collect());
    let worth = |number: i64| [1_u8, 2, 4, 8][usize::try_from(number * number % 7 % 4).unwrap()];
    let held: Vec<(i64, u8)> = (1..=400).filter(|n| n % 5 != 0).map(|n| (n, worth(n))).collect();
    let answered = published.answered(&vec![held]);
    let mut sorted: Vec<i64> = published.rows().map(|row| row.number).filter(|n| n % 5 != 0).collect();
    sorted.sort_by_key(|number| Reverse(worth(*number)));
    for shown in [0..20, 20..40, 50..51, 300..340, 319..400, 320..321, 0..0, 500..600, 0..usize::MAX, 7..usize::MAX] {
        let found = published.choose(&selection("q=x"), Some(&answered), shown.clone());
        let expected: Vec<i64> = sorted.iter().copied().skip(shown.start).take(shown.len()).collect();
        assert_eq!((found.numbers, found.total), (expected, 320), "{shown:?}");
    }
}
