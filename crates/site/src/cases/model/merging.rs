//! 直し written beside a public text that went on meanwhile: what was mended goes over it, item by item, and nothing else does.

use super::{Content, Field, TagKind};

/// A text put over one that went on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    pub content: Content,
    /// Labels of the items that both changed, each to something else: here stands what was mended.
    pub both: Vec<&'static str>,
}

/// `mine` over `theirs`; both began as `base`.
pub fn merged(base: &Content, theirs: &Content, mine: &Content) -> Merged {
    let mut both = Vec::new();
    let mut content = mine.clone();
    for field in Field::EVERY {
        let of = |content: &Content| content.texts.get(*field).to_owned();
        content.texts.set(*field, pick(field.label(), of, base, theirs, mine, &mut both));
    }
    let kinds = TagKind::EVERY.map(|kind| {
        let label = if kind == TagKind::Trouble { "困りごとの入口" } else { kind.label() };
        let of = |content: &Content| content.tags_of(kind).map(str::to_owned).collect::<Vec<_>>();
        (kind, pick(label, of, base, theirs, mine, &mut both))
    });
    if kinds.iter().any(|(kind, tags)| !mine.tags_of(*kind).eq(tags.iter().map(String::as_str))) {
        content.tags =
            kinds.into_iter().flat_map(|(kind, tags)| tags.into_iter().map(move |tag| (kind, tag))).collect();
    }
    content.start_year = pick("始めた年", |c: &Content| c.start_year, base, theirs, mine, &mut both);
    content.places = pick("地域", |c: &Content| c.places.clone(), base, theirs, mine, &mut both);
    content.co_owners = pick("いっしょに持つ市町村", |c: &Content| c.co_owners.clone(), base, theirs, mine, &mut both);
    content.players = pick("だれが、何をしたか", |c: &Content| c.players.clone(), base, theirs, mine, &mut both);
    content.facts = pick("地域の数字", |c: &Content| c.facts.clone(), base, theirs, mine, &mut both);
    content.cost_shares = pick("費用の分け方", |c: &Content| c.cost_shares.clone(), base, theirs, mine, &mut both);
    content.files = pick("図・ファイル", |c: &Content| c.files.clone(), base, theirs, mine, &mut both);
    content.model = pick("ロジックモデル", |c: &Content| c.model.clone(), base, theirs, mine, &mut both);
    Merged { content, both }
}

fn pick<T: PartialEq>(
    label: &'static str,
    of: impl Fn(&Content) -> T,
    base: &Content,
    theirs: &Content,
    mine: &Content,
    both: &mut Vec<&'static str>,
) -> T {
    let (base, theirs, mine) = (of(base), of(theirs), of(mine));
    if mine == base {
        return theirs;
    }
    if theirs != base && theirs != mine {
        both.push(label);
    }
    mine
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(title: &str, effects: &str, scene: &str, year: i64) -> Content {
        let mut content = Content { start_year: Some(year), ..Content::default() };
        content.texts.title = title.to_owned();
        content.texts.effects = effects.to_owned();
        content.tags = vec![(TagKind::Keyword, "島".to_owned()), (TagKind::Scene, scene.to_owned())];
        content
    }

    #[test]
    fn what_was_not_mended_stays_as_it_is_now() {
        let base = content("題", "前", "mitori", 2020);
        let theirs = content("題", "新しい数字", "kyuhen", 2020);
        let mine = content("よい題", "前", "mitori", 2020);
        let merged = merged(&base, &theirs, &mine);
        assert_eq!((&*merged.content.texts.title, &*merged.content.texts.effects), ("よい題", "新しい数字"));
        assert_eq!(merged.content.tags_of(TagKind::Scene).collect::<Vec<_>>(), ["kyuhen"]);
        assert_eq!(merged.content.tags_of(TagKind::Keyword).collect::<Vec<_>>(), ["島"]);
        assert!(merged.both.is_empty());
    }

    #[test]
    fn what_both_changed_is_told_and_what_both_changed_alike_is_not() {
        let base = content("題", "前", "mitori", 2020);
        let theirs = content("あちらの題", "同じ", "mitori", 2021);
        let mine = content("こちらの題", "同じ", "mitori", 2019);
        let found = merged(&base, &theirs, &mine);
        assert_eq!(found.both, ["題名", "始めた年"]);
        assert_eq!(found.content, mine);
        assert_eq!(merged(&base, &base, &mine), Merged { content: mine.clone(), both: Vec::new() });
        assert_eq!(merged(&base, &theirs, &base).content.texts, theirs.texts);
    }
}
