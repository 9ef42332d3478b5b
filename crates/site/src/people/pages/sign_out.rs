//! `/sign-out`

use foundation::web::{PageError, Reply, Req, SESSION_COOKIE};

use crate::people::actions::sign_in;
use crate::permissions::{SignOut, WriteTx};

pub async fn post(tx: WriteTx<SignOut>, _req: Req) -> Result<Reply, PageError> {
    let secure = tx.core().settings.https();
    sign_in::sign_out(tx).await?;
    Ok(Reply::see_other("/").with_cookie(SESSION_COOKIE, "", 0, secure))
}
