//! What holds whatever is typed: sums add up, nobody who has more pays less, the order of the rows is nothing.

use super::*;

/// A small generator of our own: the same numbers every time.
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn amount(&mut self, below: u64) -> i64 {
        i64::try_from(self.next(below)).unwrap()
    }
}

fn drawn(draw: &mut Draw) -> Input {
    let towns = 1 + draw.next(12);
    let ids = ["equal", "population", "aged", "1"];
    let keys = ids.map(|id| Key { id: id.to_owned(), label: id.to_owned(), unit: "人".to_owned() }).to_vec();
    let towns: Vec<Town> = (0..towns)
        .map(|n| {
            // Many equal figures: that is where an order could show.
            let figures =
                vec![Some(1), Some(1 + draw.amount(20)), Some(draw.amount(3)), Some(1 + draw.amount(400_000))];
            Town {
                code: if n % 5 == 4 { String::new() } else { format!("{:06}", 900_000 - n) },
                name: format!("町{n}"),
                origins: vec![Origin::default(); figures.len()],
                figures,
            }
        })
        .collect();
    let mut weights: Vec<i64> = (0..4).map(|_| draw.amount(10_001)).collect();
    if towns.iter().all(|town| town.figures[2] == Some(0)) {
        weights[2] = 0;
    }
    weights[0] += 1;
    let scenario = Scenario {
        name: "案1".to_owned(),
        total: 1 + draw.amount(99_999_999),
        weights,
        takes_part: vec![true; towns.len()],
    };
    let lead = usize::try_from(draw.next(towns.len() as u64)).unwrap();
    Input {
        keys,
        scenarios: vec![scenario],
        unit: [1, 100, 1000][usize::try_from(draw.next(3)).unwrap()],
        rest: if draw.next(3) == 0 { Rest::Lead } else { Rest::Largest },
        lead: (draw.next(2) == 0).then_some(lead),
        towns,
        on: "2026-04-01".to_owned(),
        percent: false,
    }
}

#[test]
fn sums_always_add_up_and_no_share_is_off_by_a_unit() {
    let mut draw = Draw(7);
    for _ in 0..20_000 {
        let input = drawn(&mut draw);
        let scenario = &input.scenarios[0];
        let outcome = input.outcome(scenario);
        let shares: Vec<&Share> = outcome.shares.iter().flatten().collect();
        assert_eq!(shares.iter().map(|share| share.sum).sum::<i64>(), scenario.total, "{input:?}");
        assert_eq!(outcome.by_key.iter().sum::<i64>() + outcome.below_unit, scenario.total);
        assert_eq!(shares.iter().map(|share| share.below_unit).sum::<i64>(), outcome.below_unit);
        for (key, amount) in outcome.by_key.iter().enumerate() {
            assert_eq!(shares.iter().map(|share| share.parts[key]).sum::<i64>(), *amount, "{input:?}");
            let whole: i64 = input.towns.iter().map(|town| town.figures[key].unwrap()).sum();
            for (town, share) in input.towns.iter().zip(&shares) {
                // |part − amount × figure ÷ whole| < unit, unless the lead takes what is left.
                let off = i128::from(share.parts[key]) * i128::from(whole)
                    - i128::from(*amount) * i128::from(town.figures[key].unwrap());
                if input.rest == Rest::Largest || input.lead.is_none() {
                    assert!(off.abs() < i128::from(input.unit) * i128::from(whole.max(1)), "{input:?}");
                }
                assert_eq!(share.parts[key] % input.unit, 0);
            }
        }
    }
}

#[test]
fn who_has_more_never_pays_less() {
    let mut draw = Draw(11);
    for _ in 0..5_000 {
        let mut input = drawn(&mut draw);
        input.rest = Rest::Largest;
        let outcome = input.outcome(&input.scenarios[0]);
        for key in 0..input.keys.len() {
            for (a, one) in input.towns.iter().enumerate() {
                for (b, other) in input.towns.iter().enumerate() {
                    let part = |town: usize| outcome.shares[town].as_ref().unwrap().parts[key];
                    assert!(one.figures[key] <= other.figures[key] || part(a) >= part(b), "{input:?}");
                }
            }
        }
    }
}

