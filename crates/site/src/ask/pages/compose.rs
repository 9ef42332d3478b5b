//! `/ask/compose`: whoever wants it has the model asked. The page with the answer is looked at afterwards; reloading asks nothing.

use foundation::web::{PageError, Reply, Req, escape};

use crate::actions::{self, composing};
use crate::model::Uncomposed;
use crate::permissions::{ComposeAnswers, WriteTx};

pub async fn post(tx: WriteTx<ComposeAnswers>, req: Req) -> Result<Reply, PageError> {
    let question = actions::shortened(req.form.get("q"));
    if question.is_empty() {
        return Err(PageError::rule("聞きたいことを書いてから、「AIにまとめさせる」を押してください。"));
    }
    let (_, composed) = composing::compose(tx, &question).await?;
    let page = format!("/ask?q={}", escape(&question));
    Ok(match composed {
        Ok(_) | Err(Uncomposed::Unheld) => Reply::see_other(&format!("{page}&composed=1")),
        Err(why) => Reply::done(&format!("{page}&done=uncomposed&why={}", why.id())),
    })
}
