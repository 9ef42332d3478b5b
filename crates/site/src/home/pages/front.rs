//! `/`

use foundation::web::{PageError, Reply, Req};

use crate::home::views::FrontPage;
use crate::permissions::{LookAtHome, ReadTx};
use crate::shared::{Frame, render};

pub async fn get(tx: ReadTx<LookAtHome>, _req: Req) -> Result<Reply, PageError> {
    let mut frame = Frame::new(&tx, "れんけい");
    frame.home = true;
    render(&FrontPage { frame })
}
