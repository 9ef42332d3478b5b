//! Taking values in from files: looked at first, stored at one press, taken back whole. Reading holds no connection.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use answer_sheets::bundle::{Bundle, BundleLimits, is_bundle};
use bytes::Bytes;
use foundation::audit::Entry;
use foundation::database::DatabaseError;
use foundation::permissions::Actor as _;
use foundation::web::PageError;
use indicator_files::{Mapping, Reading, Unread};
use serde_json::json;

use super::{SituationError, spreading};
use crate::import::names::{Name, head, series};
use crate::import::{Incoming, Names, Places, Plan, Setting, compare, gather, plan};
use crate::model::{Import, ImportFile, Indicator};
use crate::permissions::{Actor, AppCore, ImportValues, Reader, Scope, TidyImports, WriteTx, Writer};
use crate::programmes::{first, settings_of};
use crate::regions;
use crate::rules::importing::{KEEP_DAYS, MOST_FILES, MOST_OPEN, MOST_UNPACKED_BYTES};
use crate::shared::day_of;
use crate::shared::turns::read_in_turn;
use crate::storage::{self, imports};

/// A file as it came.
pub struct Sent {
    pub name: String,
    pub content: Bytes,
}

/// A file by itself, out of whatever it was packed in.
struct Unpacked {
    name: String,
    content: Bytes,
    sha256: String,
    outcome: Result<Reading, Unread>,
}

/// How many files may come at once was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

/// Unpacks and reads, without any database.
fn read(files: Vec<Sent>, mappings: &[Mapping]) -> Result<Vec<Unpacked>, TooMany> {
    let mut all = Vec::new();
    // One measure for everything that was sent together, however many archives it came in.
    let mut left = MOST_UNPACKED_BYTES;
    for file in files {
        if !is_bundle(&file.content) {
            all.push(one(file.name, file.content, mappings));
            continue;
        }
        let limits = BundleLimits { files: MOST_FILES.saturating_sub(all.len()), unpacked_bytes: left };
        let told = |fault: String| {
            fault.replace("回答票（.xlsx、.xls、.ods）", "値のファイル").replace("回答票", "値のファイル")
        };
        match Bundle::open(&file.content, &limits) {
            Err(fault) => all.push(refused(file.name, &file.content, told(fault.to_string()))),
            Ok(bundle) => {
                for at in 0..bundle.len() {
                    let name = format!("{}／{}", file.name, bundle.name(at));
                    all.push(match bundle.file(at) {
                        Ok(content) => {
                            left = left.saturating_sub(content.len());
                            one(name, content.into(), mappings)
                        }
                        Err(fault) => refused(name, &Bytes::new(), told(fault.to_string())),
                    });
                }
            }
        }
        if all.len() > MOST_FILES {
            return Err(TooMany);
        }
    }
    if all.len() > MOST_FILES { Err(TooMany) } else { Ok(all) }
}

fn sha256(content: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    foundation::chance::hex(&Sha256::digest(content))
}

fn one(name: String, content: Bytes, mappings: &[Mapping]) -> Unpacked {
    // A fault in a library must not become a fault of ours: what it cannot cope with is a damaged file.
    let reading = std::panic::catch_unwind(|| indicator_files::read_file(&name, &content, mappings));
    let outcome = reading.unwrap_or_else(|_| {
        Err(Unread::Refused("読めません。ファイルが壊れています。保存し直してください。".to_owned()))
    });
    Unpacked { sha256: sha256(&content), name: shortened(&name), content, outcome }
}

