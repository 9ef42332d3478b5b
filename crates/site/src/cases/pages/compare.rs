//! `/cases/compare?case=&case=` (or `a=&b=`): two published cases beside each other, with the figures of both towns.

use foundation::web::{Fields, PageError, Reply, Req};

use crate::cases::model::Case;
use crate::cases::storage;
use crate::cases::views::ComparePage;
use crate::permissions::{LookAtCases, ReadTx};
use crate::regions;
use crate::shared::{Frame, render};

/// The numbers of an address, as they were typed: whatever is no number is none.
fn asked_for(query: &Fields) -> Vec<i64> {
    let typed = query.all("case").chain([query.get("a"), query.get("b")]);
    let mut numbers: Vec<i64> = Vec::new();
    for number in typed.filter_map(|typed| japanese::fold::half_width(typed).trim().parse().ok()) {
        if number > 0 && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

pub async fn get(mut tx: ReadTx<LookAtCases>, req: Req) -> Result<Reply, PageError> {
    let numbers = asked_for(&req.query);
    let frame = Frame::new(&tx, "2つの事例を並べる")
        .purpose("2つの取組事例と、その市町村を、項目ごとに並べます。どちらがよいかを決めるものではありません。")
        .within("/cases")
        .crumb("事例", "/cases");
    let mut found: Vec<Case> = Vec::new();
    if let [first, second] = numbers[..] {
        let mut all = storage::published_among(&mut tx, &numbers).await?;
        for number in [first, second] {
            found.extend(all.iter().position(|(case, _)| case.number == number).map(|at| all.swap_remove(at).0));
        }
    }
    let [first, second] = found.as_slice() else {
        return render(&ComparePage::without(frame, &numbers, found.first()));
    };
    let troubles = storage::trouble_names(&mut tx).await?;
    let codes = [first, second].map(|case| case.content.places.first().cloned());
    let towns = match &codes {
        [Some(own), Some(other)] => regions::likeness::compared(&mut tx, own, other).await?,
        _ => None,
    };
    let named: Vec<String> = codes.into_iter().flatten().collect();
    let places = regions::places_named(&mut tx, &named).await?;
    render(&ComparePage::new(frame, first, second, &troubles, towns.as_ref(), &places))
}
