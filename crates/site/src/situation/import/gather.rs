//! Reading through files: whose figure, of what, of which year; parts put beside each other.

use std::collections::{BTreeMap, HashMap};

use indicator_files::{Layout, OwnRow, Part, Reading, Unread, figure};

use super::plan::{
    FileState, Gathered, Incoming, Key, MOST_TOLD, Planned, PlannedFile, Said, SeriesSaid, Setting, Slot, blank,
    slot_of,
};
use super::{Place, Use, folded};
use crate::model::{Indicator, LEVELS};
use crate::rules::{EARLIEST_YEAR, NOTE_CHARACTERS, SHORT_CHARACTERS, SOURCE_CHARACTERS, decimal};

/// Where the values of an export come from.
const SYSTEM: &str = "地域包括ケア「見える化」システム";

/// Reads through the files, one after the other.
pub fn gather(incoming: Vec<Incoming>, setting: &Setting<'_>) -> Gathered {
    let mut gathered =
        Gathered { files: Vec::with_capacity(incoming.len()), refused: Vec::new(), said: BTreeMap::new() };
    let mut seen: HashMap<String, String> = HashMap::new();
    for file in incoming {
        let mut planned = PlannedFile {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            state: FileState::Read,
            layout: None,
            sheet: String::new(),
            code: String::new(),
            title: String::new(),
            exported_on: String::new(),
            sentences: Vec::new(),
            series: Vec::new(),
            new: 0,
            changed: 0,
            same: 0,
            refused: 0,
            left: 0,
        };
        if let Some(first) = seen.get(&file.sha256) {
            planned.state = FileState::Double;
            planned.sentences.push(format!("「{first}」とまったく同じファイルです。一つだけ取り込みます。"));
            gathered.files.push(planned);
            continue;
        }
        seen.insert(file.sha256, file.name);
        if let Some(when) = setting.earlier.get(&planned.sha256) {
            planned.sentences.push(format!("{when}で取り込んだファイルと、まったく同じです。"));
        }
        let at = gathered.files.len();
        gathered.files.push(planned);
        match file.outcome {
            Err(unread) => {
                let planned = &mut gathered.files[at];
                planned.state =
                    if matches!(unread, Unread::Unknown(_)) { FileState::Unknown } else { FileState::Refused };
                planned.sentences.push(unread.sentence().to_owned());
            }
            Ok(reading) => {
                One { gathered: &mut gathered, at, setting, taken: 0, doubled: 0, twin: String::new() }.read(&reading);
            }
        }
    }
    gathered
}

/// One file being read through.
struct One<'a, 'b> {
    gathered: &'a mut Gathered,
    at: usize,
    setting: &'a Setting<'b>,
    taken: usize,
    doubled: usize,
    twin: String,
}

impl One<'_, '_> {
    fn file(&mut self) -> &mut PlannedFile {
        &mut self.gathered.files[self.at]
    }

    fn refuse(&mut self, reading: &Reading, cell: String, place: &str, sentence: String) {
        let file = self.file();
        file.refused += 1;
        if file.refused > MOST_TOLD {
            return;
        }
        let refused = Planned { sentence, ..blank(self.at, &reading.sheet, cell, place) };
        self.gathered.refused.push(refused);
    }

