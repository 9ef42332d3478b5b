//! あるべき姿: all scenes of a year, one scene's sheet, its earlier states, and the chapter they make.

use askama::Template;
use foundation::web::Form;

use super::{Differences, Tab, differing, short_year};
use crate::model::{AimSheet, AimVersion, FOUR, scenes};
use crate::shared::{Block, DateBoxes, Frame, Link, blocks, day_in_words, moment_of};

#[derive(Template)]
#[template(path = "groundwork/templates/aims.html")]
pub struct AimsPage {
    pub frame: Frame,
    pub base: String,
    pub year: i64,
    pub tabs: Vec<Tab>,
    pub scenes: Vec<SceneView>,
    pub may_write: bool,
    /// 「令和7年度」, where it says something this year does not yet.
    pub copy_from: String,
    pub papers: Vec<Link>,
    pub fictitious: bool,
}

pub struct SceneView {
    pub id: &'static str,
    pub label: &'static str,
    pub is_of_four: bool,
    pub parts: Vec<(&'static str, Vec<Block>)>,
    pub agreed: String,
    pub changed: String,
    pub href: String,
    pub versions: String,
}

impl AimsPage {
    pub fn new(frame: Frame, base: &str, year: i64, tabs: Vec<Tab>, aims: &[AimSheet], may_write: bool) -> Self {
        let view = |(at, (id, label)): (usize, (&'static str, &'static str))| {
            let found = aims.iter().find(|one| one.scene == id);
            let parts = found.map(|one| {
                one.parts()
                    .into_iter()
                    .filter(|(_, text)| !text.is_empty())
                    .map(|(label, text)| (label, blocks(text)))
                    .collect::<Vec<_>>()
            });
            SceneView {
                id,
                label,
                is_of_four: at < FOUR,
                parts: parts.unwrap_or_default(),
                agreed: found.map(agreed_words).unwrap_or_default(),
                changed: found
                    .map(|one| format!("{}　{}", moment_of(&one.updated_at), one.updated_by))
                    .unwrap_or_default(),
                href: format!("{base}/aims/{id}?year={year}"),
                versions: found.map(|_| format!("{base}/aims/{id}/versions?year={year}")).unwrap_or_default(),
            }
        };
        Self {
            frame,
            base: base.to_owned(),
            year,
            tabs,
            scenes: scenes().enumerate().map(view).collect(),
            may_write,
            copy_from: String::new(),
            papers: vec![
                Link::new("会議の資料（PDF）", format!("{base}/meeting.pdf?year={year}")),
                Link::new("計画の章のたたき台", format!("{base}/chapter?year={year}")),
            ],
            fictitious: aims.iter().any(|one| one.fictitious),
        }
    }

    pub fn put_last_year(&mut self, year: i64) {
        self.copy_from = short_year(year);
    }
}

pub fn agreed_words(one: &AimSheet) -> String {
    match &one.agreed_on {
        Some(day) => format!("{}（{}）", one.agreed_by, day_in_words(day)),
        None => String::new(),
    }
}

#[derive(Template)]
#[template(path = "groundwork/templates/aim.html")]
pub struct AimPage {
    pub frame: Frame,
    pub action: String,
    pub back: String,
    pub year: i64,
    pub revision: String,
    pub form: Form,
    pub agreed: DateBoxes,
    pub may_write: bool,
    pub parts: Vec<(&'static str, Vec<Block>)>,
    pub agreed_words: String,
    pub versions: String,
    pub conflict: String,
    pub differences: Differences,
    pub fictitious: bool,
}

impl AimPage {
    pub fn new(frame: Frame, base: &str, aim: &AimSheet, form: &Form, may_write: bool) -> Self {
        let address = format!("{base}/aims/{}", aim.scene);
        let parts = aim.parts().into_iter().filter(|(_, text)| !text.is_empty());
        Self {
            frame,
            back: format!("{base}/aims?year={}", aim.fiscal_year),
            year: aim.fiscal_year,
            revision: aim.revision.to_string(),
            agreed: DateBoxes::typed(form, "agreed-on"),
            form: form.clone(),
            may_write,
            parts: parts.map(|(label, text)| (label, blocks(text))).collect(),
            agreed_words: agreed_words(aim),
            versions: if aim.revision == 0 {
                String::new()
            } else {
                format!("{address}/versions?year={}", aim.fiscal_year)
            },
            action: address,
            conflict: String::new(),
            differences: Vec::new(),
            fictitious: aim.fictitious,
        }
    }

