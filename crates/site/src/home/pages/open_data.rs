//! `/open-data`: the files anybody may take, with the meaning of each column.

use foundation::web::{PageError, Reply, Req};

use crate::home::about::OpenDataPage;
use crate::permissions::{LookAtHome, ReadTx};
use crate::shared::{Frame, render};

pub async fn get(mut tx: ReadTx<LookAtHome>, _req: Req) -> Result<Reply, PageError> {
    let frame =
        Frame::new(&tx, "オープンデータ").purpose("公開している表を、機械で読める形で受け取れます。").under_home();
    let surveys = crate::surveys::with_published_tables(&mut tx).await?;
    render(&OpenDataPage { frame, data_sets: crate::home::about::data_sets(), surveys })
}
