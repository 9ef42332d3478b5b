use print::pdf::*;
fn main() {
    let t = |name: &str, blocks: Vec<Block>| {
        let d = Document { title: "題".to_owned(), blocks, ..Document::default() };
        let s = std::time::Instant::now();
        let p = d.print().unwrap();
        eprintln!("{name}: {} pages {:?}", p.pages, s.elapsed());
    };
    t("empty", vec![]);
    t("empty", vec![]);
    t("par", vec![Block::Paragraph("在宅医療・介護連携".repeat(100))]);
    let table = |n: usize| Block::Table(Table { caption: String::new(), columns: vec![Column { share: 1, align: Align::Start }; 5], heads: vec![vec![Head::new("a"); 5]],
        rows: (0..n).map(|i| Row::new(vec![format!("行{i}"); 5])).collect(), row_heads: 1, note: String::new() });
    t("table10", vec![table(10)]);
    t("table100", vec![table(100)]);
    
    if std::env::args().nth(1).is_some() { t("table1000", vec![table(1000)]); return; }
    let caption = print::charts::Caption { id: "q".into(), title: "題".into(), base: "基".into(), source: "出".into() };
    let svg = print::charts::bars(&caption, &[]);
    t("chart", vec![Block::Chart(svg.clone())]);
    let s = std::time::Instant::now();
    print::picture::png(&svg, 2.0).unwrap();
    eprintln!("png {:?}", s.elapsed());
}
