//! `/plans/import`: a file becomes a new plan of the town. Nothing that is there is touched.

use foundation::web::{Form, PageError, Reply, Req};

use super::{frame, key_of, new_key};
use crate::actions::{self, New, PlanError};
use crate::exchange::{self, Fault};
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::shared::{render, turns::in_turn};
use crate::views::ImportPage;

/// The largest file and what a browser wraps around it.
pub const LIMIT_BYTES: usize = exchange::MOST_BYTES + (64 << 10);

async fn page(db: &mut Reader, form: &Form, key: &str, faults: &[Fault]) -> Result<ImportPage, PageError> {
    let scope = db.scope().clone();
    let towns = actions::own_towns(db, &scope).await?;
    let frame = frame(db, "ファイルから始める").purpose(
        "「Excel」か「JSON」で書き出したものを読み、新しいロジックモデルを作ります。いまあるものは変わりません。",
    );
    Ok(ImportPage::new(frame, form, key, &towns, faults))
}

pub async fn get(mut tx: ReadTx<WritePlans>, _req: Req) -> Result<Reply, PageError> {
    let key = new_key(&tx);
    render(&page(&mut tx, &Form::default(), &key, &[]).await?)
}

/// Before the database is locked: what the file tells.
pub async fn open_sent(req: Req) -> Result<Option<Result<New, Vec<Fault>>>, PageError> {
    let content = req.upload("file").filter(|upload| !upload.content.is_empty()).map(|upload| upload.content.clone());
    match content {
        None => Ok(None),
        Some(content) => Ok(Some(in_turn(move || exchange::read(&content)).await?)),
    }
}

pub async fn post(
    mut tx: WriteTx<WritePlans>,
    req: Req,
    opened: Option<Result<New, Vec<Fault>>>,
) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = key_of(&form).map_or_else(|| new_key(&tx), str::to_owned);
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    let codes: Vec<&str> = towns.iter().map(|(code, ..)| code.as_str()).collect();
    let municipality = match codes.as_slice() {
        [only] => (*only).to_owned(),
        several => form.choice("town", "市町村", several, true),
    };
    let mut faults = Vec::new();
    match opened {
        None => form.refuse("file", "ファイルを選んでください。"),
        Some(Err(found)) => {
            form.refuse(
                "file",
                "読めないところがあります。何も作っていません。下の表のところを直して、もう一度選んでください。",
            );
            faults = found;
        }
        Some(Ok(new)) if form.is_valid() => {
            let new = New { municipality, form_key: key.clone(), ..new };
            match actions::begin(&mut tx, &new).await {
                Ok(id) => {
                    tx.commit_recorded().await?;
                    return Ok(Reply::done(&format!("/plans/{id}?done=begun")));
                }
                Err(PlanError::Refused(refusal)) => form.refuse("file", refusal.sentence()),
                Err(error) => return Err(error.into()),
            }
        }
        Some(Ok(_)) => {}
    }
    let view = page(&mut tx, &form, &key, &faults).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
