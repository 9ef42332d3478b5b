//! `…/files/{position}/columns`: which sheet, row and columns of a table are what. Kept, and used again for files of this shape.

use std::sync::Arc;

use foundation::web::{Fields, Form, PageError, Reply, Req};
use indicator_files::Grid;

use super::{address, below, import_file};
use crate::actions::importing;
use crate::forms::columns as forms;
use crate::model::{Import, ImportFile};
use crate::permissions::{AppCore, ImportValues, ReadTx, WriteTx};
use crate::shared::Frame;
use crate::shared::render;
use crate::shared::turns::read_in_turn;
use crate::views::imports::ColumnsPage;

/// The cells of a kept file; why not, where it cannot be opened.
async fn grid(core: &Arc<AppCore>, file: &ImportFile) -> Result<Result<Grid, String>, PageError> {
    let content = if file.file_key.is_empty() { None } else { core.files.get(&file.file_key).await? };
    let Some(content) = content else {
        return Ok(Err("ファイルは、もう残っていません。もう一度送ってください。".to_owned()));
    };
    let name = file.name.clone();
    read_in_turn(move || indicator_files::grid::open(&name, &content)).await
}

fn view(frame: Frame, import: &Import, file: &ImportFile, grid: &Grid, form: Form) -> ColumnsPage {
    let base = format!("{}/files/{}", address(import.id), file.position);
    ColumnsPage::new(frame, &base, file, grid, form)
}

fn frame(frame: Frame, import: &Import, file: &ImportFile) -> Frame {
    let base = address(import.id);
    frame
        .purpose("どの列が何かを、一度だけ教えてください。同じ形のファイルは、次から自動で読みます。")
        .crumb(format!("取り込み{}", import.id), base.clone())
        .crumb(file.name.clone(), format!("{base}/files/{}", file.position))
        .wide()
}

pub async fn get(mut tx: ReadTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let (import, file) = import_file(&mut tx, &req).await?;
    let frame = frame(below(&tx, "列の対応づけ"), &import, &file);
    let core = tx.core().clone();
    drop(tx);
    let grid = grid(&core, &file).await?.map_err(PageError::rule)?;
    let mut fields = Fields::default();
    for name in forms::FIELDS {
        fields.push(name, req.query.get(name));
    }
    let form = Form::new(forms::begun(fields, &file, &grid));
    render(&view(frame, &import, &file, &grid, form))
}

pub async fn post(mut tx: WriteTx<ImportValues>, req: Req) -> Result<Reply, PageError> {
    let (import, file) = import_file(&mut tx, &req).await?;
    if !import.is_looked() {
        return Err(crate::actions::SituationError::ImportDecided.into());
    }
    let frame = frame(below(&tx, "列の対応づけ"), &import, &file);
    let (core, actor) = (tx.core().clone(), tx.actor().clone());
    drop(tx);
    let grid = grid(&core, &file).await?.map_err(PageError::rule)?;
    let mut form = Form::new(req.form.clone());
    let mapping = forms::mapping(&mut form, &grid);
    let name = forms::name(&mut form, &file);
    let (Some(mapping), true) = (mapping, form.is_valid()) else {
        return Ok(render(&view(frame, &import, &file, &grid, form))?.unprocessable());
    };
    let mut tx = core.write::<ImportValues>(actor.clone(), &req.request_id).await?;
    importing::keep_layout(&mut tx, &name, &mapping).await?;
    tx.commit_recorded().await?;
    importing::look_again(&core, actor, &req.request_id, import.id).await?;
    Ok(Reply::done(&format!("{}/files/{}", address(import.id), file.position)))
}
