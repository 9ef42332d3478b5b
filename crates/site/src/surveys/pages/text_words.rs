//! `/surveys/{survey}/texts/{text}/words`: what many wrote about. `…/context`: a word with what stands around it.

use foundation::web::{PageError, Reply, Req};
use japanese::fold::{fold, tidy};
use japanese::words::{Group, frequent, in_context};

use super::texts::{count, frame, note, survey_of_texts, tabs};
use crate::permissions::{LookAtTexts, ReadTx};
use crate::shared::{Choice, number, render};
use crate::surveys::actions::texts as actions;
use crate::surveys::rules::texts as rules;
use crate::surveys::views::percent;
use crate::surveys::views::texts::{ContextLine, ContextPage, WordLine, WordsPage};

const WORDS_SHOWN: usize = 150;
const PLACES_SHOWN: usize = 500;
/// Characters on either side.
const WIDTH: usize = 24;

pub async fn words(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let loaded = actions::load(&mut tx, &survey, req.text("text"), "").await?;
    let groups: Vec<Group> =
        crate::search::groups(&mut tx).await?.into_iter().map(|(name, spellings)| Group { name, spellings }).collect();
    let bodies: Vec<&str> = loaded.texts.iter().map(|text| text.body.as_str()).collect();
    let found = frequent(&bodies, &groups, rules::LEAST_TEXTS);
    let base = format!("/surveys/{}/texts/{}", survey.id, loaded.column.id);
    let row = |counted: &japanese::words::Counted| WordLine {
        href: format!("{base}/context?word={}", foundation::web::escape(&counted.word)),
        texts: number(count(counted.texts)),
        percent: percent(count(counted.texts), count(bodies.len())).map(|(_, share)| share).unwrap_or_default(),
        times: number(count(counted.times)),
        word: counted.word.clone(),
    };
    render(&WordsPage {
        frame: frame(&tx, &survey, &loaded, "よく出ることば"),
        tabs: tabs(&tx, &survey, &loaded.column.id, "words"),
        question: loaded.column.label.clone(),
        note: note(&tx, &survey, &loaded),
        rows: found.iter().take(WORDS_SHOWN).map(row).collect(),
        more: found.len().saturating_sub(WORDS_SHOWN),
    })
}

pub async fn context(mut tx: ReadTx<LookAtTexts>, req: Req) -> Result<Reply, PageError> {
    let survey = survey_of_texts(&mut tx, &req).await?;
    let loaded = actions::load(&mut tx, &survey, req.text("text"), "").await?;
    let word: String = tidy(req.query.get("word")).chars().take(60).collect();
    let by_left = req.query.get("sort") == "left";
    let mut lines: Vec<(String, ContextLine)> = Vec::new();
    let mut respondents = 0;
    for text in &loaded.texts {
        let found = in_context(&text.body, &word, WIDTH);
        respondents += usize::from(!found.is_empty());
        lines.extend(found.into_iter().map(|context| {
            // By the characters nearest to the word.
            let key = if by_left { context.left.chars().rev().collect() } else { context.right.clone() };
            let line = ContextLine {
                name: text.name.clone(),
                href: format!("/surveys/{}/{}/questions/{}", survey.id, text.code, loaded.column.question),
                left: context.left,
                hit: context.hit,
                right: context.right,
            };
            (fold(&key), line)
        }));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
    let places = lines.len();
    let base = format!("/surveys/{}/texts/{}/context", survey.id, loaded.column.id);
    render(&ContextPage {
        frame: frame(&tx, &survey, &loaded, "前後のことば"),
        tabs: tabs(&tx, &survey, &loaded.column.id, "context"),
        question: loaded.column.label.clone(),
        note: format!(
            "{}か所、{}団体。{}",
            number(count(places)),
            number(count(respondents)),
            note(&tx, &survey, &loaded)
        ),
        sort_choices: vec![
            Choice::new("right", "後のことばの順", !by_left),
            Choice::new("left", "前のことばの順", by_left),
        ],
        rows: lines.into_iter().take(PLACES_SHOWN).map(|(_, line)| line).collect(),
        more: places.saturating_sub(PLACES_SHOWN),
        word,
        base,
    })
}
