//! How often the hints are right, on sentences written for this; and that no text makes them stumble.

use review_hints::{Kind, empty_talk, find};

/// The sentences speak from here.
const YEAR: i16 = 2026;

/// A sentence, and whether a reviewer should look at it.
struct Labelled {
    sentence: &'static str,
    wanted: bool,
}

macro_rules! sentences {
    ($name:literal, $fresh:expr) => {
        [
            include_str!(concat!("../data/", $name, ".tsv")),
            include_str!(concat!("../data/later/", $name, ".tsv")),
            $fresh,
        ]
    };
}

/// Half for tuning and half held back; written once the first rules stood, and for tuning since; written after that, and
/// only measured.
fn data(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::Telephone => sentences!("telephone", ""),
        Kind::Mail => sentences!("mail", ""),
        Kind::Address => sentences!("address", ""),
        Kind::Name => sentences!("name", include_str!("../data/fresh/name.tsv")),
        Kind::Criticism => sentences!("criticism", include_str!("../data/fresh/criticism.tsv")),
        Kind::Undecided => sentences!("undecided", include_str!("../data/fresh/undecided.tsv")),
        Kind::EmptyTalk => sentences!("empty_talk", include_str!("../data/fresh/empty_talk.tsv")),
    }
}

fn labelled(text: &'static str) -> impl Iterator<Item = Labelled> {
    text.lines().map(|line| {
        let (label, sentence) = line.split_once('\t').unwrap_or_else(|| panic!("no label: {line}"));
        assert!(matches!(label, "+" | "-"), "{line}");
        Labelled { sentence, wanted: label == "+" }
    })
}

/// For tuning, held back, fresh.
fn parts(kind: Kind) -> [Vec<Labelled>; 3] {
    let mut parts = [Vec::new(), Vec::new(), Vec::new()];
    let mut seen = [0, 0];
    let [first, later, fresh] = data(kind);
    for sentence in labelled(first) {
        let nth = &mut seen[usize::from(sentence.wanted)];
        parts[*nth % 2].push(sentence);
        *nth += 1;
    }
    parts[0].extend(labelled(later));
    parts[2].extend(labelled(fresh));
    parts
}

fn is_found(kind: Kind, sentence: &str) -> bool {
    if kind == Kind::EmptyTalk { empty_talk(sentence).is_some() } else { !find(sentence, &[kind], YEAR).is_empty() }
}

/// Right ones, wrong ones, missed ones.
fn measured(kind: Kind, sentences: &[Labelled]) -> (u32, u32, u32) {
    let mut counts = (0, 0, 0);
    for labelled in sentences {
        match (labelled.wanted, is_found(kind, labelled.sentence)) {
            (true, true) => counts.0 += 1,
            (false, true) => counts.1 += 1,
            (true, false) => counts.2 += 1,
            (false, false) => {}
        }
    }
    counts
}

/// Below this, a kind is off until somebody switches it on.
const LEAST_PRECISION: f64 = 0.7;

#[test]
fn precision_and_recall_are_told_and_kinds_below_the_line_are_off() {
    println!("kind        half   n  precision recall");
    for kind in Kind::EVERY {
        let [tuning, held, fresh] = parts(kind);
        assert!(tuning.len() + held.len() >= 60, "{}: 60 sentences at least", kind.id());
        for (name, half) in
            [("tuning", &tuning), ("held", &held), ("fresh", &fresh)].into_iter().filter(|(_, half)| !half.is_empty())
        {
            let (right, wrong, missed) = measured(kind, half);
            let precision = f64::from(right) / f64::from((right + wrong).max(1));
            let recall = f64::from(right) / f64::from((right + missed).max(1));
            println!("{:<11} {name:<6} {:>2} {precision:>9.2} {recall:>6.2}", kind.id(), half.len());
        }
        // What decides is what no rule was made with.
        let (held, fresh) = (measured(kind, &held), measured(kind, &fresh));
        let (right, wrong) = (held.0 + fresh.0, held.1 + fresh.1);
        let precision = f64::from(right) / f64::from((right + wrong).max(1));
        assert_eq!(
            kind.is_on_by_default(),
            precision >= LEAST_PRECISION,
            "{}: precision {precision:.2}; Kind::is_on_by_default() has to follow the held-back sentences",
            kind.id()
        );
        if std::env::var_os("SHOW_TUNING").is_some() {
            for labelled in &tuning {
                if labelled.wanted != is_found(kind, labelled.sentence) {
                    println!("  {} {}", if labelled.wanted { "missed" } else { "wrong " }, labelled.sentence);
                }
            }
        }
    }
}

