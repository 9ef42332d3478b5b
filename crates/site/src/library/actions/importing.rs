//! `renkei library import`: a folder of documents, with a list that says what they are. What is there already is known by its
//! name in the folder, and by its content.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use japanese::fold::tidy;

use super::{LibraryError, New, add, fits, hash, renew, revise};
use crate::library::model::{Content, Details, KINDS, SeenBy, Taken};
use crate::library::rules::{CONSOLE_READING_SECONDS, FILE_BYTES, IMPORT_FILES_AT_MOST, TITLE_CHARACTERS};
use crate::library::{extract, forms, storage};
use crate::permissions::{EditLibrary, Reader, WriteTx};

/// Endings that are taken; everything else in the folder is left alone unless the list names it.
const ENDINGS: &[&str] = &["pdf", "docx", "xlsx", "pptx", "html", "htm", "txt"];
const DEEPEST: usize = 16;
const COLUMNS: [&str; 6] = ["file", "title", "kind", "year", "scenes", "tier"];
const OTHER: &str = "other";

/// A file with what is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path below the folder, with `/`: what it is recognised by.
    pub name: String,
    pub path: PathBuf,
    pub details: Details,
    /// Whether the list says something about it: only then are the details of a known document changed.
    pub listed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Add,
    /// New content for this document.
    Renew(i64),
    /// Only what is said about it.
    Change(i64),
    Same(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub name: String,
    pub path: PathBuf,
    pub details: Details,
    pub listed: bool,
    pub what: What,
}

/// The files of the folder, or what is wrong with the list, by line.
///
/// # Errors
/// When the folder cannot be read.
pub fn gather(
    folder: &Path,
    list: Option<&[u8]>,
    tier: SeenBy,
    this_year: i64,
) -> Result<Result<Vec<Found>, Vec<String>>, std::io::Error> {
    let mut files = Vec::new();
    walk(folder, "", 0, &mut files)?;
    files.sort();
    let Some(list) = list else {
        let taken = files.into_iter().filter(|name| is_taken(name));
        let found: Vec<Found> = taken.map(|name| unlisted(folder, name, tier)).collect();
        return Ok(if found.is_empty() {
            Err(vec![format!("{} に、取り込める資料（{}）がありません。", folder.display(), ENDINGS.join("・"))])
        } else {
            Ok(found)
        });
    };
    Ok(listed(folder, &files, list, tier, this_year))
}

fn is_taken(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

fn walk(folder: &Path, below: &str, depth: usize, files: &mut Vec<String>) -> Result<(), std::io::Error> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // Hidden files, and what Office keeps beside an open file.
        if name.starts_with('.') || name.starts_with("~$") || files.len() >= IMPORT_FILES_AT_MOST {
            continue;
        }
        let whole = if below.is_empty() { name } else { format!("{below}/{name}") };
        // A link is no folder to go into: it could lead round in a circle, or out.
        let kind = entry.file_type()?;
        if kind.is_dir() && depth < DEEPEST {
            walk(&entry.path(), &whole, depth + 1, files)?;
        } else if kind.is_file() {
            files.push(whole);
        }
    }
    Ok(())
}

fn title_of(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    tidy(stem).chars().take(TITLE_CHARACTERS).collect()
}

fn unlisted(folder: &Path, name: String, tier: SeenBy) -> Found {
    let details = Details { title: title_of(&name), kind: OTHER.to_owned(), tier, ..Details::default() };
    Found { path: folder.join(&name), name, details, listed: false }
}

