//! How a thing's texts are cut for the index.

use crate::search::model::{Passage, Section};

/// A passage holds so many characters at most: it is what is shown of a hit and weighed, and words are looked for
/// within one. 「一つの索引の行は8,000字まで」
pub const LONGEST_PASSAGE: usize = 8_000;
/// 「一つの文書は9,999行まで」: pages, sections and what long ones are cut into.
pub const MOST_PASSAGES: usize = 9_999;
/// Raised whenever the index is made in another form: the next start makes it anew.
pub const FORM: &str = "4";
/// A cut overlaps what stands before it by so much, so that no word is lost in it.
const OVERLAP: usize = 50;

/// Passages of at most [`LONGEST_PASSAGE`] characters; at least one, for what has only a title.
pub fn passages(all: &[Passage]) -> Vec<Passage> {
    let mut out = Vec::new();
    for passage in all {
        let chars: Vec<(usize, char)> = passage.text.char_indices().collect();
        let mut from = 0;
        loop {
            let end = chars.len().min(from + LONGEST_PASSAGE);
            // Rather at the end of a line or a sentence, if one is near.
            let cut = if end == chars.len() {
                end
            } else {
                let late = from + LONGEST_PASSAGE / 2;
                (late..end).rev().find(|at| matches!(chars[*at].1, '\n' | '。')).map_or(end, |at| at + 1)
            };
            let byte = |at: usize| chars.get(at).map_or(passage.text.len(), |(byte, _)| *byte);
            out.push(Passage {
                text: passage.text[byte(from)..byte(cut)].to_owned(),
                sections: within(&passage.sections, from, cut),
                heading: passage.heading.clone(),
                fragment: passage.fragment.clone(),
            });
            if cut == chars.len() {
                break;
            }
            from = cut.saturating_sub(OVERLAP);
        }
    }
    if out.is_empty() {
        out.push(Passage::default());
    }
    out.truncate(MOST_PASSAGES);
    out
}

/// The parts of a passage that stand between two of its letters, counted from the first of these.
fn within(sections: &[Section], from: usize, to: usize) -> Vec<Section> {
    let open = sections.iter().rfind(|section| section.at <= from);
    let begin = sections.iter().filter(|section| section.at > from && section.at < to);
    open.into_iter().chain(begin).map(|s| Section { at: s.at.saturating_sub(from), ..s.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(count: usize) -> Vec<usize> {
        let text = "あ".repeat(count);
        passages(&[Passage { text, ..Passage::default() }]).iter().map(|p| p.text.chars().count()).collect()
    }

    #[test]
    fn a_long_text_is_cut_and_nothing_is_lost() {
        assert_eq!(lengths(0), [0]);
        assert_eq!(lengths(LONGEST_PASSAGE), [LONGEST_PASSAGE]);
        assert_eq!(lengths(LONGEST_PASSAGE + 1), [LONGEST_PASSAGE, OVERLAP + 1]);
        assert_eq!(passages(&[]).len(), 1);
        let text = format!("{}。{}看取り", "い".repeat(LONGEST_PASSAGE - 2), "う".repeat(10));
        let cut = passages(&[Passage { text, ..Passage::default() }]);
        assert!(cut[0].text.ends_with('。') && cut[1].text.ends_with("看取り"));
    }
}
