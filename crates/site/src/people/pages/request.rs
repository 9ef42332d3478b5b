//! `/register/request`: asking to join, from an address of an organisation's own domain.

use foundation::web::{Form, PageError, Reply, Req};

use super::{EVEN, asker_of, list_choices, with_browser};
use crate::people::actions::registration::{self, Request};
use crate::people::forms;
use crate::people::storage::organisations;
use crate::people::views::{AcceptedLine, RequestPage, RequestedPage};
use crate::permissions::{ReadTx, Reader, Register, WriteTx};
use crate::shared::{Choice, Frame, render};

/// Organisations shown when somebody asks which addresses one of them takes.
const MOST_FOUND: i64 = 20;

pub async fn get(mut tx: ReadTx<Register>, req: Req) -> Result<Reply, PageError> {
    let words: String = req.query.get("name").trim().chars().take(100).collect();
    let found = if words.is_empty() { Vec::new() } else { accepted_addresses(&mut tx, &words).await? };
    let mut view = page(&tx, &Form::default(), Vec::new(), Vec::new());
    view.words = words;
    view.found = found;
    render(&view)
}

/// Which addresses the organisations of this name take: their registered domains, and nothing about people.
async fn accepted_addresses(db: &mut Reader, words: &str) -> Result<Vec<AcceptedLine>, PageError> {
    let today = db.core().clock.today();
    let found = organisations::named_like(db, words, today, MOST_FOUND).await?;
    let ids: Vec<i64> = found.iter().map(|(id, ..)| *id).collect();
    let domains = organisations::domains_of(db, &ids).await?;
    Ok(found
        .into_iter()
        .map(|(id, name, prefecture)| AcceptedLine { addresses: addresses(&domains, id), name, prefecture })
        .collect())
}

/// 「@city.example.jp、@kaigo.example.jp」
fn addresses(domains: &[(i64, String)], organisation: i64) -> String {
    let own = domains.iter().filter(|(id, _)| *id == organisation);
    own.map(|(_, domain)| format!("@{domain}")).collect::<Vec<_>>().join("、")
}

/// Sent twice: first the address alone, which leads to the organisations of its domain; then all.
pub async fn post(mut tx: WriteTx<Register>, req: Req) -> Result<Reply, PageError> {
    let mut form = Form::new(req.form.clone());
    let mail = forms::mail(&mut form, "mail");
    if !form.is_valid() {
        return Ok(render(&page(&tx, &form, Vec::new(), Vec::new()))?.unprocessable());
    }
    let today = tx.core().clock.today();
    let domain = mail.split_once('@').map_or("", |(_, domain)| domain);
    let offered = organisations::of_domain(&mut tx, domain, today).await?;
    if offered.is_empty() {
        form.refuse(
            "mail",
            format!("「@{domain}」のアドレスで申請できる組織はありません。下の「申請できるアドレスを確かめる」で、ご所属の組織の名前を入れて確かめてください。ご所属のアドレスが登録されていないときは、ご所属の管理者か都道府県に、招待をお願いしてください。"),
        );
        return Ok(render(&page(&tx, &form, Vec::new(), Vec::new()))?.unprocessable());
    }
    let wanted = form.value("organisation").to_owned();
    let ids: Vec<i64> = offered.iter().map(|(id, _)| *id).collect();
    let domains = organisations::domains_of(&mut tx, &ids).await?;
    let mut choices: Vec<Choice> = offered
        .iter()
        .map(|(id, name)| Choice {
            hint: format!("{} のアドレスで申請できます。", addresses(&domains, *id)),
            ..Choice::new(id.to_string(), name.as_str(), id.to_string() == wanted)
        })
        .collect();
    if let [only] = choices.as_mut_slice() {
        only.chosen = true;
    }
    let professions = list_choices(&mut tx, "professions", &form).await?;
    if form.value("step") != "2" {
        return render(&page(&tx, &form, choices, professions));
    }
    let ids: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
    let organisation = form.choice("organisation", "組織", &ids, true);
    let title = japanese::fold::tidy(&form.text("title", "部署・役職", 80));
    let who = forms::particulars(&mut form, &professions);
    let (Ok(organisation), true) = (organisation.parse(), form.is_valid()) else {
        return Ok(render(&page(&tx, &form, choices, professions))?.unprocessable());
    };
    let (core, asker) = (tx.core().clone(), asker_of(tx.core(), &req));
    let request = Request { mail, organisation, title, who };
    core.clock.no_sooner(EVEN, registration::ask_to_join(tx, &request, &asker)).await?;
    Ok(with_browser(Reply::see_other("/register/requested"), &core, &asker))
}

pub async fn done(tx: ReadTx<Register>, _req: Req) -> Result<Reply, PageError> {
    let frame = Frame::new(&tx, "申請を受け付けました").crumb("ログイン", "/sign-in");
    render(&RequestedPage { demo: frame.demo, frame })
}

fn page(db: &Reader, form: &Form, organisations: Vec<Choice>, professions: Vec<Choice>) -> RequestPage {
    RequestPage {
        frame: Frame::new(db, "登録を申請する")
            .purpose("自治体や団体のアドレスがある方は、招待がなくても申請できます。認められると、ログインできるようになります。")
            .crumb("ログイン", "/sign-in"),
        errors: form.summary(),
        words: String::new(),
        found: Vec::new(),
        step: if organisations.is_empty() { 1 } else { 2 },
        form: form.clone(),
        organisations,
        professions,
    }
}
