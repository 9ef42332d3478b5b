//! A case as the search finds it: what is published by everybody, what is not by those who may see it all the same.

use foundation::database::DatabaseError;

use crate::cases::model::{Case, Field, State, TagKind, Trouble, chips, tag_label};
use crate::cases::storage;
use crate::permissions::{LookAtCases, LookAtDraftCases, Reader, Writer};
use crate::regions::{self, NamedPlace};
use crate::search::{Audience, Entry, Passage};

pub const KIND: &str = crate::searchable::CASE;

/// Puts a case into the index as it now stands, or takes it out.
pub async fn index(tx: &mut Writer, number: i64) -> Result<(), DatabaseError> {
    let entry = match storage::for_index(tx, number).await? {
        Some(case) => {
            let troubles = storage::trouble_names(tx).await?;
            entry(tx, &case, &troubles).await?
        }
        None => None,
    };
    match entry {
        Some(entry) => crate::search::put(tx, &[entry]).await,
        None => crate::search::remove(tx, KIND, &[number.to_string()]).await,
    }
}

/// Every case, for an index made anew.
pub async fn index_all(tx: &mut Writer) -> Result<(), DatabaseError> {
    let troubles = storage::trouble_names(tx).await?;
    let mut entries = Vec::new();
    for number in storage::numbers(tx).await? {
        if let Some(case) = storage::for_index(tx, number).await? {
            entries.extend(entry(tx, &case, &troubles).await?);
        }
    }
    crate::search::put(tx, &entries).await
}

/// Numbers of all cases that belong into the index.
pub async fn indexed(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    Ok(storage::numbers(db).await?.into_iter().map(|number| number.to_string()).collect())
}

/// `None` for what a writer has put aside: it is hers alone; and for the 直し of a public case, which is found as it is.
async fn entry(db: &mut Reader, case: &Case, troubles: &[Trouble]) -> Result<Option<Entry>, DatabaseError> {
    if case.state == State::Discarded || case.corrects.is_some() {
        return Ok(None);
    }
    let mut codes = case.content.places.clone();
    codes.push(case.owner_code.clone());
    codes.extend(case.confirmed_co_owners().cloned());
    codes.sort();
    codes.dedup();
    let places = regions::places_named(db, &codes).await?;
    Ok(Some(made(case, &places, troubles)))
}

fn audience(case: &Case) -> Audience {
    if case.state == State::Published {
        return Audience::of::<LookAtCases>();
    }
    // As `storage::owned_by` has it for the page itself.
    let mut audience = Audience::of::<LookAtDraftCases>().municipality(&case.owner_code);
    for code in case.confirmed_co_owners() {
        audience = audience.municipality(code);
    }
    if let Some(programme) = case.programme.filter(|_| case.handed_in_at.is_some()) {
        audience = audience.programme(programme);
    }
    match &case.body {
        Some((organisation, _)) => audience.organisation(*organisation),
        None if case.owner_code == case.prefecture_code => audience.prefecture(&case.prefecture_code),
        None => audience,
    }
}

fn made(case: &Case, places: &[NamedPlace], troubles: &[Trouble]) -> Entry {
    let texts = &case.content.texts;
    let mut entry = Entry::new(KIND, case.number.to_string(), audience(case));
    texts.title.clone_into(&mut entry.title);
    entry.href = format!("/cases/{}", case.number);
    let below = if texts.district.is_empty() { &texts.wide_area } else { &texts.district };
    entry.place =
        [case.owner_label().as_str(), below].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    case.prefecture_code.clone_into(&mut entry.prefecture);
    entry.dated = case.published_at.clone().unwrap_or_default();
    let tags = || case.content.tags.iter();
    entry.scenes = tags().filter(|(kind, _)| *kind == TagKind::Scene).map(|(_, tag)| tag.clone()).collect();
    let stored: Vec<String> = tags().map(|(kind, tag)| format!("{}:{tag}", kind.id())).collect();
    entry.chips = chips(Some(&stored.join("\n")));
    if case.state != State::Published {
        entry.chips.insert(0, case.state.label().to_owned());
    }
    let labels: Vec<String> = tags()
        .map(|(kind, tag)| match kind {
            TagKind::Trouble => troubles.iter().find(|t| t.id == *tag).map_or("", |t| &t.label).to_owned(),
            kind => tag_label(*kind, tag).to_owned(),
        })
        .filter(|label| !label.is_empty())
        .collect();
    entry.words = labels.iter().map(|label| (label.clone(), String::new())).collect();
    entry.tags = labels;
    for place in places {
        let names = [&place.name, &place.kana, &place.prefecture_name, &place.prefecture_kana, &place.code];
        entry.tags.extend(names.map(Clone::clone));
    }
    entry.tags.extend([texts.district.clone(), texts.wide_area.clone(), texts.actor.clone()]);
    entry.tags.extend(case.body.iter().map(|(_, name)| name.clone()));
    let players = case.content.players.iter().map(|p| format!("{}：{}", p.player, p.act));
    let facts = case.content.facts.iter().map(|f| format!("{} {}{}", f.label, f.value, f.unit));
    let shares = case.content.cost_shares.iter().map(|s| format!("{} {}", s.basis, s.shown()));
    let mut whole = Passage::default();
    let is_source = |field: &&Field| matches!(field, Field::SourceTitle | Field::SourcePlace);
    for field in Field::EVERY.iter().filter(|field| **field != Field::Title && !is_source(field)) {
        // A name is found by, and tells nothing: it is no part of its own.
        let heading = if field.is_name() { "" } else { field.label() };
        // What is neither a heading nor marked stands beside: the page's own address leads there.
        let fragment = match field {
            Field::VisionIndicator => format!("#{}", Field::Vision.id()),
            Field::Summary | Field::Trouble => format!("#{}", field.id()),
            field if field.has_heading() => format!("#{}", field.id()),
            _ => String::new(),
        };
        whole.add(heading, &fragment, texts.get(*field));
    }
    whole.add("だれが何をしたか", "#players", &players.collect::<Vec<_>>().join("\n"));
    whole.add("費用の分け方", "#shares", &shares.collect::<Vec<_>>().join("\n"));
    let shown = case.content.files.iter().map(|file| {
        let words = [file.caption.as_str(), &file.says].into_iter().filter(|words| !words.is_empty());
        words.collect::<Vec<_>>().join("：")
    });
    let model = case.content.model.iter().map(|model| model.title.clone());
    let shown: Vec<String> = shown.chain(model).filter(|words| !words.is_empty()).collect();
    whole.add("図・資料", "#files", &shown.join("\n"));
    whole.add("数字", "#figures", &facts.collect::<Vec<_>>().join("\n"));
    entry.passages = vec![whole];
    // Found by, and no part of what the case tells.
    let source: Vec<&str> =
        Field::EVERY.iter().filter(is_source).map(|field| texts.get(*field)).filter(|text| !text.is_empty()).collect();
    if !source.is_empty() {
        let heading = Field::SourceTitle.label().to_owned();
        entry.passages.push(Passage { text: source.join("\n"), heading, ..Passage::default() });
    }
    entry
}
