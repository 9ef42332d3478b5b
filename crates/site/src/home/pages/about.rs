//! `/about`: what this is, for whom, who runs it.

use foundation::web::{PageError, Reply, Req};

use crate::home::about::AboutPage;
use crate::permissions::{LookAtHome, ReadTx};
use crate::shared::{Frame, render};

pub async fn get(tx: ReadTx<LookAtHome>, _req: Req) -> Result<Reply, PageError> {
    let operator = &tx.core().settings.operator;
    let frame = Frame::new(&tx, "れんけいについて")
        .purpose("在宅医療・介護連携推進事業にたずさわる方のための、だれでも見られる場所です。")
        .under_home();
    render(&AboutPage { frame, operator: operator.name.clone(), contact: operator.contact.clone() })
}
