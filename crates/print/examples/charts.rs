//! Every kind of chart on one sheet: `cargo run -p print --example charts > charts.html`
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use print::charts::{Bar, Caption, Panel, Row, Tile, Value, bars, stacked, tile_map, years};

fn percent(tenths: i64) -> Value {
    Value::Percent { tenths, count: tenths * 1741 / 1000 }
}

fn caption(id: &str, title: &str) -> Caption {
    Caption {
        narrow: false,
        id: id.to_owned(),
        title: title.to_owned(),
        base: "n=1,741、%、令和7年度".to_owned(),
        source: "見本（架空の数字）".to_owned(),
    }
}

fn main() {
    let options =
        ["4場面すべてで設定している", "一部の場面で設定している", "設定していない", "無回答"].map(str::to_owned);
    let row =
        |label: &str, n, values: [i64; 4]| Row { label: label.to_owned(), n, values: values.map(percent).to_vec() };
    let bar =
        |label: &str, tenths| Bar { label: label.to_owned(), value: percent(tenths), unanswered: label == "無回答" };
    let panel = |label: &str, figures: [i64; 3], breaks: &[usize]| Panel {
        label: label.to_owned(),
        years: ["R5", "R6", "R7"].map(str::to_owned).into_iter().zip(figures.map(percent)).collect(),
        breaks: breaks.to_vec(),
    };
    let pictures = [
        stacked(
            &caption("a", "あるべき姿を4場面すべてで設定している市町村は、該当で少ない"),
            &options,
            &[
                row("全体", 1741, [312, 282, 400, 6]),
                row("該当", 975, [250, 250, 493, 7]),
                row("非該当", 766, [401, 311, 283, 5]),
                row("過疎地域・中山間地域等・小規模自治体", 219, [120, 202, 670, 8]),
            ],
            true,
        ),
        bars(
            &caption("b", "取り組んでいる場面は入退院支援が最も多い"),
            &[
                bar("日常の療養支援", 731),
                bar("入退院支援", 842),
                bar("急変時の対応", 544),
                bar("看取り", 702),
                bar("認知症の対応", 655),
                bar("その他（上のどれにも当てはまらない取組で、具体的に書かれたもの）", 31),
                bar("無回答", 2),
            ],
        ),
        years(
            &caption("c", "協議の場は増え続けている"),
            &[
                panel("協議の場がある", [552, 583, 612], &[]),
                panel("コーディネーターがいる", [601, 644, 655], &[2]),
                panel("情報共有の仕組みがある", [301, 322, 377], &[]),
                panel("あるべき姿を設定", [255, 300, 312], &[]),
                panel("看取りの研修", [120, 144, 191], &[]),
            ],
        ),
        tile_map(
            &caption("d", "回収率は西日本で高い"),
            &(1..=47).map(|n| Tile { prefecture: n, value: percent(i64::from(n) * 21 % 1001) }).collect::<Vec<_>>(),
        ),
    ];
    println!("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>Charts</title><body>");
    for picture in pictures {
        println!("{picture}<hr>");
    }
}
