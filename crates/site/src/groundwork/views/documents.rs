//! On paper: the list of undertakings, a role to be signed, the chapter, a meeting's paper, the draft of the self-assessment.

use jiff::civil::Date;
use print::pdf::{Align, Block, Column, Document, Head, Paper, Row as PaperRow, Table};

use super::assessment::Row;
use super::roles::{agreement_words, facts, texts};
use super::{Chapter, short_year, year_words};
use crate::actions::evidence::{Held, figure_words};
use crate::model::{AimSheet, Role, Undertaking, act_label, judgement_label, run_how_label, scenes, side_label};
use crate::rules::items::CHECK;
use crate::rules::{Standing, duties, matrix};
use crate::shared::{DEMO_MARK, day_in_words, day_words, number};

/// Whose paper it is, and when it was made.
pub struct About<'a> {
    pub town: &'a str,
    pub today: Date,
    pub demo: bool,
}

impl About<'_> {
    fn document(
        &self,
        title: String,
        subtitle: String,
        fictitious: bool,
        paper: Paper,
        blocks: Vec<Block>,
    ) -> Document {
        let day = self.today;
        Document {
            title,
            subtitle,
            author: self.town.to_owned(),
            date: format!("{}現在", day_words(day)),
            day: Some((i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())),
            source: self.town.to_owned(),
            fictitious: fictitious || self.demo,
            fictitious_words: DEMO_MARK.to_owned(),
            paper,
            blocks,
        }
    }
}

fn table(caption: &str, heads: &[&str], columns: &[(u16, Align)], row_heads: usize, rows: Vec<Vec<String>>) -> Block {
    Block::Table(Table {
        caption: caption.to_owned(),
        columns: columns.iter().map(|(share, align)| Column { share: *share, align: *align }).collect(),
        heads: vec![heads.iter().map(|head| Head::new(*head)).collect()],
        rows: rows.into_iter().map(PaperRow::new).collect(),
        row_heads,
        note: String::new(),
    })
}

fn heading(level: u8, text: impl Into<String>) -> Block {
    Block::Heading { level, text: text.into() }
}

/// The matrix first, then what each is.
pub fn undertakings(about: &About<'_>, year: i64, all: &[Undertaking], wide: bool) -> Document {
    let found = matrix(all);
    let mut heads = vec!["事業名", "だれのためか"];
    heads.extend(scenes().map(|(_, label)| label));
    let mut columns = vec![(24, Align::Start), (13, Align::Start)];
    columns.extend(scenes().map(|_| (9, Align::Middle)));
    let mut rows: Vec<Vec<String>> = all
        .iter()
        .map(|one| {
            let mut cells = vec![one.name.clone(), one.for_whom.clone()];
            cells.extend(scenes().map(|(id, _)| if one.is_in(id) { "○".to_owned() } else { String::new() }));
            cells
        })
        .collect();
    let mut foot = vec!["続いている事業の数".to_owned(), String::new()];
    foot.extend(found.counts.iter().map(|(.., count)| count.to_string()));
    rows.push(foot);
    let mut blocks = vec![heading(1, "場面と事業"), table("", &heads, &columns, 1, rows)];
    if !found.hints.is_empty() {
        blocks.push(heading(1, "気づき"));
        blocks.push(Block::List(found.hints));
        blocks.push(Block::Note("気づきは、話し合いのきっかけです。良し悪しや点数ではありません。".to_owned()));
    }
    blocks.push(heading(1, "事業の一覧"));
    let heads =
        ["事業名", "項目", "事業費（円）", "財源", "実施者", "開始", "出ているもの", "判断", "理由", "判断した人・日"];
    let shares = [18, 9, 9, 8, 11, 7, 12, 8, 12, 10];
    let columns: Vec<(u16, Align)> = shares
        .iter()
        .enumerate()
        .map(|(at, share)| (*share, if at == 2 { Align::End } else { Align::Start }))
        .collect();
    let rows = all.iter().map(|one| {
        let judgement = match one.judgement.as_str() {
            "merge" => format!("まとめる → {}", one.merge_with),
            id => judgement_label(id).to_owned(),
        };
        let run = [one.run_by.as_str(), run_how_label(&one.run_how)];
        vec![
            one.name.clone(),
            act_label(&one.act).to_owned(),
            one.cost.map(number).unwrap_or_default(),
            one.money.clone(),
            run.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("・"),
            one.since.clone(),
            one.yields.clone(),
            judgement,
            one.reason.clone(),
            [one.decided_by.clone(), one.decided_on.as_deref().map(day_in_words).unwrap_or_default()]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" "),
        ]
    });
    blocks.push(table("", &heads, &columns, 1, rows.collect()));
    let paper = if wide { Paper::A3Landscape } else { Paper::A4Landscape };
    let fictitious = all.iter().any(|one| one.fictitious);
    about.document(
        "既存事業の棚卸し".to_owned(),
        format!("{}　{}", about.town, year_words(year)),
        fictitious,
        paper,
        blocks,
    )
}