/// Reads `list.csv`: faults by line, all at once.
fn listed(
    folder: &Path,
    files: &[String],
    list: &[u8],
    tier: SeenBy,
    this_year: i64,
) -> Result<Vec<Found>, Vec<String>> {
    let decoded = japanese::cp932::decode(list).map(|decoded| decoded.text);
    let text = match (std::str::from_utf8(list.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(list)), decoded) {
        (Ok(text), _) => text.to_owned(),
        (Err(_), Ok(text)) => text,
        (Err(_), Err(_)) => {
            return Err(vec!["一覧の文字の種類が分かりません。UTF-8かShift_JISで保存してください。".to_owned()]);
        }
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heads: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(|head| head.trim().to_lowercase()).collect(),
        Err(error) => return Err(vec![format!("一覧の1行目：読めません（{error}）。")]),
    };
    let mut faults = Vec::new();
    for head in heads.iter().filter(|head| !COLUMNS.contains(&head.as_str())) {
        faults.push(format!("一覧の1行目：「{head}」という列はありません。使えるのは {} です。", COLUMNS.join(",")));
    }
    if !heads.iter().any(|head| head == "file") {
        faults.push("一覧の1行目：「file」の列がありません。".to_owned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut found: Vec<Found> = Vec::new();
    let mut lines: HashMap<String, u64> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(format!("一覧：読めない行があります（{error}）。"));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: &str| {
            heads.iter().position(|head| head == column).and_then(|at| record.get(at)).map(tidy).unwrap_or_default()
        };
        if COLUMNS.iter().all(|column| cell(column).is_empty()) {
            continue;
        }
        let mut refuse =
            |column: &str, sentence: String| faults.push(format!("一覧の{line}行目（{column}）：{sentence}"));
        let name = cell("file").replace('\\', "/");
        // As it is in the folder, however its letters are composed.
        let known =
            files.iter().find(|file| **file == name || japanese::fold::fold(file) == japanese::fold::fold(&name));
        let Some(known) = known else {
            refuse("file", format!("「{name}」は {} にありません。", folder.display()));
            continue;
        };
        if let Some(before) = lines.insert(known.clone(), line) {
            refuse("file", format!("「{name}」は{before}行目にもあります。"));
        }
        let title = if cell("title").is_empty() { title_of(known) } else { cell("title") };
        if !fits(&title, TITLE_CHARACTERS) {
            refuse("title", format!("題名は{TITLE_CHARACTERS}文字までです。"));
        }
        let kind = kind_of(&cell("kind"), &mut refuse);
        let year = match cell("year") {
            empty if empty.is_empty() => None,
            typed => {
                let read = forms::read_year(&typed, this_year);
                if read.is_none() {
                    refuse("year", format!("「{typed}」は年度として読めません。2024、令和6のように書いてください。"));
                }
                read
            }
        };
        let scenes = scenes_of(&cell("scenes"), &mut refuse);
        let tier = match cell("tier") {
            empty if empty.is_empty() => tier,
            typed => SeenBy::of(&typed).unwrap_or_else(|| {
                refuse(
                    "tier",
                    format!("「{typed}」は分かりません。public、signed_in、office のどれかにしてください。"),
                );
                tier
            }),
        };
        let details = Details { title, kind, year, scenes, tier, ..Details::default() };
        found.push(Found { name: known.clone(), path: folder.join(known), details, listed: true });
    }
    if found.is_empty() && faults.is_empty() {
        faults.push("一覧に資料が1件もありません。2行目から書いてください。".to_owned());
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn kind_of(typed: &str, refuse: &mut impl FnMut(&str, String)) -> String {
    if typed.is_empty() {
        return OTHER.to_owned();
    }
    if let Some((id, _)) = KINDS.iter().find(|(id, label)| *id == typed || *label == typed) {
        return (*id).to_owned();
    }
    let known = KINDS.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、");
    refuse("kind", format!("「{typed}」という種類はありません。{known} のどれかにしてください。"));
    OTHER.to_owned()
}

/// Parted by blanks, 、 or ;, by id or by name.
fn scenes_of(typed: &str, refuse: &mut impl FnMut(&str, String)) -> Vec<String> {
    let offered = crate::cases::model::SCENES;
    let mut chosen = Vec::new();
    for word in typed.split([' ', '　', '、', ';', '；', '|', ',']).filter(|word| !word.is_empty()) {
        match offered.iter().find(|(id, label)| *id == word || *label == word) {
            Some((id, _)) => chosen.push(*id),
            None => {
                let known = offered.iter().map(|(_, label)| *label).collect::<Vec<_>>().join("、");
                refuse("scenes", format!("「{word}」という場面はありません。{known} から選んでください。"));
            }
        }
    }
    // In the field's order, each once: as they are stored.
    offered.iter().filter(|(id, _)| chosen.contains(id)).map(|(id, _)| (*id).to_owned()).collect()
}

/// What is there already, and what each file would do.
pub async fn plan(db: &mut Reader, found: Vec<Found>) -> Result<Vec<Planned>, LibraryError> {
    let known: HashMap<String, i64> = storage::imported(db).await?.into_iter().collect();
    let mut planned = Vec::new();
    for file in found {
        let what = match known.get(&file.name) {
            None => What::Add,
            Some(number) => match_known(db, &file, *number).await?,
        };
        planned.push(Planned { name: file.name, path: file.path, details: file.details, listed: file.listed, what });
    }
    Ok(planned)
}

async fn match_known(db: &mut Reader, file: &Found, number: i64) -> Result<What, LibraryError> {
    let document = storage::owned(db, number).await?.ok_or(LibraryError::NotFound)?;
    let version = storage::version(db, number, document.version).await?.ok_or(LibraryError::NotFound)?;
    let size = std::fs::metadata(&file.path).map_or(0, |m| m.len());
    // A file that is too large is told when it is read.
    let content = if size <= FILE_BYTES as u64 { std::fs::read(&file.path).unwrap_or_default() } else { Vec::new() };
    if hash(&content) != version.sha256 {
        return Ok(What::Renew(number));
    }
    let merged = merged(&document.details, file.listed, &file.details);
    Ok(if merged == document.details { What::Same(number) } else { What::Change(number) })
}

/// What the list says replaces what stands there; what no list knows of (summary, publisher) stays.
fn merged(there: &Details, listed: bool, new: &Details) -> Details {
    if !listed {
        return there.clone();
    }
    Details { summary: there.summary.clone(), publisher: there.publisher.clone(), ..new.clone() }
}

/// The file with its text, or a fault with its name. `None` where only the details change.
pub fn read(file: &Planned) -> Result<Option<Taken>, String> {
    if matches!(file.what, What::Change(_) | What::Same(_)) {
        return Ok(None);
    }
    let said = |sentence: &str| format!("{}：{sentence}", file.name);
    let size = std::fs::metadata(&file.path).map_err(|e| said(&format!("読めません（{e}）。")))?.len();
    if size > FILE_BYTES as u64 {
        return Err(said(&document_text::Refusal::TooLarge { most_megabytes: FILE_BYTES >> 20 }.sentence()));
    }
    let bytes = std::fs::read(&file.path).map_err(|e| said(&format!("読めません（{e}）。")))?;
    let text = extract::apart(&extract::reader(), &file.name, &bytes, CONSOLE_READING_SECONDS)
        .map_err(|refusal| said(&refusal.sentence()))?;
    Ok(Some(Taken { file_name: forms::file_name(&file.name), bytes: Bytes::from(bytes), text }))
}

/// One file into the library; its audit row is written, the commit is the caller's.
pub async fn put_in(tx: &mut WriteTx<EditLibrary>, file: &Planned, taken: Option<Taken>) -> Result<i64, LibraryError> {
    let number = match file.what {
        What::Add => {
            let mut details = file.details.clone();
            // A file name says little: what the document calls itself says more, unless the list decides.
            if let Some(title) =
                taken.as_ref().map(|t| t.text.title.as_str()).filter(|t| !t.is_empty() && details.title.is_empty())
            {
                title.clone_into(&mut details.title);
            }
            let new = New {
                details,
                content: Content { file: taken, ..Content::default() },
                form_key: format!("import:{}", file.name),
                slug: None,
                import_name: Some(file.name.clone()),
            };
            return add(tx, &new).await;
        }
        What::Renew(number) | What::Change(number) | What::Same(number) => number,
    };
    if let (What::Renew(_), Some(taken)) = (&file.what, taken) {
        let document = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
        let content =
            Content {
                file: Some(taken), note: "ファイルを取り込み直しました。".to_owned(), ..Content::default()
            };
        renew(tx, number, document.revision, &content).await?;
    }
    let document = storage::owned(tx, number).await?.ok_or(LibraryError::NotFound)?;
    let details = merged(&document.details, file.listed, &file.details);
    revise(tx, number, document.revision, &details).await?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Result<Vec<Found>, Vec<String>> {
        let files = ["a.pdf".to_owned(), "章/b.txt".to_owned()];
        listed(Path::new("/f"), &files, text.as_bytes(), SeenBy::Office, 2026)
    }

    #[test]
    fn a_list_says_what_the_files_are() {
        let found = list("file,title,kind,year,scenes,tier\na.pdf,看取りの手引き,手引き・ガイド,令和6,看取り 入退院支援,public\n章\\b.txt,,,,,\n").unwrap();
        assert_eq!(found[0].details.kind, "handbook");
        assert_eq!(found[0].details.scenes, ["nyutaiin", "mitori"]);
        assert_eq!((found[0].details.year, found[0].details.tier), (Some(2024), SeenBy::Public));
        assert_eq!((found[1].details.title.as_str(), found[1].details.tier), ("b", SeenBy::Office));
        let found = list("file\na.pdf\n").unwrap();
        assert_eq!(found[0].details.kind, "other");
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_column() {
        let faults =
            list("file,title,kind,year,scenes,tier\nc.pdf,,,,,\na.pdf,,本,いつか,夜,みんな\na.pdf,,,,,\n").unwrap_err();
        let all = faults.join("\n");
        for words in [
            "2行目（file）",
            "3行目（kind）",
            "3行目（year）",
            "3行目（scenes）",
            "3行目（tier）",
            "4行目（file）：「a.pdf」は3行目にもあります",
        ] {
            assert!(all.contains(words), "{words}: {all}");
        }
        assert!(list("名前,題名\na,b\n").unwrap_err().join("").contains("file"));
        assert!(list("file,title\n").unwrap_err()[0].contains("1件も"));
    }
}
