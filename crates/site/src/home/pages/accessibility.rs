//! `/accessibility`: the policy, what is tested, whom to tell.

use foundation::web::{PageError, Reply, Req};

use crate::home::about::AccessibilityPage;
use crate::permissions::{LookAtHome, ReadTx};
use crate::shared::{Frame, render};

pub async fn get(tx: ReadTx<LookAtHome>, _req: Req) -> Result<Reply, PageError> {
    let operator = &tx.core().settings.operator;
    let frame = Frame::new(&tx, "アクセシビリティ")
        .purpose("だれもが使えるようにするための方針と、確かめたことです。")
        .under_home();
    render(&AccessibilityPage { frame, operator: operator.name.clone(), contact: operator.contact.clone() })
}
