//! `/open-data`: the files anybody may take, with the meaning of each column; feeds; what programs may ask.

use foundation::web::{PageError, Reply, Req};

use crate::open_data::views::{OpenDataPage, data_sets, operation_lines};
use crate::permissions::{LookAtOpenData, ReadTx};
use crate::shared::{Described, Frame, render};

pub async fn get(mut tx: ReadTx<LookAtOpenData>, _req: Req) -> Result<Reply, PageError> {
    let site = tx.core().settings.public_url.clone();
    let data_sets = data_sets();
    let mut catalogue = Described::new("DataCatalog")
        .text("name", "れんけい オープンデータ")
        .address("url", format!("{site}/open-data"));
    for set in &data_sets {
        let mut item = Described::new("Dataset").text("name", set.title).text("description", set.about);
        item = set.files.iter().fold(item, |item, (_, href)| item.address("distribution", format!("{site}{href}")));
        catalogue = catalogue.item("dataset", item);
    }
    let frame = Frame::new(&tx, "オープンデータ")
        .purpose("公開している表を、機械で読める形で受け取れます。")
        .under_home()
        .feed("取組事例", "/cases.atom")
        .feed("手引き・資料", "/library.atom")
        .described(catalogue);
    let surveys = crate::surveys::with_published_tables(&mut tx).await?;
    render(&OpenDataPage { frame, data_sets, surveys, operations: operation_lines(), site })
}