/// A sheet to lay before both sides.
pub fn role(about: &About<'_>, role: &Role, standing: &Standing) -> Document {
    let facts = facts(role).into_iter().map(|(label, value)| (label.to_owned(), value)).collect();
    let mut blocks = vec![Block::Facts(facts), heading(1, "業務")];
    let picked = duties::labels(&role.duties);
    if !picked.is_empty() {
        blocks.push(Block::List(picked));
    }
    for (label, text) in texts(role) {
        blocks.push(heading(1, label));
        for block in text {
            blocks.push(if block.is_list {
                Block::List(block.lines)
            } else {
                Block::Paragraph(block.lines.join("\n"))
            });
        }
    }
    blocks.push(heading(1, "合意"));
    let sides: &[&str] = if role.direct { &["town"] } else { &["town", "employer"] };
    let rows = sides.iter().map(|side| {
        let words =
            standing.of_side(side).map_or_else(|| "　　　　年　　月　　日　　役職・氏名".to_owned(), agreement_words);
        vec![side_label(side).to_owned(), words]
    });
    blocks.push(table("", &["だれが", "いつ、どこが"], &[(24, Align::Start), (76, Align::Start)], 1, rows.collect()));
    blocks.push(Block::Note(format!(
        "第{}版。{}。内容を変えると新しい版になり、合意をもう一度取ります。",
        role.version,
        standing.words()
    )));
    if !role.remark.is_empty() {
        blocks.push(heading(1, "本人から"));
        blocks.push(Block::Paragraph(role.remark.clone()));
    }
    about.document(
        "コーディネーターの役割".to_owned(),
        role.municipality_name.clone(),
        role.fictitious,
        Paper::A4Portrait,
        blocks,
    )
}

pub fn chapter(about: &About<'_>, year: i64, chapter: &Chapter, fictitious: bool) -> Document {
    let mut blocks = Vec::new();
    for (level, text, paragraphs) in &chapter.parts {
        blocks.push(heading(*level, text));
        blocks.extend(paragraphs.iter().map(|text| Block::Paragraph(text.clone())));
    }
    blocks.push(Block::Note(
        "たたき台です。計画の文章にするときは、町の書きぶりに合わせ、数は出典で確かめてください。".to_owned(),
    ));
    let subtitle = format!("{}　{}", about.town, year_words(year));
    about.document(chapter.title.clone(), subtitle, fictitious, Paper::A4Portrait, blocks)
}