    pub fn changed_meanwhile(&mut self, theirs: &AimSheet, yours: &AimSheet) {
        self.differences = differences(theirs, yours);
        self.conflict = format!(
            "開いているあいだに、{}さんがここを変えました。あなたの入力は下の欄に残っています。確かめて保存すると、あなたの入力に置きかわります。",
            theirs.updated_by
        );
    }
}

fn differences(before: &AimSheet, after: &AimSheet) -> Differences {
    let parts = before.parts().into_iter().zip(after.parts());
    let parts = parts.map(|((label, before), (_, after))| (label, before.to_owned(), after.to_owned()));
    differing(parts.chain([("合意", agreed_words(before), agreed_words(after))]))
}

#[derive(Template)]
#[template(path = "groundwork/templates/aim_versions.html")]
pub struct AimVersionsPage {
    pub frame: Frame,
    /// Label, who, whether it is the first, what differs from the one before.
    pub rows: Vec<(String, String, bool, Differences)>,
}

impl AimVersionsPage {
    pub fn new(frame: Frame, versions: &[AimVersion]) -> Self {
        let kept: Vec<(&AimVersion, AimSheet)> = versions
            .iter()
            .filter_map(|version| Some((version, serde_json::from_str::<AimSheet>(&version.content).ok()?)))
            .collect();
        let row = |(at, (version, state)): (usize, &(&AimVersion, AimSheet))| {
            let before = kept.get(at + 1);
            (
                format!("{}回目の保存（{}）", version.number, moment_of(&version.at)),
                version.by_label.clone(),
                before.is_none(),
                before.map(|(_, before)| differences(before, state)).unwrap_or_default(),
            )
        };
        Self { frame, rows: kept.iter().enumerate().map(row).collect() }
    }
}

/// 計画の章のたたき台: a heading and its paragraphs; the same for page, text and paper.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    pub title: String,
    /// Heading with its level (1 or 2), then paragraphs.
    pub parts: Vec<(u8, String, Vec<String>)>,
}

impl Chapter {
    pub fn new(
        town: &str,
        year: i64,
        aims: &[AimSheet],
        undertakings: &[(String, String)],
        figures: &[(String, String)],
    ) -> Self {
        let mut parts = vec![(
            1,
            "めざす姿".to_owned(),
            vec![format!(
                "{town}は、在宅医療と介護の連携について、場面ごとに次の姿をめざします（{}時点）。",
                short_year(year)
            )],
        )];
        for (id, label) in scenes() {
            let Some(one) = aims.iter().find(|one| one.scene == id && !one.is_blank()) else { continue };
            parts.push((2, label.to_owned(), Vec::new()));
            let mut put = |label: &str, text: &str| {
                if !text.is_empty() {
                    parts.push((3, label.to_owned(), lines(text)));
                }
            };
            put("めざす姿", &one.desired);
            put("現状", &one.present);
            let told: Vec<&str> =
                figures.iter().filter(|(scene, _)| scene == id).map(|(_, words)| words.as_str()).collect();
            put("現状を示す数", &told.join("\n"));
            put("課題", &one.issues);
            put("目標", &one.goal);
            put("対応策", &one.measures);
            let names: Vec<&str> =
                undertakings.iter().filter(|(scene, _)| scene == id).map(|(_, name)| name.as_str()).collect();
            put("おもな事業", &names.join("、"));
        }
        let missing: Vec<&str> = scenes()
            .take(FOUR)
            .filter(|(id, _)| !aims.iter().any(|one| one.scene == *id && !one.desired.is_empty()))
            .map(|(_, label)| label)
            .collect();
        if !missing.is_empty() {
            parts.push((1, "まだ書かれていない場面".to_owned(), vec![missing.join("、")]));
        }
        Self { title: "在宅医療・介護連携の推進（計画の章のたたき台）".to_owned(), parts }
    }

    /// As plain text: to be pasted into the plan's manuscript.
    pub fn text(&self, mark: &str) -> String {
        let mut out = format!("{}\n", self.title);
        if !mark.is_empty() {
            out.push_str(&format!("{mark}\n"));
        }
        for (level, heading, paragraphs) in &self.parts {
            let sign = match level {
                1 => "\n■ ",
                2 => "\n◆ ",
                _ => "【",
            };
            let end = if *level == 3 { "】" } else { "" };
            out.push_str(&format!("{sign}{heading}{end}\n"));
            for paragraph in paragraphs {
                out.push_str(&format!("{paragraph}\n"));
            }
        }
        out
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[derive(Template)]
#[template(path = "groundwork/templates/chapter.html")]
pub struct ChapterPage {
    pub frame: Frame,
    pub chapter: Chapter,
    pub downloads: Vec<Link>,
    pub fictitious: bool,
    pub back: String,
    pub is_empty: bool,
}

impl ChapterPage {
    pub fn new(frame: Frame, base: &str, year: i64, chapter: Chapter, aims: &[AimSheet]) -> Self {
        Self {
            frame,
            chapter,
            downloads: vec![
                Link::new("文字だけ（txt）", format!("{base}/chapter.txt?year={year}")),
                Link::new("PDF（A4）", format!("{base}/chapter.pdf?year={year}")),
            ],
            fictitious: aims.iter().any(|one| one.fictitious),
            back: format!("{base}/aims?year={year}"),
            is_empty: aims.iter().all(AimSheet::is_blank),
        }
    }
}
