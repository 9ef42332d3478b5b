//! `/organisations`: those in one's reach, and how many of their people are here.

use foundation::web::{Page, PageError, PageLinks, Reply, Req};

use crate::people::model::OrganisationFilter;
use crate::people::storage::organisations;
use crate::people::views::OrganisationsPage;
use crate::permissions::{CreateOrganisation, LookAtOrganisations, ReadTx, reach_of};
use crate::shared::{Choice, Frame, Pagination, render};

const ROWS_PER_PAGE: i64 = 50;

pub async fn get(mut tx: ReadTx<LookAtOrganisations>, req: Req) -> Result<Reply, PageError> {
    let core = tx.core().clone();
    let filter = OrganisationFilter {
        words: req.query.get("q").chars().take(200).collect(),
        kind: req.query.get("kind").to_owned(),
        prefecture: req.query.get("prefecture").to_owned(),
        people: req.query.get("people").to_owned(),
        today: core.clock.today(),
    };
    let page = Page::of(&req.query, ROWS_PER_PAGE);
    let total = organisations::count(&mut tx, &filter).await?;
    let rows = organisations::list(&mut tx, &filter, page).await?;
    let kinds = crate::people::choices(&mut tx, "organisation_kinds", &core).await?;
    let prefectures = crate::regions::prefecture_choices(&mut tx).await?;
    let links = PageLinks::new("/organisations", &req.query, page, total);
    let may_create = reach_of::<CreateOrganisation>(tx.actor()).is_some();
    render(&OrganisationsPage {
        frame: Frame::new(&tx, "組織と所属する人")
            .purpose("あなたの担当の範囲にある組織です。")
            .crumb("あなたの登録", "/account"),
        kinds: any_of(kinds, &filter.kind),
        prefectures: any_of(prefectures, &filter.prefecture),
        people: [("", "すべて"), ("some", "登録した人がいる"), ("none", "登録した人がいない")]
            .map(|(id, label)| Choice::new(id, label, id == filter.people))
            .to_vec(),
        narrowed: ![&filter.kind, &filter.prefecture, &filter.people].iter().all(|one| one.is_empty()),
        words: filter.words,
        rows,
        pagination: Pagination::new(&links, "件"),
        few: total <= ROWS_PER_PAGE && req.query.is_empty(),
        may_create,
    })
}

fn any_of(offered: Vec<(String, String)>, chosen: &str) -> Vec<Choice> {
    let any = Choice::new("", "すべて", chosen.is_empty());
    let rest = offered.into_iter().map(|(id, label)| {
        let on = id == chosen;
        Choice::new(id, label, on)
    });
    std::iter::once(any).chain(rest).collect()
}
