//! Plans that come with the program: our own rearrangement of what published cases tell, to begin from. `data/README.md`.

use serde::Deserialize;

use crate::model::PlanBox;

/// An example: its boxes bear short names by which links tell them.
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    pub id: String,
    pub title: String,
    pub scene: String,
    /// The published case it rests on.
    pub case: String,
    pub place: String,
    pub goal: String,
    pub present: String,
    pub cause: String,
    pub hypothesis: String,
    #[serde(rename = "box")]
    pub boxes: Vec<ExampleBox>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ExampleBox {
    pub name: String,
    #[serde(default)]
    pub to: Vec<String>,
    #[serde(flatten)]
    pub content: PlanBox,
}

#[derive(Deserialize)]
struct File {
    example: Vec<Example>,
}

/// In their order.
pub fn all() -> Result<Vec<Example>, toml::de::Error> {
    Ok(toml::from_str::<File>(include_str!("../data/examples.toml"))?.example)
}

impl Example {
    /// Boxes, and links by their places.
    pub fn content(&self) -> (Vec<PlanBox>, Vec<(usize, usize)>) {
        let place = |name: &str| self.boxes.iter().position(|one| one.name == name);
        let links =
            self.boxes.iter().enumerate().flat_map(|(from, one)| {
                one.to.iter().filter_map(move |to| Some((from, place(to)?))).collect::<Vec<_>>()
            });
        (self.boxes.iter().map(|one| one.content.clone()).collect(), links.collect())
    }

    pub fn texts(&self) -> [String; 4] {
        [&self.goal, &self.present, &self.cause, &self.hypothesis].map(Clone::clone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LEVELS, PlanLink, Whole, scene_label};
    use crate::rules;

    #[test]
    fn every_example_holds_together_and_asks_for_little() {
        let examples = all().unwrap();
        assert!(examples.len() >= 3);
        for example in &examples {
            let (mut boxes, links) = example.content();
            let id = &example.id;
            assert!(!scene_label(&example.scene).is_empty(), "{id}: scene");
            assert_eq!(
                links.len(),
                example.boxes.iter().map(|one| one.to.len()).sum::<usize>(),
                "{id}: a name that is none"
            );
            for (number, one) in (1..).zip(&mut boxes) {
                one.id = number;
                assert!(LEVELS.iter().any(|(level, ..)| *level == one.level), "{id}: {}", one.words);
            }
            let number = |at: usize| i64::try_from(at).unwrap() + 1;
            let links =
                links.iter().map(|(from, to)| PlanLink { from_box: number(*from), to_box: number(*to) }).collect();
            let whole = Whole { boxes, links, ..Whole::default() };
            assert_eq!(rules::gaps(&whole), Vec::<String>::new(), "{id}");
            for one in &whole.boxes {
                assert_eq!(
                    rules::may_lead(&whole, one, &whole.after(one.id).map(|to| to.id).collect()),
                    Ok(()),
                    "{id}"
                );
            }
            let alone: Vec<_> = rules::checks(&whole)
                .into_iter()
                .filter(|(_, s)| s.contains("つなが") || s.contains("目に浮かび"))
                .collect();
            assert_eq!(alone, Vec::new(), "{id}");
        }
    }
}
