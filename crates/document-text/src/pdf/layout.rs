//! Letters with their places → lines. The order of the file is kept: it is the order of reading in what word processors,
//! browsers and typesetters write.

/// Beyond this share of the letter's size across the line, a new line begins.
const NEW_LINE: f64 = 0.5;
/// A blank between words of an alphabet.
const WORD_GAP: f64 = 0.2;
/// Japanese is set wide at times (均等割付): only a wider gap parts.
const CELL_GAP: f64 = 0.7;
/// So far back along the line, it is another column or cell.
const BACK: f64 = 1.0;
/// A blank line in the text, from this many sizes on.
const PARAGRAPH_GAP: f64 = 2.4;
/// So much larger than the rest of the page is a heading.
const HEADING: f64 = 1.15;
const HEADING_CHARACTERS: usize = 60;

struct Last {
    end: (f64, f64),
    /// Unit vector along the line.
    along: (f64, f64),
    size: f64,
    letter: char,
}

struct Line {
    text: String,
    size: f64,
    characters: usize,
}

#[derive(Default)]
pub(super) struct Layout {
    lines: Vec<Line>,
    last: Option<Last>,
    characters: usize,
}

impl Layout {
    pub fn characters(&self) -> usize {
        self.characters
    }

    /// One letter (or what a ligature stands for) from here to there.
    pub fn letter(&mut self, text: &str, start: (f64, f64), end: (f64, f64), size: f64, vertical: bool) {
        let Some(first) = text.chars().next() else { return };
        let distance = (end.0 - start.0).hypot(end.1 - start.1);
        let along = match &self.last {
            _ if distance > 1e-6 => ((end.0 - start.0) / distance, (end.1 - start.1) / distance),
            Some(last) => last.along,
            None if vertical => (0.0, -1.0),
            None => (1.0, 0.0),
        };
        let size = if size.is_finite() && size > 1e-6 { size } else { 1.0 };
        let joint = self.last.as_ref().map_or(Joint::Line { gap: 0.0 }, |last| joint(last, first, start, along, size));
        match joint {
            Joint::None => {}
            Joint::Blank => self.push(" ", size),
            Joint::Line { gap } => {
                if gap > PARAGRAPH_GAP && self.lines.last().is_some_and(|line| !line.text.is_empty()) {
                    self.lines.push(Line { text: String::new(), size: 0.0, characters: 0 });
                }
                self.lines.push(Line { text: String::new(), size, characters: 0 });
            }
        }
        self.push(text, size);
        self.characters += text.chars().count();
        self.last = Some(Last { end, along, size, letter: text.chars().next_back().unwrap_or(first) });
    }

    fn push(&mut self, text: &str, size: f64) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
            line.characters += text.chars().count();
            line.size = line.size.max(size);
        }
    }

    /// The page's heading and its text.
    pub fn end(self) -> (String, String) {
        let mut sizes: Vec<(f64, usize)> = self.lines.iter().map(|line| (line.size, line.characters)).collect();
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        let half = sizes.iter().map(|(_, characters)| characters).sum::<usize>() / 2;
        let mut passed = 0;
        let usual = sizes.iter().find(|(_, characters)| {
            passed += characters;
            passed > half
        });
        let usual = usual.map_or(f64::MAX, |(size, _)| *size);
        let mut heading: Option<&Line> = None;
        for line in self.lines.iter().filter(|line| line.size > usual * HEADING) {
            let length = line.text.trim().chars().count();
            if (2..=HEADING_CHARACTERS).contains(&length) && heading.is_none_or(|known| line.size > known.size * 1.01) {
                heading = Some(line);
            }
        }
        let heading = heading.map(|line| line.text.clone()).unwrap_or_default();
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.trim()).collect();
        (heading, lines.join("\n").trim().to_owned())
    }
}

enum Joint {
    None,
    Blank,
    /// With how far away it is, in sizes of the letter.
    Line {
        gap: f64,
    },
}

fn joint(last: &Last, letter: char, start: (f64, f64), along: (f64, f64), size: f64) -> Joint {
    let by = (start.0 - last.end.0, start.1 - last.end.1);
    let forward = (by.0 * last.along.0 + by.1 * last.along.1) / size.max(last.size);
    let across = (by.0 * last.along.1 - by.1 * last.along.0).abs() / size.max(last.size);
    let turned = along.0 * last.along.0 + along.1 * last.along.1 < 0.9;
    if turned || across > NEW_LINE || forward < -BACK {
        return Joint::Line { gap: across };
    }
    if last.letter.is_whitespace() || letter.is_whitespace() {
        return Joint::None;
    }
    let gap = if is_japanese(last.letter) || is_japanese(letter) { CELL_GAP } else { WORD_GAP };
    if forward > gap { Joint::Blank } else { Joint::None }
}

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pieces: &[(&str, f64, f64, f64)]) -> (String, String) {
        let mut layout = Layout::default();
        for (text, x, y, size) in pieces {
            let mut x = *x;
            for c in text.chars() {
                let wide = if c.is_ascii() { size / 2.0 } else { *size };
                layout.letter(&c.to_string(), (x, *y), (x + wide, *y), *size, false);
                x += wide;
            }
        }
        layout.end()
    }

    #[test]
    fn lines_words_and_cells_are_told_apart() {
        let (heading, text) = set(&[
            ("看取りの手引き", 50.0, 700.0, 18.0),
            ("住み慣れた地域で", 50.0, 670.0, 10.0),
            ("最期まで", 50.0, 655.0, 10.0),
            ("件数", 50.0, 600.0, 10.0),
            ("12件", 120.0, 600.0, 10.0),
            ("home", 50.0, 580.0, 10.0),
            ("care", 74.0, 580.0, 10.0),
        ]);
        assert_eq!(heading, "看取りの手引き");
        assert_eq!(text, "看取りの手引き\n住み慣れた地域で\n最期まで\n\n件数 12件\nhome care");
    }
}