/// More weight on a key: that key's amount does not get smaller, nor does the sum of who has most of it by more than a unit per
/// key (what is left over wanders by one unit each).
#[test]
fn more_weight_is_never_less_money() {
    let mut draw = Draw(13);
    for _ in 0..5_000 {
        let input = drawn(&mut draw);
        let key = usize::try_from(draw.next(4)).unwrap();
        let mut heavier = input.clone();
        heavier.scenarios[0].weights[key] += 1 + draw.amount(5_000);
        let (before, after) = (input.outcome(&input.scenarios[0]), heavier.outcome(&heavier.scenarios[0]));
        assert!(after.by_key[key] >= before.by_key[key], "{input:?}");
        if input.rest == Rest::Largest {
            let share = |input: &Input, town: &Town, of: usize| {
                let whole: i64 = input.towns.iter().map(|t| t.figures[of].unwrap()).sum();
                #[allow(clippy::cast_precision_loss)]
                let share = town.figures[of].unwrap() as f64 / whole.max(1) as f64;
                share
            };
            for (at, town) in input.towns.iter().enumerate() {
                let most = (0..4).all(|other| share(&input, town, key) >= share(&input, town, other));
                let sum = |outcome: &Outcome| outcome.shares[at].as_ref().unwrap().sum;
                assert!(!most || sum(&after) >= sum(&before) - 8 * input.unit, "{input:?}");
            }
        }
    }
}

#[test]
fn the_order_of_the_rows_is_nothing() {
    let mut draw = Draw(17);
    for _ in 0..5_000 {
        let input = drawn(&mut draw);
        let mut turned = input.clone();
        turned.towns.reverse();
        turned.lead = input.lead.map(|lead| input.towns.len() - 1 - lead);
        let (mut one, other) = (input.outcome(&input.scenarios[0]), turned.outcome(&turned.scenarios[0]));
        one.shares.reverse();
        assert_eq!(one, other, "{input:?}");
    }
}

#[test]
fn four_three_three_by_hand() {
    // 10,000,000 yen; 4:3:3; A 30,000 / 12,000, B 10,000 / 5,000, C 5,000 / 3,000.
    let town = |code: &str, population, aged| Town {
        code: code.to_owned(),
        name: code.to_owned(),
        figures: vec![Some(1), Some(population), Some(aged)],
        origins: vec![Origin::default(); 3],
    };
    let mut input = Input {
        keys: ["equal", "population", "aged"].map(|id| Key { id: id.to_owned(), ..Key::default() }).to_vec(),
        towns: vec![town("1", 30_000, 12_000), town("2", 10_000, 5_000), town("3", 5_000, 3_000)],
        scenarios: vec![Scenario {
            name: String::new(),
            total: 10_000_000,
            weights: vec![400, 300, 300],
            takes_part: vec![true; 3],
        }],
        unit: 1,
        ..Input::default()
    };
    let sums = |input: &Input| -> Vec<i64> {
        input.outcome(&input.scenarios[0]).shares.iter().flatten().map(|share| share.sum).collect()
    };
    // 均等 1,333,333(+1) · 人口 2,000,000 / 666,667 / 333,333 · 高齢 1,800,000 / 750,000 / 450,000
    assert_eq!(sums(&input), [5_133_334, 2_750_000, 2_116_666]);
    input.unit = 1000;
    assert_eq!(sums(&input), [5_134_000, 2_750_000, 2_116_000]);
    input.scenarios[0].total = 10_000_567;
    assert_eq!(sums(&input), [5_134_567, 2_750_000, 2_116_000]);
    (input.rest, input.lead) = (Rest::Lead, Some(2));
    assert_eq!(sums(&input), [5_133_000, 2_749_000, 2_118_567]);
    input.scenarios[0].takes_part[0] = false;
    assert_eq!(sums(&input).iter().sum::<i64>(), 10_000_567);
    assert_eq!(tenths(5_133_334, 10_000_000), 513);
    assert_eq!((hundredths(400), hundredths(3333), hundredths(250)), ("4".into(), "33.33".into(), "2.5".into()));
}

#[test]
fn nothing_overflows_at_the_limits() {
    let input = Input {
        keys: vec![Key::default()],
        towns: vec![
            Town {
                figures: vec![Some(reading::MOST_FIGURE)],
                origins: vec![Origin::default()],
                ..Town::default()
            };
            reading::MOST_TOWNS
        ],
        scenarios: vec![Scenario {
            total: reading::MOST_TOTAL,
            weights: vec![reading::MOST_WEIGHT],
            takes_part: vec![true; reading::MOST_TOWNS],
            name: String::new(),
        }],
        unit: 1,
        ..Input::default()
    };
    let outcome = input.outcome(&input.scenarios[0]);
    assert_eq!(outcome.shares.iter().flatten().map(|share| share.sum).sum::<i64>(), reading::MOST_TOTAL);
}
