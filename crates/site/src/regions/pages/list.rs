//! `/regions`: find a municipality by name, kana, code or old name, or go in by prefecture.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use crate::permissions::{LookAtRegions, ReadTx};
use crate::regions::model::{Filter, Prefecture};
use crate::regions::storage;
use crate::regions::views::{BlockOfPrefectures, ListPage, Row, choices_of};
use crate::shared::{Frame, Link, Pagination, render};

const ROWS_PER_PAGE: i64 = 100;

pub async fn get(mut tx: ReadTx<LookAtRegions>, req: Req) -> Result<Reply, PageError> {
    let filter = Filter {
        words: req.query.get("q").chars().take(200).collect(),
        prefecture: req.query.get("prefecture").to_owned(),
        kind: req.query.get("kind").to_owned(),
        class: req.query.get("class").to_owned(),
        band: req.query.get("band").to_owned(),
    };
    let searching = !filter.is_empty() || req.query.get("all") == "1";
    let mut page = Page::of(&req.query, ROWS_PER_PAGE);
    let prefectures = storage::prefectures(&mut tx).await?;
    let (total, rows) = if searching {
        let total = storage::count(&mut tx, &filter).await?;
        page = page.within(total);
        (total, storage::municipalities(&mut tx, &filter, page).await?)
    } else {
        (prefectures.iter().map(|p| p.municipalities).sum(), Vec::new())
    };
    let rows = crate::regions::with_former_names(&mut tx, rows, &filter.words).await?;
    let same_name = rows
        .iter()
        .map(|(row, _)| &row.name)
        .find(|name| rows.iter().filter(|(row, _)| row.name == **name).count() > 1)
        .filter(|_| !filter.words.is_empty())
        .map(|name| {
            let count = rows.iter().filter(|(row, _)| row.name == *name).count();
            format!("「{name}」は{count}つあります。都道府県を確かめてください。")
        });
    let offered: Vec<_> = prefectures.iter().map(|p| (p.code.as_str(), p.name.as_str())).collect();
    let links = PageLinks::new("/regions", &req.query, page, total);
    let frame = Frame::new(&tx, "地域をさがす")
        .purpose("市町村・都道府県の名前、よみ、コード、合併前の名前でさがせます。")
        .within("/regions")
        .under_home();
    render(&ListPage {
        frame,
        prefecture_choices: choices_of(&offered, &filter.prefecture),
        kind_choices: ListPage::kinds(&filter),
        class_choices: ListPage::classes(&filter),
        band_choices: ListPage::bands(&filter),
        searching,
        total,
        rows: rows.iter().map(|(row, former)| Row::found_by(row, former)).collect(),
        same_name,
        pagination: Pagination::new(&links, "件"),
        blocks: by_block(prefectures),
        elsewhere: vec![Link::new("すべての市町村を見る", "/regions?all=1"), Link::new("都道府県から選ぶ", "/regions")],
        filter,
    })
}

/// Blocks in the order of their first prefecture.
fn by_block(prefectures: Vec<Prefecture>) -> Vec<BlockOfPrefectures> {
    let mut blocks: Vec<BlockOfPrefectures> = Vec::new();
    for prefecture in prefectures {
        match blocks.iter_mut().find(|b| b.name == prefecture.block_name) {
            Some(block) => block.prefectures.push(prefecture),
            None => {
                blocks.push(BlockOfPrefectures { name: prefecture.block_name.clone(), prefectures: vec![prefecture] });
            }
        }
    }
    blocks
}