    fn read(mut self, reading: &Reading) {
        let source = self.source_of(reading);
        let file = self.file();
        file.layout = Some(reading.layout);
        file.sheet.clone_from(&reading.sheet);
        file.code.clone_from(&reading.code);
        file.title.clone_from(&reading.title);
        file.exported_on = reading.exported_on.map(|day| day.to_string()).unwrap_or_default();
        let uses = self.uses(reading);
        let used = |series: Option<u32>| {
            series.and_then(|at| uses.get(at as usize)).is_none_or(|found| matches!(found, Use::Of(..)))
        };
        for fault in reading.faults.iter().filter(|fault| used(fault.series)) {
            self.refuse(reading, fault.cell(), "", fault.sentence.clone());
        }
        if reading.layout == Layout::Own {
            for row in &reading.rows {
                self.own_row(reading, row);
            }
        } else {
            self.figures(reading, &uses, &source);
        }
        let (taken, doubled, twin) = (self.taken, self.doubled, std::mem::take(&mut self.twin));
        let file = self.file();
        let is_told = file.state != FileState::Read || file.refused > 0;
        if reading.is_empty() {
            file.state = FileState::Empty;
            file.sentences.push(if reading.missing > 0 {
                "どの値も「-」（値なし）です。取り込むものはありません。".to_owned()
            } else {
                "値の行がありません。市町村では出力されない指標かもしれません。二次医療圏で出力し直すか、手もとの数を入れてください。".to_owned()
            });
        } else if reading.layout != Layout::Own && file.series.iter().all(|series| series.indicator.is_empty()) {
            let all_unused = uses.iter().all(|found| matches!(found, Use::Not));
            file.state = FileState::Unmapped;
            file.sentences.push(if all_unused {
                "このファイルの系列は、使わないと決めてあります。".to_owned()
            } else {
                "このファイルの系列が、どの指標に当たるか分かりません。「指標を選ぶ」で一度決めると、次から自動で読みます。".to_owned()
            });
        } else if doubled > 0 && doubled == taken {
            file.state = FileState::Double;
            file.sentences.push(format!("「{twin}」と同じ内容です。一つだけ取り込みます。"));
        } else if taken == 0 && !is_told {
            file.sentences.push("取り込む値がありません。下の「取り込まないもの」を見てください。".to_owned());
        }
    }

    fn source_of(&self, reading: &Reading) -> String {
        if !self.setting.source.is_empty() {
            return self.setting.source.to_owned();
        }
        match (reading.layout, reading.exported_on) {
            (Layout::Series | Layout::Areas, Some(day)) => {
                format!("{SYSTEM}（{}年{}月{}日出力）", day.year(), day.month(), day.day())
            }
            (Layout::Series | Layout::Areas, None) => SYSTEM.to_owned(),
            _ => String::new(),
        }
    }

    /// What becomes of each series; those that cannot be are refused once, not figure by figure.
    fn uses(&mut self, reading: &Reading) -> Vec<Use> {
        let only = reading.series.len() == 1;
        let mut figures = vec![0_usize; reading.series.len()];
        let mut first = vec![String::new(); reading.series.len()];
        for one in &reading.observed {
            let at = one.series as usize;
            figures[at] += 1;
            if first[at].is_empty() {
                first[at] = indicator_files::cell_name(one.row, one.column);
            }
        }
        let mut uses = Vec::with_capacity(reading.series.len());
        for ((series, count), cell) in reading.series.iter().zip(figures).zip(first) {
            let mut found = self.setting.names.of(&reading.code, &reading.title, &series.name, series.part, only);
            if let Use::Of(id, _) = &found
                && !self.setting.indicators.contains_key(id)
            {
                found = Use::Unknown;
            }
            let mut said = SeriesSaid {
                name: series.name.clone(),
                unit: series.unit.clone(),
                part: series.part,
                figures: count,
                ..SeriesSaid::default()
            };
            match &found {
                Use::Of(id, part) => {
                    said.indicator.clone_from(id);
                    said.part = *part;
                    let fault = self.setting.indicators.get(id).and_then(|one| unit_fault(one, *part, &series.unit));
                    if let Some(sentence) = fault {
                        self.refuse(reading, cell, "", sentence);
                        found = Use::Not;
                    }
                }
                Use::Not => said.unused = true,
                Use::Unknown => {}
            }
            self.file().series.push(said);
            uses.push(found);
        }
        uses
    }

