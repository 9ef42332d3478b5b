//! `/plans/new`: blank, from an example, or from a plan of one's own.

use foundation::web::{Form, PageError, Reply, Req};

use super::{frame, key_of, new_key};
use crate::actions::{self, New, PlanError, copy_of, examples};
use crate::forms;
use crate::permissions::{ReadTx, Reader, WritePlans, WriteTx};
use crate::rules::Refusal;
use crate::shared::render;
use crate::storage;
use crate::views::NewPage;

async fn page(db: &mut Reader, form: &Form, key: &str) -> Result<NewPage, PageError> {
    let scope = db.scope().clone();
    let towns = actions::own_towns(db, &scope).await?;
    let own = storage::lines(db, false, 100).await?;
    let examples = examples::all().map_err(PageError::broken)?;
    let frame = frame(db, "ロジックモデルを始める")
        .purpose("題名はあとから変えられます。例から始めると、箱の入った形で始まります。");
    Ok(NewPage::new(frame, form, key, &towns, &examples, &own))
}

pub async fn get(mut tx: ReadTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let key = new_key(&tx);
    let mut form = Form::default();
    form.values.push("from", req.query.get("from"));
    if let Some(example) = examples::all()
        .map_err(PageError::broken)?
        .iter()
        .find(|one| format!("example:{}", one.id) == req.query.get("from"))
    {
        form.values.push("title", &example.title);
        form.values.push("scene", &example.scene);
    }
    render(&page(&mut tx, &form, &key).await?)
}

pub async fn post(mut tx: WriteTx<WritePlans>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let Some(key) = key_of(&form).map(str::to_owned) else {
        return Err(PageError::BadRequest {
            sentence: "この形の送信は受け付けていません。「ロジックモデルを始める」の画面から送ってください。"
                .to_owned(),
        });
    };
    let (title, scene) = forms::title_and_scene(&mut form);
    let scope = tx.scope().clone();
    let towns = actions::own_towns(&mut tx, &scope).await?;
    let codes: Vec<&str> = towns.iter().map(|(code, ..)| code.as_str()).collect();
    let municipality = match codes.as_slice() {
        [only] => (*only).to_owned(),
        several => form.choice("town", "市町村", several, true),
    };
    let mut new = New { municipality, title, scene, form_key: key.clone(), ..New::default() };
    let from = form.value("from").to_owned();
    match from.split_once(':') {
        None if from.is_empty() => {}
        Some(("example", id)) => match examples::all().map_err(PageError::broken)?.iter().find(|one| one.id == id) {
            Some(example) => {
                (new.boxes, new.links) = example.content();
                new.texts = example.texts();
                new.begun_from = format!("例：{}", example.title);
            }
            None => form.refuse("from", "始めるもとは、示された中から選んでください。"),
        },
        Some(("plan", id)) => match storage::whole(&mut tx, id.parse().unwrap_or(0)).await? {
            Some(whole) if whole.plan.municipality_code != new.municipality => {
                form.refuse("from", Refusal::OfAnotherTown.sentence());
            }
            Some(whole) => {
                (new.boxes, new.links) = copy_of(&whole);
                let plan = whole.plan;
                new.texts = [plan.goal, plan.present, plan.cause, plan.hypothesis];
                new.fictitious = plan.fictitious;
                new.begun_from = format!("写し：{}", plan.title);
            }
            None => form.refuse("from", "始めるもとは、示された中から選んでください。"),
        },
        _ => form.refuse("from", "始めるもとは、示された中から選んでください。"),
    }
    if form.is_valid() {
        match actions::begin(&mut tx, &new).await {
            Ok(id) => {
                tx.commit_recorded().await?;
                return Ok(Reply::done(&format!("/plans/{id}?done=begun")));
            }
            Err(PlanError::Refused(refusal)) => form.refuse("title", refusal.sentence()),
            Err(error) => return Err(error.into()),
        }
    }
    let view = page(&mut tx, &form, &key).await?;
    drop(tx);
    Ok(render(&view)?.unprocessable())
}
