//! What is found is what stands there: compared with a plain look through every text, while texts come and go.

#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests"
)]

use japanese::bigrams::{Phrase, phrase};
use text_index::{Index, Matched, Text};

/// The same numbers for the same seed.
struct Draws(u64);

impl Draws {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }

    fn text(&mut self, longest: usize) -> String {
        let letters = ['看', '取', 'り', '在', '宅', '医', '療', 'の', '。', ' ', '町'];
        let length = self.below(longest);
        (0..length).map(|_| letters[self.below(letters.len())]).collect()
    }
}

fn text(id: i64, thing: i64, shelf: u32, title: &str, tags: &str, body: &str) -> Text<()> {
    Text { id, thing, shelf, number: thing * 10, title: title.into(), tags: tags.into(), body: body.into(), kept: () }
}

fn matched(index: &Index<()>, words: &[&[&str]], open: &[bool]) -> Matched {
    let words: Vec<Vec<Phrase>> =
        words.iter().map(|needles| needles.iter().filter_map(|needle| phrase(needle)).collect()).collect();
    index.matched(&words, open, &|_, _, o| (o.title * 9 + o.tags * 3 + o.body) as f32, &|_, _| 1.0)
}

fn ids(index: &Index<()>, matched: &Matched, words: usize, least: usize, open: &[bool]) -> Vec<i64> {
    let best = index.best(matched, words, least, open, usize::MAX);
    let mut ids: Vec<i64> = best.into_iter().map(|at| index.text(at).unwrap().id).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn the_same_is_found_as_by_looking_through_everything() {
    let mut draws = Draws(3);
    let mut index = Index::default();
    let mut all: Vec<Text<()>> = Vec::new();
    for round in 0..6_000_i64 {
        let thing = i64::try_from(draws.below(900)).unwrap();
        all.retain(|text| text.thing != thing);
        let put: Vec<Text<()>> = if draws.below(5) == 0 {
            index.remove(thing);
            Vec::new()
        } else {
            let pages = 1 + draws.below(3);
            (0..pages)
                .map(|page| {
                    let shelf = u32::try_from(draws.below(4)).unwrap();
                    let id = thing * 10 + i64::try_from(page).unwrap();
                    text(id, thing, shelf, &draws.text(6), &draws.text(4), &draws.text(60))
                })
                .collect()
        };
        if !put.is_empty() {
            all.extend(put.iter().cloned());
            if draws.below(2) == 0 {
                index.put(thing, put);
            } else {
                // Made apart, and taken in as a whole.
                let mut apart = Index::default();
                apart.put(thing, put);
                index.absorb(apart);
            }
        }
        if round % 150 != 0 {
            continue;
        }
        assert_eq!(index.len(), all.len());
        let open = [true, draws.below(2) == 0, true, draws.below(2) == 0];
        for length in 1..6 {
            let needle: String = draws.text(length + 3).replace(['。', ' '], "").chars().take(length).collect();
            if needle.is_empty() {
                continue;
            }
            let holds = |t: &Text<()>| [&t.title, &t.tags, &t.body].iter().any(|part| part.contains(&needle));
            let mut wanted: Vec<i64> =
                all.iter().filter(|t| open[t.shelf as usize] && holds(t)).map(|t| t.id).collect();
            wanted.sort_unstable();
            let found = matched(&index, &[&[&needle]], &open);
            assert_eq!(ids(&index, &found, 1, 1, &open), wanted, "{needle}");
            let mut things: Vec<i64> = wanted.iter().map(|id| id / 10).collect();
            things.dedup();
            assert_eq!(found.counts, [things.len()]);
        }
    }
    assert!(index.things() > 100);
}

#[test]
fn a_letter_many_times_over_is_found_as_often_as_it_stands_there() {
    let mut draws = Draws(7);
    let mut index = Index::default();
    let line = |draws: &mut Draws| -> String {
        (0..draws.below(60)).map(|_| ['あ', 'あ', 'あ', 'い', '。'][draws.below(5)]).collect()
    };
    let all: Vec<Text<()>> = (0..300).map(|n| text(n, n, 0, "", "", &line(&mut draws))).collect();
    for one in &all {
        index.put(one.thing, [one.clone()]);
    }
    for needle in [
        "ああ",
        "あああ",
        "ああああ",
        "あああああああ",
        "いあああ",
        "あああい",
        "あいい",
        "ああいああ",
        "いいいい",
        "あいああああいあ",
    ] {
        let letters: Vec<char> = needle.chars().collect();
        let times = |body: &str| {
            body.chars().collect::<Vec<_>>().windows(letters.len()).filter(|part| *part == letters).count()
        };
        let found = matched(&index, &[&[needle]], &[true]);
        let worths: Vec<(i64, usize)> =
            all.iter().map(|t| (t.id, times(&t.body))).filter(|(_, times)| *times > 0).collect();
        let mut told: Vec<(i64, usize)> = index.all(&found, &[true]).map(|(t, worth)| (t.id, worth as usize)).collect();
        told.sort_unstable();
        assert_eq!(told, worths, "{needle}");
    }
    // Long ones are no more work than short ones: the list is gone through once.
    index.put(900, [text(900, 900, 0, "", "", &"あ".repeat(200_000))]);
    assert_eq!(matched(&index, &[&[&"あ".repeat(129)]], &[true]).counts, [1]);
}

#[test]
fn words_and_their_other_forms_are_counted_and_weighed() {
    let mut index = Index::default();
    let all = [
        text(1, 1, 0, "看取りを支える", "島", "離島の町"),
        text(2, 2, 0, "会議", "", "看取りと訪問看護。看取りの会議"),
        text(3, 2, 0, "会議", "", "訪問看護"),
        text(4, 3, 1, "みとり", "", "ict を使う"),
        text(5, 4, 0, "", "", "取り看"),
    ];
    for thing in 1..=4 {
        index.put(thing, all.iter().filter(|t| t.thing == thing).cloned());
    }
    let open = [true, true];
    let words: &[&[&str]] = &[&["看取り", "みとり"], &["訪問看護", "訪看"]];
    let found = matched(&index, words, &open);
    assert_eq!(found.counts, [3, 1]);
    assert_eq!(ids(&index, &found, 2, 2, &open), [2]);
    assert_eq!(ids(&index, &found, 2, 1, &open), [1, 2, 3, 4]);
    // What answers all comes first, then the title weighs more.
    let best: Vec<i64> = index.best(&found, 2, 1, &open, 2).iter().map(|at| index.text(*at).unwrap().id).collect();
    assert_eq!(best, [2, 4]);
    // Of two things on one shelf each is counted once, however many of its texts answer.
    let shelves = index.shelves(&found, 2, 1, &open);
    assert_eq!(shelves, [2, 1]);
    // What stands on a closed shelf is neither found nor counted.
    let closed = [true, false];
    let found = matched(&index, words, &closed);
    assert_eq!(found.counts, [2, 1]);
    assert_eq!(ids(&index, &found, 2, 1, &closed), [1, 2, 3]);
    assert_eq!(index.shelves(&found, 2, 1, &closed), [2, 0]);
    let at = index.best(&found, 2, 2, &closed, 9)[0];
    assert!(found.answers(at, 0) && found.answers(at, 1) && found.answered(at, 2) == 2);
    assert_eq!([0, 1, 2, 3].map(|needle| found.holds(at, needle)), [true, false, true, false].map(Some));
}

#[test]
fn single_letters_whole_words_and_mixed_ones() {
    let mut index = Index::default();
    index.put(1, [text(1, 1, 0, "", "", "離島のictで町が動く zoom1741")]);
    let open = [true];
    let count = |needle: &str| matched(&index, &[&[needle]], &open).counts[0];
    for needle in ["島", "町", "く", "ict", "zoom1741", "離島のict", "ictで町", "町が動く", "ictで", "く zoom1741"]
    {
        assert_eq!(count(needle), 1, "{needle}");
    }
    for needle in ["船", "ic", "zoom", "島のictが", "町で", "動く町", "ict町", "くく"] {
        assert_eq!(count(needle), 0, "{needle}");
    }
}

#[test]
fn odd_questions_are_harmless() {
    let mut index: Index<()> = Index::default();
    let open = [true];
    let found = matched(&index, &[&["看取り"]], &open);
    assert!(index.is_empty() && found.counts == [0] && index.best(&found, 1, 1, &open, 10).is_empty());
    index.put(1, [text(1, 1, 0, "看取り", "", &"看取り\n".repeat(30_000))]);
    index.put(2, []);
    index.remove(7);
    // More words and phrases than there are bits.
    let words: Vec<&[&str]> = (0..80).map(|_| &["看取り", "船"][..]).collect();
    let found = matched(&index, &words, &open);
    assert_eq!(index.best(&found, 80, 80, &open, 10).len(), 1);
    assert!(index.best(&found, 0, 0, &open, 10).is_empty());
    assert!(index.best(&found, 1, 1, &[], 10).is_empty());
    assert!(!found.answers(9, 0) && found.answered(9, 1) == 0 && found.holds(0, 500).is_none());
    let long = "看".repeat(10_000);
    assert_eq!(matched(&index, &[&[&long]], &open).counts, [0]);
}

#[test]
fn what_is_kept_with_a_thing_can_be_changed() {
    let mut index = Index::default();
    index.put(
        5,
        [Text { id: 1, thing: 5, shelf: 0, number: 5, title: "町".into(), tags: "".into(), body: "".into(), kept: 1 }],
    );
    index.kept(5).for_each(|kept| *kept += 6);
    index.kept(6).for_each(|kept| *kept = 0);
    assert_eq!(index.text(0).map(|text| text.kept), Some(7));
    assert!(index.bytes() > 0);
}

/// Much work is parted between threads; no thing is counted twice for standing on both sides.
#[test]
fn long_searches_find_the_same() {
    let mut index = Index::default();
    for thing in 0..9_000_i64 {
        let say = |page: i64| if (thing + page) % 3 == 0 { "看取りの船" } else { "看取りを支える船" };
        let pages = 1 + thing % 5;
        let texts = (0..pages).map(|page| text(thing * 10 + page, thing, u32::from(thing % 2 == 0), "", "", say(page)));
        index.put(thing, texts.collect::<Vec<_>>());
    }
    let open = [true, true];
    let found = matched(&index, &[&["看取り", "みとり"], &["支える"], &["船"]], &open);
    let supports = |thing: &i64| (0..=thing % 5).any(|page| (thing + page) % 3 != 0);
    let supporting = (0..9_000).filter(supports).count();
    assert_eq!(found.counts, [9_000, supporting, 9_000]);
    assert_eq!(index.shelves(&found, 3, 3, &open).iter().sum::<i64>(), i64::try_from(supporting).unwrap());
    let all = ids(&index, &found, 3, 3, &open);
    let wanted = (0..9_000_i64).flat_map(|thing| (0..=thing % 5).map(move |page| (thing, page)));
    let wanted: Vec<i64> =
        wanted.filter(|(thing, page)| (thing + page) % 3 != 0).map(|(thing, page)| thing * 10 + page).collect();
    assert_eq!(all, wanted);
    // By the caller's number: each thing once, with its best text.
    let mut best: Vec<(i64, f32)> = Vec::new();
    for (text, worth) in index.all(&found, &open) {
        match best.last_mut().filter(|(number, _)| *number == text.number) {
            Some((_, best)) => *best = best.max(worth),
            None => best.push((text.number, worth)),
        }
    }
    assert_eq!(index.numbers(&found, &open).collect::<Vec<_>>(), best);
    // A closed shelf counts for nothing, whichever thread looked at it.
    let closed = matched(&index, &[&["看取り"]], &[true, false]);
    assert_eq!(closed.counts, [4_500]);
}