    fn figures(&mut self, reading: &Reading, uses: &[Use], source: &str) {
        let reach = self.setting.reach;
        let own = self.setting.own.clone();
        let places: Vec<Place> = reading
            .places
            .iter()
            .map(|name| match (&own, name.is_empty()) {
                (Some((code, prefecture, _)), true) => Place::Town(code.clone(), prefecture.clone()),
                (None, true) => Place::Unknown(
                    "地域の列がない表は、一つの市町村の担当者だけが取り込めます。「列の対応づけ」で地域の列を選んでください。".to_owned(),
                ),
                (_, false) => self.setting.places.find(name, reach),
            })
            .collect();
        if self.is_of_others(reading, &places) {
            return;
        }
        let mut told = vec![false; places.len()];
        for one in &reading.observed {
            let Some(Use::Of(id, part)) = uses.get(one.series as usize) else { continue };
            let at = one.place as usize;
            let name = reading.places.get(at).map_or("", String::as_str);
            let year = i64::from(one.year);
            if one.estimated || year > self.setting.this_year || year < EARLIEST_YEAR {
                self.file().left += 1;
                continue;
            }
            let cell = indicator_files::cell_name(one.row, one.column);
            let (area, area_name, towns) = match places.get(at) {
                Some(Place::Town(code, prefecture)) => ("", "", vec![(code.clone(), prefecture.clone())]),
                Some(Place::Area(kind, area, members)) => (kind.as_str(), area.as_str(), members.clone()),
                Some(Place::Unknown(sentence)) => {
                    if !std::mem::replace(&mut told[at], true) {
                        self.refuse(reading, cell, name, sentence.clone());
                    }
                    continue;
                }
                Some(Place::Wider) | None => {
                    self.file().left += 1;
                    continue;
                }
            };
            let towns: Vec<(String, String)> = towns.into_iter().filter(|(code, own)| reach(code, own)).collect();
            if towns.is_empty() {
                self.file().left += 1;
            }
            for (code, prefecture) in towns {
                let key = (code, id.clone(), area.to_owned(), year);
                let slot = Slot { figure: one.figure, file: self.at, cell: cell.clone() };
                let said = Said {
                    prefecture,
                    place: name.to_owned(),
                    area_name: area_name.to_owned(),
                    source: source.to_owned(),
                    ..Said::default()
                };
                self.put(key, said, &[(*part, slot)]);
            }
        }
    }

    /// A file of towns, none of which is within reach: another town's data.
    fn is_of_others(&mut self, reading: &Reading, places: &[Place]) -> bool {
        let reach = self.setting.reach;
        let within = |place: &Place| match place {
            Place::Town(code, prefecture) => reach(code, prefecture),
            Place::Area(.., members) => members.iter().any(|(code, prefecture)| reach(code, prefecture)),
            Place::Wider | Place::Unknown(_) => false,
        };
        let others: Vec<&str> = places
            .iter()
            .zip(&reading.places)
            .filter(|(place, _)| matches!(place, Place::Town(..) | Place::Area(..)))
            .map(|(_, name)| name.as_str())
            .collect();
        if others.is_empty() || places.iter().any(within) {
            return false;
        }
        let named = others.iter().take(3).copied().collect::<Vec<_>>().join("、");
        let more = if others.len() > 3 { "など" } else { "" };
        let ours = match &self.setting.own {
            Some((.., name)) => format!("{name}の値がありません。{name}を選んで"),
            None => "受けもつ市町村の値がありません。受けもつ市町村を選んで".to_owned(),
        };
        let file = self.file();
        file.state = FileState::Refused;
        file.sentences.push(format!("{named}{more}のデータで、{ours}出力し直してください。"));
        true
    }