#[test]
fn the_place_is_the_one_meant() {
    let of = |text: &str, kind: Kind| -> Vec<String> {
        find(text, &[kind], YEAR).into_iter().map(|found| text[found.range].to_owned()).collect()
    };
    assert_eq!(of("前の年。担当の佐藤医師に、電話で。", Kind::Name), ["佐藤医師"]);
    assert_eq!(of("電話は０００－１２３－４５６７です", Kind::Telephone), ["０００－１２３－４５６７"]);
    assert_eq!(of("kaigo[at]example.jp に", Kind::Mail), ["kaigo[at]example.jp"]);
    assert_eq!(of("自宅は見本市本町1-2-3です", Kind::Address), ["見本市本町1-2-3"]);
    assert_eq!(of("よい話です。県は丸投げするだけです。", Kind::Criticism), ["県は丸投げするだけです。"]);
    assert_eq!(
        of("昨年始めました。来年度には全市町村に広げます。", Kind::Undecided),
        ["来年度には全市町村に広げます。"]
    );
    // A year that has come is no promise.
    for (text, ahead) in
        [("2024年度からは、前もって調整しておきます。", false), ("2027年度からは、前もって調整しておきます。", true)]
    {
        assert_eq!(!of(text, Kind::Undecided).is_empty(), ahead, "{text}");
    }
    assert!(of("令和８年度に、全町へ広げます。", Kind::Undecided).is_empty());
    assert_eq!(of("令和９年度に、全町へ広げます。", Kind::Undecided).len(), 1);
    let text = "連携が深まりました。";
    assert_eq!(empty_talk(text), Some(0..text.len()));
    assert_eq!(empty_talk(""), None);
    // One place that leads to a person is told once; a sentence around it is told as well.
    let text = "県の佐藤課長は無責任です。";
    let kinds: Vec<_> = find(text, &Kind::EVERY, YEAR).into_iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [Kind::Criticism, Kind::Name]);
    assert!(find(text, &[], YEAR).is_empty());
}

#[test]
fn no_text_makes_them_stumble() {
    let mut texts: Vec<String> =
        ["", "。", "〒", "0", "佐藤", "佐藤 ", "内線", "@", "1番", "三丁目", "\u{202e}佐藤医師\0", "年", "〒1234567〒"]
            .iter()
            .map(|text| (*text).to_owned())
            .collect();
    for kind in Kind::EVERY {
        for line in data(kind)[0].lines() {
            let chars: Vec<char> = line.chars().collect();
            texts.extend((0..chars.len()).map(|cut| chars[cut..].iter().collect()));
            texts.extend((0..chars.len()).map(|cut| chars[..cut].iter().collect()));
        }
    }
    texts.push("佐藤医師0".repeat(5_000));
    texts.push("0-".repeat(20_000));
    texts.push("市1-".repeat(10_000));
    for text in &texts {
        for found in find(text, &Kind::EVERY, YEAR) {
            assert!(text.get(found.range.clone()).is_some_and(|place| !place.is_empty()), "{text}: {found:?}");
        }
        assert!(empty_talk(text).is_none_or(|range| text.get(range).is_some()));
    }
}