fn refused(name: String, content: &Bytes, sentence: String) -> Unpacked {
    // What could not be unpacked is not the same as another that could not.
    let sha256 = sha256(&[name.as_bytes(), content].concat());
    Unpacked { name: shortened(&name), content: Bytes::new(), sha256, outcome: Err(Unread::Refused(sentence)) }
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Where a file is kept: under its import, so that tidying up another one never takes away what has just come once more; named by
/// what it holds, so that an import keeps the same one once.
fn place(import: i64, sha256: &str) -> String {
    format!("situation/imports/{import}/{sha256}")
}

async fn mappings(db: &mut Reader) -> Result<Vec<Mapping>, DatabaseError> {
    let kept = imports::layouts(db).await?;
    Ok(kept.iter().filter_map(|layout| serde_json::from_str(&layout.mapping).ok()).collect())
}

/// Everything planning needs of the database.
struct Known {
    indicators: BTreeMap<String, Indicator>,
    names: Names,
    places: Places,
    own: Option<(String, String, String)>,
    this_year: i64,
    scope: Scope,
}

async fn known(db: &mut Reader) -> Result<Known, DatabaseError> {
    let indicators: BTreeMap<String, Indicator> =
        storage::indicators(db, true).await?.into_iter().map(|one| (one.id.clone(), one)).collect();
    let kept = imports::names(db).await?;
    let names = Names::new(&kept, imports::organisation(db), &indicators);
    let towns = regions::all_towns(db).await?;
    let scope = db.scope().clone();
    let own = match &scope {
        Scope::Municipalities(codes) if codes.len() == 1 => {
            let town = towns.iter().find(|(code, ..)| codes.contains(code));
            town.map(|(code, name, prefecture)| (code.clone(), prefecture.clone(), name.clone()))
        }
        _ => None,
    };
    let prefectures = regions::prefecture_choices(db).await?;
    let areas = regions::area_members(db).await?;
    let this_year = i64::from(japanese::wareki::FiscalYear::of(db.core().clock.today()).0);
    Ok(Known { indicators, names, places: Places::new(towns, prefectures, areas), own, this_year, scope })
}

/// What these files would change, as things stand.
async fn planned(db: &mut Reader, files: Vec<Incoming>, source: &str) -> Result<Plan, SituationError> {
    let known = known(db).await?;
    let hashes: Vec<String> = files.iter().map(|file| file.sha256.clone()).collect();
    let before = imports::taken_before(db, &hashes).await?;
    let earlier: HashMap<String, String> =
        before.into_iter().map(|(hash, id, at)| (hash, format!("{}の取り込み{id}", day_of(&at)))).collect();
    let demo = db.core().settings.demo;
    let gathered = {
        let reach = |code: &str, prefecture: &str| storage::admits(&known.scope, code, prefecture);
        gather(files, &setting(&known, &reach, &earlier, demo, source))
    };
    let (codes, indicators) = gathered.wanted();
    let there = imports::values(db, &codes, &indicators).await?;
    let there = there.into_iter().map(|value| {
        ((value.municipality_code.clone(), value.indicator_id.clone(), value.area.clone(), value.year), value)
    });
    let there: HashMap<plan::Key, _> = there.collect();
    let reach = |code: &str, prefecture: &str| storage::admits(&known.scope, code, prefecture);
    let plan = compare(gathered, &setting(&known, &reach, &earlier, demo, source), &there);
    if plan.too_many { Err(SituationError::TooManyValues) } else { Ok(plan) }
}

fn setting<'a>(
    known: &'a Known,
    reach: &'a dyn Fn(&str, &str) -> bool,
    earlier: &'a HashMap<String, String>,
    demo: bool,
    source: &'a str,
) -> Setting<'a> {
    Setting {
        indicators: &known.indicators,
        names: &known.names,
        places: &known.places,
        reach,
        own: known.own.clone(),
        this_year: known.this_year,
        demo,
        source,
        earlier,
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The rows of a plan's files; `kept`: keys in the store, one per file.
fn rows(plan: &Plan, kept: &[String]) -> Vec<ImportFile> {
    let row = |(position, (file, key)): (i64, (&crate::import::PlannedFile, &String))| ImportFile {
        position,
        name: file.name.clone(),
        sha256: file.sha256.clone(),
        file_key: key.clone(),
        state: file.state.id().to_owned(),
        layout: file.layout.map(indicator_files::Layout::id).unwrap_or_default().to_owned(),
        sheet: file.sheet.clone(),
        code: file.code.clone(),
        title: file.title.chars().take(200).collect(),
        exported_on: file.exported_on.clone(),
        sentences: file.sentences.join("\n"),
        series: serde_json::to_string(&file.series).unwrap_or_default(),
        new_values: count(file.new),
        changed_values: count(file.changed),
        same_values: count(file.same),
        refused_values: count(file.refused),
        left_values: count(file.left),
    };
    (1..).zip(plan.files.iter().zip(kept)).map(row).collect()
}

/// Opens what somebody sent, and keeps what it would change. Nothing of anybody's values is changed. The number of the import.
pub async fn look(
    core: &Arc<AppCore>,
    actor: Actor,
    request: &str,
    files: Vec<Sent>,
    (way, source): (&str, &str),
) -> Result<i64, PageError> {
    let mut tx = core.read::<ImportValues>(actor.clone(), request).await?;
    // Said before anything is read, and asked again before anything is kept.
    has_room(&mut tx).await?;
    let mappings = mappings(&mut tx).await?;
    drop(tx);
    let unpacked = read_in_turn(move || read(files, &mappings)).await?;
    let unpacked = unpacked.map_err(|TooMany| too_many_files())?;
    let mut contents = Vec::with_capacity(unpacked.len());
    let mut incoming = Vec::with_capacity(unpacked.len());
    for file in unpacked {
        contents.push((file.sha256.clone(), file.content));
        incoming.push(Incoming { name: file.name, sha256: file.sha256, outcome: file.outcome });
    }
    let mut tx = core.write::<ImportValues>(actor, request).await?;
    has_room(&mut tx).await?;
    let plan = planned(&mut tx, incoming, source).await?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    let id = imports::insert_import(&mut tx, (way, source), at, &by).await?;
    let key = |(sha256, content): &(String, Bytes)| if content.is_empty() { String::new() } else { place(id, sha256) };
    let kept: Vec<String> = contents.iter().map(key).collect();
    imports::put_plan(&mut tx, id, &rows(&plan, &kept), &plan.items).await?;
    let detail = json!({ "what": "looked", "files": plan.files.len() });
    tx.record(Entry::of("situation_import", id).detail(detail)).await?;
    tx.commit_recorded().await?;
    // Named in the database before they are there: whatever is cut off here is tidied up with the rest.
    for (key, (_, content)) in kept.into_iter().zip(contents).filter(|(key, _)| !key.is_empty()) {
        core.files.put(&key, content).await?;
    }
    Ok(id)
}

/// Imports an organisation has neither stored nor thrown away wait for it; so many at once, as the running year of the programme says.
async fn has_room(db: &mut Reader) -> Result<(), PageError> {
    if imports::organisation(db) == 0 {
        return Ok(());
    }
    let open = imports::open_of_organisation(db).await?;
    let year = japanese::wareki::FiscalYear::of(db.core().clock.today()).0;
    let settings = match first(db).await? {
        Some(programme) => settings_of(db, programme, year).await?,
        None => None,
    };
    let most = settings.map_or(MOST_OPEN, |settings| settings.number("general.open_imports"));
    if open < most {
        return Ok(());
    }
    Err(PageError::rule(format!(
        "まだ決めていない取り込みが{open}件あります（{most}件まで）。一覧で、取り込むか、取りやめるかを決めてから、もう一度送ってください。"
    )))
}

fn too_many_files() -> PageError {
    PageError::rule(format!("ファイルが多すぎます。一度に{MOST_FILES}件までです。いくつかに分けて送ってください。"))
}

/// Reads the kept files once more, after names or columns were said, or because values have changed since.
pub async fn look_again(core: &Arc<AppCore>, actor: Actor, request: &str, id: i64) -> Result<(), PageError> {
    let mut tx = core.read::<ImportValues>(actor.clone(), request).await?;
    let import = imports::import(&mut tx, id).await?.filter(Import::is_looked).ok_or(PageError::NotFound)?;
    let files = imports::files(&mut tx, id).await?;
    let mappings = mappings(&mut tx).await?;
    drop(tx);
    let mut contents = Vec::with_capacity(files.len());
    for file in &files {
        let content = if file.file_key.is_empty() { None } else { core.files.get(&file.file_key).await? };
        contents.push(content);
    }
    let kept: Vec<String> = files.iter().map(|file| file.file_key.clone()).collect();
    let incoming = read_in_turn(move || {
        let again = |(file, content): (ImportFile, Option<Bytes>)| match content {
            Some(content) => {
                let read = one(file.name, content, &mappings);
                Incoming { name: read.name, sha256: file.sha256, outcome: read.outcome }
            }
            None => Incoming { name: file.name, sha256: file.sha256, outcome: Err(Unread::Refused(file.sentences)) },
        };
        files.into_iter().zip(contents).map(again).collect::<Vec<_>>()
    })
    .await?;
    let mut tx = core.write::<ImportValues>(actor, request).await?;
    // Somebody may have decided about it meanwhile, or is about to.
    if !imports::hold_looked(&mut tx, id).await? {
        return Err(PageError::NotFound);
    }
    imports::import(&mut tx, id).await?.filter(Import::is_looked).ok_or(PageError::NotFound)?;
    let plan = planned(&mut tx, incoming, &import.source).await?;
    imports::put_plan(&mut tx, id, &rows(&plan, &kept), &plan.items).await?;
    tx.record(Entry::of("situation_import", id).detail(json!({ "what": "looked", "files": plan.files.len() }))).await?;
    tx.commit_recorded().await?;
    Ok(())
}

/// The import, if it can still be decided about.
async fn open(tx: &mut Writer, id: i64, is: fn(&Import) -> bool) -> Result<Import, SituationError> {
    let import = imports::import(tx, id).await?.ok_or(SituationError::NotFound)?;
    if is(&import) { Ok(import) } else { Err(SituationError::ImportDecided) }
}

/// Whether she still reaches all of it.
async fn reaches(tx: &mut Writer, id: i64) -> Result<(), SituationError> {
    let towns = imports::towns(tx, id).await?;
    let all = towns.iter().all(|(code, prefecture)| storage::admits(tx.scope(), code, prefecture));
    if all { Ok(()) } else { Err(SituationError::NotFound) }
}

/// Stores what was looked at, all of it or nothing. How many values are new, how many changed.
pub async fn store(tx: &mut WriteTx<ImportValues>, id: i64) -> Result<(u64, u64), SituationError> {
    let import = open(tx, id, Import::is_looked).await?;
    reaches(tx, id).await?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    // First of all: whoever else decides about it waits here.
    if !imports::decide(tx, id, ("looked", "stored"), at, &by).await? {
        return Err(SituationError::ImportDecided);
    }
    if imports::moved_since(tx, id).await? > 0 {
        return Err(SituationError::ImportMoved);
    }
    let (added, changed) = imports::store(tx, id, at, &by).await?;
    // Somebody stored a value this very moment.
    let stored = [added, changed].map(|n| i64::try_from(n).unwrap_or(i64::MAX));
    if stored != [import.new_values, import.changed_values] {
        return Err(SituationError::ImportMoved);
    }
    let detail = json!({ "what": "stored", "new_values": added, "changed_values": changed });
    tx.record(Entry::of("situation_import", id).detail(detail)).await?;
    let touched = imports::touched(tx, id).await?;
    spreading::ask(tx, touched).await?;
    Ok((added, changed))
}

/// Takes back what was stored, but for what somebody has changed since. How many were taken back, how many left alone.
pub async fn undo(tx: &mut WriteTx<ImportValues>, id: i64) -> Result<(u64, u64), SituationError> {
    open(tx, id, Import::is_stored).await?;
    reaches(tx, id).await?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    if !imports::decide(tx, id, ("stored", "undone"), at, &by).await? {
        return Err(SituationError::ImportDecided);
    }
    let (restored, kept) = imports::take_back(tx, id).await?;
    let detail = json!({ "what": "undone", "restored": restored, "kept": kept });
    tx.record(Entry::of("situation_import", id).detail(detail)).await?;
    let touched = imports::touched(tx, id).await?;
    spreading::ask(tx, touched).await?;
    Ok((restored, kept))
}

/// Nothing of it is wanted.
pub async fn drop_it(tx: &mut WriteTx<ImportValues>, id: i64) -> Result<(), SituationError> {
    open(tx, id, Import::is_looked).await?;
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    if !imports::decide(tx, id, ("looked", "dropped"), at, &by).await? {
        return Err(SituationError::ImportDecided);
    }
    tx.record(Entry::of("situation_import", id).detail(json!({ "what": "dropped" }))).await?;
    Ok(())
}

/// What somebody says a series is: indicator (empty: not used) and part.
pub struct Said {
    pub series: String,
    pub indicator: String,
    pub part: String,
}

/// Keeps what the series of a file are called here. From whose reach is everything they go for all.
pub async fn name(tx: &mut WriteTx<ImportValues>, file: &ImportFile, said: &[Said]) -> Result<(), SituationError> {
    let known = storage::indicators(tx, false).await?;
    let for_all = matches!(tx.scope(), Scope::All);
    let organisation_id = imports::organisation(tx);
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    for one in said {
        if !one.indicator.is_empty() && known.iter().all(|indicator| indicator.id != one.indicator) {
            return Err(SituationError::NotFound);
        }
        let name = Name {
            organisation_id,
            for_all,
            head: head(&file.code, &file.title),
            series: series(&one.series),
            indicator_id: one.indicator.clone(),
            part: one.part.clone(),
        };
        imports::put_name(tx, &name, at, &by).await?;
    }
    let named = said.iter().map(|one| one.series.as_str()).collect::<Vec<_>>();
    let detail = json!({ "what": "named", "code": file.code, "series": named });
    tx.record(Entry::of("situation_import", "names").detail(detail)).await?;
    Ok(())
}

/// Keeps how tables of this shape are read.
pub async fn keep_layout(tx: &mut WriteTx<ImportValues>, name: &str, mapping: &Mapping) -> Result<(), SituationError> {
    let for_all = matches!(tx.scope(), Scope::All);
    let (at, by) = (tx.core().clock.now(), tx.actor().label());
    let text = serde_json::to_string(mapping).unwrap_or_default();
    imports::insert_layout(tx, (name, &text), for_all, at, &by).await?;
    let detail = json!({ "what": "layout kept", "name": name });
    tx.record(Entry::of("situation_import", "layouts").detail(detail)).await?;
    Ok(())
}

pub async fn remove_layout(tx: &mut WriteTx<ImportValues>, id: i64) -> Result<(), SituationError> {
    if !imports::remove_layout(tx, id).await? {
        return Err(SituationError::NotFound);
    }
    tx.record(Entry::of("situation_import", "layouts").detail(json!({ "what": "layout removed", "number": id })))
        .await?;
    Ok(())
}

/// Forgets the files of imports that were decided about, or sent, long ago. The keys to delete once that is committed.
pub async fn forget_old(tx: &mut WriteTx<TidyImports>) -> Result<Vec<String>, DatabaseError> {
    let before = tx.core().clock.now().seconds_later(-KEEP_DAYS * 86_400);
    let keys = imports::old_files(tx, before).await?;
    if !keys.is_empty() {
        imports::forget_files(tx, &keys).await?;
        tx.record(Entry::of("situation_import", "files").detail(json!({ "deleted": keys.len() }))).await?;
    }
    Ok(keys)
}

pub async fn delete_files(core: &AppCore, keys: &[String]) {
    for key in keys {
        if let Err(error) = core.files.delete(key).await {
            tracing::warn!(%error, "a file that is no longer needed could not be deleted");
        }
    }
}