    fn own_row(&mut self, reading: &Reading, row: &OwnRow) {
        let cell = indicator_files::cell_name(row.row, row.column);
        let place_cell = indicator_files::cell_name(row.row, row.place_column);
        let (reach, indicators) = (self.setting.reach, self.setting.indicators);
        let Some(id) = self.setting.names.indicator(&row.indicator, &row.indicator_name, indicators) else {
            let named = if row.indicator.is_empty() { &row.indicator_name } else { &row.indicator };
            let sentence = format!(
                "「{named}」という指標はありません。指標の一覧の「アドレスに使う名前」か、指標の名前にしてください。"
            );
            return self.refuse(reading, cell, &row.place, sentence);
        };
        let Some(indicator) = indicators.get(&id) else { return };
        let (code, prefecture) = match self.setting.places.find(&row.place, reach) {
            Place::Town(code, prefecture) if reach(&code, &prefecture) => (code, prefecture),
            Place::Town(..) => {
                self.file().left += 1;
                return;
            }
            Place::Unknown(sentence) => return self.refuse(reading, place_cell, &row.place, sentence),
            Place::Area(..) | Place::Wider => {
                let sentence =
                    "市町村のコードか名前を入れてください。圏域の値は、市町村の行に「範囲」と「圏域名」を書きます。";
                return self.refuse(reading, place_cell, &row.place, sentence.to_owned());
            }
        };
        let level = folded(&row.level);
        let level = LEVELS
            .iter()
            .find(|(id, label)| level.is_empty() && *id == "municipality" || level == *id || level == folded(label));
        let Some((level, _)) = level else {
            let sentence = format!(
                "「範囲」の「{}」は分かりません。市町村、二次医療圏、在宅医療の圏域、広域連合などにしてください。",
                row.level
            );
            return self.refuse(reading, cell, &row.place, sentence);
        };
        let year = i64::from(row.year);
        if year > self.setting.this_year || year < EARLIEST_YEAR {
            let sentence = format!("年度は{EARLIEST_YEAR}年度から{}年度までです。", self.setting.this_year);
            return self.refuse(reading, cell, &row.place, sentence);
        }
        if row.fictitious && !self.setting.demo {
            let sentence = "架空の数字です（デモから出したもの）。本物の数字だけを取り込めます。".to_owned();
            return self.refuse(reading, cell, &row.place, sentence);
        }
        let unit = figure::unit(&indicator.unit);
        if !row.unit.is_empty() && row.unit != unit {
            let sentence = format!(
                "単位が「{}」ですが、この指標の単位は「{unit}」です。同じ数え方の値か確かめてください。",
                row.unit
            );
            return self.refuse(reading, cell, &row.place, sentence);
        }
        for (text, most, label) in [
            (&row.source, SOURCE_CHARACTERS, "出典"),
            (&row.note, NOTE_CHARACTERS, "メモ"),
            (&row.area_name, SHORT_CHARACTERS, "圏域名"),
        ] {
            if text.chars().nth(most).is_some() {
                let sentence = format!("「{label}」が長すぎます。{most}文字までにしてください。");
                return self.refuse(reading, cell, &row.place, sentence);
            }
        }
        let slot = |figure: i64| Slot { figure, file: self.at, cell: cell.clone() };
        let mut parts = vec![(if indicator.is_share() { Part::Numerator } else { Part::Value }, slot(row.numerator))];
        parts.extend(row.denominator.map(|whole| (Part::Denominator, slot(whole))));
        let is_own = *level == "municipality";
        let said = Said {
            prefecture,
            place: row.place.clone(),
            area_name: if is_own { String::new() } else { row.area_name.clone() },
            source: row.source.clone(),
            note: row.note.clone(),
            fictitious: row.fictitious,
            own: true,
            ..Said::default()
        };
        let area = if is_own { String::new() } else { (*level).to_owned() };
        self.put((code, id, area, year), said, &parts);
    }

    /// Puts parts of a value beside what other files said of it.
    fn put(&mut self, key: Key, said: Said, parts: &[(Part, Slot)]) {
        let is_count = self.setting.indicators.get(&key.1).is_some_and(|one| !one.is_share());
        let files = &self.gathered.files;
        let entry = self.gathered.said.entry(key).or_insert(said);
        for (part, slot) in parts {
            self.taken += 1;
            // A count has one number, whatever a column was said to be.
            let at = if is_count && *part != Part::Denominator { 0 } else { slot_of(*part) };
            match &entry.parts[at] {
                Some(known) if known.figure == slot.figure => {
                    if known.file != slot.file {
                        self.doubled += 1;
                        self.twin.clone_from(&files[known.file].name);
                    }
                }
                Some(known) => {
                    let sentence = format!(
                        "「{}」の{}では{}、ここでは{}です。値が違うので、どちらも取り込みません。正しいほうのファイルだけを送ってください。",
                        files[known.file].name,
                        known.cell,
                        decimal(known.figure),
                        decimal(slot.figure)
                    );
                    entry.contradictions.push((slot.clone(), sentence));
                }
                None => entry.parts[at] = Some(slot.clone()),
            }
        }
    }
}

/// Whether figures of a series can be of an indicator.
fn unit_fault(one: &Indicator, part: Part, unit: &str) -> Option<String> {
    let own = figure::unit(&one.unit);
    if one.is_share() && part == Part::Value {
        return Some(format!(
            "割合だけの系列です。「{}」は分子と分母で入れます。「{}」と「{}」の系列（またはファイル）を、分子・分母として対応づけてください。",
            one.name, one.numerator, one.denominator
        ));
    }
    if unit.is_empty() || (one.is_share() && unit != "%") {
        return None;
    }
    if one.is_share() {
        return Some("単位が「%」の系列は、分子・分母にはなりません。人数や件数の系列を選んでください。".to_owned());
    }
    (unit != own).then(|| {
        format!("単位が「{unit}」ですが、「{}」の単位は「{own}」です。数え方が変わっていないか確かめ、別の指標に対応づけてください。", one.name)
    })
}
