//! What the aims become: the plan's chapter (page, text, PDF) and a meeting's paper.

use foundation::web::{PageError, Reply, Req};

use super::{address, below, town, year};
use crate::actions::evidence::{Held, figure_words};
use crate::model::scenes;
use crate::permissions::{LookAtAims, ReadTx, Reader};
use crate::regions::Town;
use crate::shared::{DEMO_MARK, paper, render};
use crate::views::documents::{self, About, file_name};
use crate::views::{Chapter, ChapterPage, short_year};

async fn of(db: &mut Reader, req: &Req) -> Result<(Town, Held, Chapter), PageError> {
    let town = town(db, req).await?;
    let held = Held::of(db, &town.code, year(db, req)).await?;
    let going = held.undertakings.iter().filter(|one| one.goes_on());
    let named: Vec<(String, String)> = going
        .flat_map(|one| {
            scenes()
                .filter(|(id, _)| one.is_in(id))
                .map(|(id, _)| (id.to_owned(), one.name.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    let figures: Vec<(String, String)> =
        held.figures.iter().map(|one| (one.scene.clone(), figure_words(one))).collect();
    let chapter = Chapter::new(&town.name, held.year, &held.aims, &named, &figures);
    Ok((town, held, chapter))
}

pub async fn chapter(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let (town, held, chapter) = of(&mut tx, &req).await?;
    let base = address(&town);
    let frame = below(&tx, &town, "計画の章のたたき台")
        .crumb("あるべき姿", format!("{base}/aims?year={}", held.year))
        .purpose("介護保険事業計画の、在宅医療・介護連携の章に使うたたき台です。あるべき姿に書いたことから組み立てています。")
        .year(short_year(held.year));
    render(&ChapterPage::new(frame, &base, held.year, chapter, &held.aims))
}

pub async fn chapter_text(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let (town, held, chapter) = of(&mut tx, &req).await?;
    let demo = tx.core().settings.demo;
    let mark = match (demo, held.aims.iter().any(|one| one.fictitious)) {
        (true, _) => DEMO_MARK,
        (_, true) => "架空の内容を含みます",
        _ => "",
    };
    let name = file_name(&["計画の章のたたき台", &town.name, &short_year(held.year)], "txt");
    // Editors of Windows tell UTF-8 by the mark in front, and part lines by both signs.
    let body = format!("\u{feff}{}", chapter.text(mark)).replace('\n', "\r\n");
    Ok(Reply::typed("text/plain; charset=utf-8", body.into_bytes()).as_download(&name))
}

pub async fn chapter_pdf(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let (town, held, chapter) = of(&mut tx, &req).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let about = About { town: &town.name, today, demo };
    let fictitious = held.aims.iter().any(|one| one.fictitious);
    let document = documents::chapter(&about, held.year, &chapter, fictitious);
    paper::pdf(document, &file_name(&["計画の章のたたき台", &town.name, &short_year(held.year)], "pdf")).await
}

pub async fn meeting_pdf(mut tx: ReadTx<LookAtAims>, req: Req) -> Result<Reply, PageError> {
    let town = town(&mut tx, &req).await?;
    let year = year(&tx, &req);
    let held = Held::of(&mut tx, &town.code, year).await?;
    let (today, demo) = (tx.core().clock.today(), tx.core().settings.demo);
    drop(tx);
    let about = About { town: &town.name, today, demo };
    paper::pdf(documents::meeting(&about, &held), &file_name(&["会議の資料", &town.name, &short_year(year)], "pdf"))
        .await
}
