//! `/library/new`: a file or a link. The file is read before the database is opened for writing, in a process of its own.

use foundation::chance::Chance;
use foundation::web::{Form, PageError, Reply, Req};

use super::{frame, let_go, this_year};
use crate::library::actions::{self, New};
use crate::library::model::Taken;
use crate::library::rules::READING_SECONDS;
use crate::library::views::EditPage;
use crate::library::{extract, forms};
use crate::permissions::{EditLibrary, ReadTx, Reader, WriteTx};
use crate::shared::{render, turns::read_in_turn};
use document_text::Refusal;

/// Hexadecimal digits of the key drawn with an empty form.
const FORM_KEY_LENGTH: usize = 64;

/// What was sent, with its text taken out; `None` when nothing was sent.
pub type Sent = Option<Result<Taken, Refusal>>;

pub async fn open_sent(req: Req) -> Result<Sent, PageError> {
    let Some(upload) = req.upload("file").filter(|upload| !upload.file_name.is_empty() || !upload.content.is_empty())
    else {
        return Ok(None);
    };
    let name = forms::file_name(&upload.file_name);
    let bytes = upload.content.clone();
    let read = read_in_turn(move || {
        let text = extract::apart(&extract::reader(), &name, &bytes, READING_SECONDS)?;
        Ok(Taken { file_name: name, bytes, text })
    });
    Ok(Some(read.await?))
}

pub async fn get(mut tx: ReadTx<EditLibrary>, _req: Req) -> Result<Reply, PageError> {
    let key = Chance::token(&tx.core().chance);
    let mut form = Form::default();
    form.values.push("tier", "office");
    render(&page(&mut tx, &form, &key))
}

fn page(db: &mut Reader, form: &Form, key: &str) -> EditPage {
    let frame = frame(db, "資料を加える").purpose("ファイルを入れると、中の文章もさがせるようになります。");
    EditPage::new(frame, "/library/new", form, key, None)
}

pub async fn post(mut tx: WriteTx<EditLibrary>, req: Req, sent: Sent) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let key = form.value("form_key").to_owned();
    if key.len() != FORM_KEY_LENGTH || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「資料を加える」の画面から送ってください。".to_owned(),
        });
    }
    let had_file = sent.is_some();
    let details = forms::details(&mut form, this_year(&tx));
    let content = forms::content(&mut form, sent);
    if !form.is_valid() {
        if had_file && form.error("file").is_empty() {
            form.refuse("file", "ファイルは、もう一度選んでください（ほかの欄は残してあります）。");
        }
        let view = page(&mut tx, &form, &key);
        let_go(tx);
        return Ok(render(&view)?.unprocessable());
    }
    let number = actions::add(&mut tx, &New { details, content, form_key: key, ..New::default() }).await?;
    tx.commit_recorded().await?;
    Ok(Reply::done(&format!("/library/{number}?done=added")))
}
