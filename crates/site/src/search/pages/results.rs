//! `/search?q=`: everything open to everybody that answers the words, feature by feature.

use foundation::web::{PageError, Reply, Req};

use crate::permissions::{ReadTx, Search};
use crate::search::views::ResultsPage;
use crate::shared::{Frame, render};

const LONGEST_QUERY: usize = 200;

pub async fn get(mut tx: ReadTx<Search>, req: Req) -> Result<Reply, PageError> {
    let typed: String = req.query.get("q").chars().take(LONGEST_QUERY).collect();
    let asked = crate::search::expand(&mut tx, &typed).await?;
    let beyond = tx.core().settings.beyond;
    let mut groups = if asked.is_empty() { Vec::new() } else { beyond.everything(&mut tx, &asked).await? };
    // What holds only some of the words is shown where nothing holds them all.
    if groups.iter().any(|group| !group.partial && !group.hits.is_empty()) {
        groups.retain(|group| !group.partial);
    }
    let about_code = beyond.about_code(&mut tx, &typed).await?;
    let mut frame = Frame::new(&tx, "さがす").under_home();
    frame.query.clone_from(&asked.typed);
    render(&ResultsPage::new(frame, &asked, groups, about_code))
}
