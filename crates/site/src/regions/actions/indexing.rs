//! Every place as the search finds it: by its name, reading, code and former names.

use std::collections::BTreeMap;

use foundation::database::DatabaseError;

use super::super::storage;
use crate::permissions::{LookAtRegions, Reader, Writer};
use crate::search::{Audience, Entry, Passage, remove};

pub const KIND: &str = crate::searchable::REGION;

/// All places of today, in the place of those that were in the index.
pub async fn index_all(tx: &mut Writer) -> Result<(), DatabaseError> {
    let entries = entries(tx).await?;
    let held = crate::search::keys(tx, KIND).await?;
    let gone: Vec<String> = held.into_iter().filter(|key| !entries.iter().any(|entry| entry.key == *key)).collect();
    remove(tx, KIND, &gone).await?;
    crate::search::put(tx, &entries).await
}

/// Codes of all places of today.
pub async fn indexed(db: &mut Reader) -> Result<Vec<String>, DatabaseError> {
    let towns = storage::all_towns(db).await?.into_iter().map(|(code, ..)| code);
    let prefectures = storage::prefecture_choices(db).await?.into_iter().map(|(code, _)| code);
    Ok(towns.chain(prefectures).collect())
}

async fn entries(db: &mut Reader) -> Result<Vec<Entry>, DatabaseError> {
    let prefectures = storage::prefectures(db).await?;
    let mut former: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for name in storage::all_former_names(db).await? {
        former.entry(name.municipality_code).or_default().push((name.name, name.kana));
    }
    let kana_of = |code: &str| prefectures.iter().find(|p| p.code == code).map_or("", |p| p.kana.as_str()).to_owned();
    let mut entries: Vec<Entry> =
        prefectures.iter().map(|p| place(&p.code, &p.name, &p.kana, "都道府県", &p.code, &[])).collect();
    for town in storage::all_municipalities(db).await? {
        let old = former.remove(&town.code).unwrap_or_default();
        let mut entry = place(&town.code, &town.name, &town.kana, &town.prefecture_name, &town.prefecture_code, &old);
        entry.tags.extend([town.prefecture_name.clone(), kana_of(&town.prefecture_code)]);
        entries.push(entry);
    }
    Ok(entries)
}

fn place(code: &str, name: &str, kana: &str, above: &str, prefecture: &str, former: &[(String, String)]) -> Entry {
    let mut entry = Entry::new(KIND, code, Audience::of::<LookAtRegions>());
    name.clone_into(&mut entry.title);
    entry.href = format!("/regions/{code}");
    above.clone_into(&mut entry.place);
    prefecture.clone_into(&mut entry.prefecture);
    entry.tags = vec![kana.to_owned(), code.to_owned()];
    // As people say it: 札幌, さっぽろ.
    let short = name.strip_suffix(['市', '区', '町', '村', '県', '府', '都']).unwrap_or(name);
    entry.words = vec![(name.to_owned(), kana.to_owned())];
    if short.chars().count() > 1 {
        entry.tags.push(short.to_owned());
        let ends = ["ちょう", "まち", "むら", "そん", "けん", "し", "く", "ふ", "と"];
        entry.tags.extend(ends.iter().find_map(|end| kana.strip_suffix(end)).map(str::to_owned));
    }
    for (name, kana) in former {
        entry.tags.extend([name.clone(), kana.clone()]);
        entry.words.push((name.clone(), kana.clone()));
    }
    let old = former.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("、");
    let old = if old.is_empty() { old } else { format!("　旧 {old}") };
    entry.passages = vec![Passage { text: format!("{kana}　団体コード {code}{old}"), ..Passage::default() }];
    entry
}
