//! What a case is found by, folded: words of a title weigh more than those of a tag, and those more
//! than the body's.

use japanese::fold::fold;

use super::{Content, Field, TagKind, Trouble, tag_label};
use crate::regions::NamedPlace;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchTexts {
    pub title: String,
    pub tags: String,
    pub lead: String,
    /// All of it.
    pub text: String,
}

impl SearchTexts {
    /// `body`: the name of the body that owns the case, or nothing.
    pub fn of(content: &Content, places: &[NamedPlace], troubles: &[Trouble], body: &str) -> Self {
        let texts = &content.texts;
        let title = folded([texts.title.as_str(), &texts.district]);
        let tags = content.tags.iter().map(|(kind, tag)| match kind {
            TagKind::Trouble => troubles.iter().find(|t| t.id == *tag).map_or("", |t| &t.label),
            kind => tag_label(*kind, tag),
        });
        let names = places
            .iter()
            .flat_map(|p| [&p.name, &p.kana, &p.prefecture_name, &p.prefecture_kana, &p.code].map(String::as_str));
        let tags = folded(tags.chain(names).chain([texts.wide_area.as_str(), &texts.actor, body]));
        let lead = folded([texts.summary.as_str(), &texts.theme, &texts.trouble]);
        let body = folded(
            Field::EVERY
                .iter()
                .map(|field| texts.get(*field))
                .chain(content.players.iter().flat_map(|p| [p.player.as_str(), &p.act]))
                .chain(content.facts.iter().flat_map(|f| [f.label.as_str(), &f.value]))
                .chain(content.cost_shares.iter().map(|s| s.basis.as_str()))
                .chain(content.files.iter().flat_map(|f| [f.says.as_str(), &f.caption]))
                .chain(content.model.iter().map(|m| m.title.as_str())),
        );
        let text = [title.as_str(), &tags, &body].join("\n");
        Self { title, tags, lead, text }
    }
}

/// Parts are folded one by one, so that no word is found across two of them.
fn folded<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().map(fold).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}