/// あるべき姿, indicators, open questions: what a meeting needs on the table.
pub fn meeting(about: &About<'_>, held: &Held) -> Document {
    let mut blocks = Vec::new();
    let said = |one: &&AimSheet| !one.is_blank();
    let mut questions: Vec<(&str, &str)> = Vec::new();
    for (id, label) in scenes() {
        let aim = held.aims.iter().find(|one| one.scene == id).filter(said);
        let figures: Vec<Vec<String>> = held
            .figures
            .iter()
            .filter(|one| one.scene == id)
            .map(|one| {
                let area = if one.area.is_empty() { String::new() } else { format!("［{}の値］", one.area) };
                vec![format!("{}{area}", one.name), one.words.clone(), one.year.clone(), one.source.clone()]
            })
            .collect();
        if aim.is_none() && figures.is_empty() {
            continue;
        }
        blocks.push(heading(1, label));
        if let Some(aim) = aim {
            let parts = aim.parts();
            let facts = parts.iter().take(5).filter(|(_, text)| !text.is_empty());
            let mut facts: Vec<(String, String)> =
                facts.map(|(label, text)| ((*label).to_owned(), (*text).to_owned())).collect();
            if let Some(day) = &aim.agreed_on {
                facts.push(("合意".to_owned(), format!("{}（{}）", aim.agreed_by, day_in_words(day))));
            }
            blocks.push(Block::Facts(facts));
            questions.extend(aim.questions.lines().filter(|line| !line.trim().is_empty()).map(|line| (label, line)));
        } else {
            blocks.push(Block::Paragraph("あるべき姿は、まだ書かれていません。".to_owned()));
        }
        if !figures.is_empty() {
            let columns = [(38, Align::Start), (28, Align::Start), (14, Align::Start), (20, Align::Start)];
            blocks.push(table("指標（いちばん新しい値）", &["指標", "値", "年度", "出典"], &columns, 1, figures));
        }
        let cautions: Vec<String> = held
            .figures
            .iter()
            .filter(|one| one.scene == id && !one.caution.is_empty())
            .map(|one| format!("{}：{}", one.name, one.caution))
            .collect();
        if !cautions.is_empty() {
            blocks.push(Block::Note(cautions.join("\n")));
        }
    }
    let others: Vec<String> =
        held.figures.iter().filter(|one| !scenes().any(|(id, _)| id == one.scene)).map(figure_words).collect();
    if !others.is_empty() {
        blocks.push(heading(1, "場面に共通の指標"));
        blocks.push(Block::List(others));
    }
    blocks.push(heading(1, "みなさんに聞きたいこと"));
    if questions.is_empty() {
        blocks.push(Block::Paragraph("（会議で決めること、聞きたいことを、ここに書き込みます）".to_owned()));
    } else {
        blocks.push(Block::List(
            questions
                .iter()
                .map(|(scene, words)| format!("{scene}：{}", words.trim().trim_start_matches('・')))
                .collect(),
        ));
    }
    let fictitious = held.aims.iter().any(|one| one.fictitious) || held.figures.iter().any(|one| one.fictitious);
    about.document(
        "在宅医療・介護連携 会議の資料".to_owned(),
        format!("{}　{}", about.town, year_words(held.year)),
        fictitious,
        Paper::A4Portrait,
        blocks,
    )
}

pub fn assessment(about: &About<'_>, year: i64, rows: &[Row]) -> Document {
    let mut blocks =
        vec![Block::Note(format!("下書きです。公式の様式ではありません。項目の文も町で使うための要約です。{CHECK}。"))];
    let mut part = "";
    for row in rows {
        if row.part != part {
            part = &row.part;
            blocks.push(heading(1, part));
        }
        blocks.push(heading(2, format!("{}　{}", row.number, row.title)));
        let applies = if row.applies.is_empty() { "まだ決めていない" } else { row.applies };
        let words = if row.text.is_empty() { "（まだ書いていません）" } else { &row.text };
        blocks.push(Block::Facts(vec![
            ("見るところ".to_owned(), row.meaning.clone()),
            ("該当するか".to_owned(), format!("{applies}（{CHECK}）")),
            ("町の説明".to_owned(), words.to_owned()),
        ]));
        if row.evidence.is_empty() {
            blocks.push(Block::Paragraph("根拠になるものは、まだれんけいにありません。".to_owned()));
        } else {
            blocks.push(heading(3, "根拠（れんけいにあるもの）"));
            blocks.push(Block::List(row.evidence.iter().map(|line| line.text.clone()).collect()));
        }
    }
    let fictitious = rows.iter().any(|row| row.fictitious);
    about.document(
        "保険者努力支援交付金（目標Ⅲ）自己評価の下書き".to_owned(),
        format!("{}　{}", about.town, short_year(year)),
        fictitious,
        Paper::A4Portrait,
        blocks,
    )
}

/// For a sheet's name: what no file system takes is left out.
pub fn file_name(parts: &[&str], ending: &str) -> String {
    let name: String = parts.join("_").chars().map(|c| if "\\/:*?\"<>|".contains(c) { '_' } else { c }).collect();
    format!("{name}.{ending}")
}
