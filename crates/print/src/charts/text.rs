//! How wide words are drawn, and where they break. A page shows charts in the reader's own typeface and a document in ours:
//! every width here is at least what either takes, so that nothing that fits on paper is cut on a screen.

/// Bold letters are a little wider than others.
const BOLD: f64 = 1.05;

/// Width of a character in em.
fn em(c: char) -> f64 {
    match japanese::width::columns_of(c) {
        0 => 0.0,
        1 => match c {
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.95,
            'A'..='Z' | '&' | '=' | '+' | '<' | '>' => 0.72,
            ' ' | '!' | '\'' | ',' | '.' | ':' | ';' | 'i' | 'j' | 'l' | '|' | '｡'..='ﾟ' => 0.52,
            _ => 0.6,
        },
        _ => 1.0,
    }
}

/// How wide a text is drawn at most, in pixels.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// The same in bold.
pub(super) fn bold_width(text: &str, size: f64) -> f64 {
    text_width(text, size) * BOLD
}

/// 行頭禁則: what no line begins with.
fn begins_no_line(c: char) -> bool {
    matches!(
        c,
        '、' | '。'
            | '，'
            | '．'
            | '）'
            | '」'
            | '』'
            | '】'
            | '〕'
            | '》'
            | '・'
            | '：'
            | '？'
            | '！'
            | '％'
            | 'ー'
            | '々'
            | 'ゃ'
            | 'ゅ'
            | 'ょ'
            | 'っ'
            | 'ャ'
            | 'ュ'
            | 'ョ'
            | 'ッ'
            | 'ァ'
            | 'ィ'
            | 'ゥ'
            | 'ェ'
            | 'ォ'
            | ')'
            | ']'
            | '%'
            | ','
    )
}

/// 行末禁則: what no line ends with.
fn ends_no_line(c: char) -> bool {
    matches!(c, '（' | '「' | '『' | '【' | '〔' | '《' | '(' | '[')
}

/// A number or a word of letters stays whole.
fn glued(before: char, after: char) -> bool {
    before.is_ascii_graphic() && after.is_ascii_graphic()
}

fn may_break(before: char, after: char) -> bool {
    !begins_no_line(after) && !ends_no_line(before) && !glued(before, after)
}

/// Lines no wider than `room`. What has no place to break breaks where the room ends.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line: Vec<char> = Vec::new();
    let mut used = 0.0;
    for c in text.chars() {
        let width = em(c) * size;
        if used + width > room && !line.is_empty() {
            let next = |at: usize| line.get(at).copied().unwrap_or(c);
            let place = (1..=line.len()).rev().find(|at| may_break(line[at - 1], next(*at)));
            let tail = line.split_off(place.unwrap_or(line.len()));
            lines.push(line.iter().collect());
            line = tail;
            used = line.iter().map(|c| em(*c)).sum::<f64>() * size;
        }
        line.push(c);
        used += width;
    }
    lines.push(line.into_iter().collect());
    lines
}

/// As much as fits, ending in an ellipsis where something had to go.
pub(super) fn cut(text: &str, size: f64, room: f64) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut used = em('…') * size;
    for c in text.chars() {
        used += em(c) * size;
        if used > room {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// A label in at most two lines, its `tail` (「（n=1,741）」) never parted and never lost.
pub(super) fn two_lines(label: &str, tail: &str, size: f64, room: f64) -> (Vec<String>, bool) {
    let whole = format!("{label}{tail}");
    if text_width(&whole, size) <= room {
        return (vec![whole], true);
    }
    let mut lines = wrapped(label, size, room);
    if lines.len() == 1 && !tail.is_empty() {
        lines.push(tail.to_owned());
        return (lines, true);
    }
    let last = lines.split_off(1).concat();
    let fits = text_width(&last, size) + text_width(tail, size) <= room;
    let last = if fits { last } else { cut(&last, size, (room - text_width(tail, size)).max(size)) };
    lines.push(format!("{last}{tail}"));
    (lines, fits)
}

pub(super) fn fits_two_lines(label: &str, size: f64, room: f64) -> bool {
    two_lines(label, "", size, room).1
}

/// The labels of a chart, set in one column.
pub(super) struct Labels {
    /// Pixels the column takes.
    pub width: f64,
    pub size: f64,
    pub lines: Vec<Vec<String>>,
}

/// Between the words and what they stand beside.
const GAP: f64 = 10.0;
/// Labels up to so many pixels stand in one line each.
const ONE_LINE: f64 = 240.0;
const NARROWEST: f64 = 90.0;
/// At least two fifths of the picture belong to what is drawn.
const WIDEST: f64 = 430.0;
pub(super) const SIZES: [f64; 2] = [14.0, 12.0];

impl Labels {
    /// As narrow as lets every label stand in two lines at most; smaller letters, then an ellipsis, only where the widest
    /// column does not hold them (their whole words are in the marks' titles).
    pub(super) fn of(labels: &[(String, String)]) -> Self {
        let widest = labels.iter().map(|(label, tail)| text_width(&format!("{label}{tail}"), SIZES[0]));
        let widest = widest.fold(NARROWEST, f64::max);
        let set = |size: f64, room: f64| {
            let mut all_fit = true;
            let lines = labels.iter().map(|(label, tail)| {
                let (lines, fits) = two_lines(label, tail, size, room);
                all_fit &= fits;
                lines
            });
            let lines: Vec<Vec<String>> = lines.collect();
            (Self { width: room + GAP, size, lines }, all_fit)
        };
        if widest <= ONE_LINE {
            return set(SIZES[0], widest).0;
        }
        for size in SIZES {
            let mut room = ONE_LINE * 0.75;
            while room < WIDEST {
                let (made, fits) = set(size, room);
                if fits {
                    return made;
                }
                room += 10.0;
            }
        }
        set(SIZES[1], WIDEST).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wider_in_our_typeface_than_it_is_taken_for() {
        use typst::text::{FontVariant, FontVariations};
        let faces = crate::fonts::FONTS.iter().filter(|font| font.info().family == "BIZ UDGothic");
        let mut seen = 0;
        for face in faces {
            let size = typst::layout::Abs::pt(14.0);
            let font = face.clone().instantiate(FontVariant::default(), size, &FontVariations::default());
            for c in (' '..='~').chain("一画（）「」、。・ー％…①⑩〜＊－ｱﾟカな".chars()) {
                let glyph = font.ttf().glyph_index(c).unwrap_or_else(|| panic!("{c}"));
                let real = font.x_advance(glyph.0).expect("a width").get();
                assert!(em(c) >= real - 1e-6, "{c}: {} < {real}", em(c));
                seen += 1;
            }
        }
        assert!(seen > 200, "both faces were asked");
    }

    #[test]
    fn lines_break_where_japanese_breaks_and_never_beyond_their_room() {
        assert_eq!(wrapped("入退院支援、看取り", 10.0, 50.0), ["入退院支", "援、看取り"]);
        assert_eq!(wrapped("協議会（設置済み）", 10.0, 40.0), ["協議会", "（設置済", "み）"]);
        assert_eq!(wrapped("該当（n=1,741）", 10.0, 65.0), ["該当", "（n=1,741）"]);
        assert_eq!(wrapped("", 10.0, 50.0), [""]);
        for room in [30.0, 45.0, 100.0] {
            for line in wrapped("在宅医療・介護連携の推進に係るコーディネーターの活用（abcdefghijk）", 10.0, room)
            {
                assert!(text_width(&line, 10.0) <= room, "{line} in {room}");
            }
        }
        assert_eq!(cut("一二三四五", 10.0, 40.0), "一二三…");
    }

    #[test]
    fn labels_take_two_lines_and_keep_their_base() {
        let labels = |labels: &[&str]| {
            Labels::of(&labels.iter().map(|l| ((*l).to_owned(), "（n=1,741）".to_owned())).collect::<Vec<_>>())
        };
        let short = labels(&["全体", "中山間地域等に該当"]);
        assert_eq!(short.lines, [["全体（n=1,741）"], ["中山間地域等に該当（n=1,741）"]]);
        let long = "⑤在宅医療・介護連携における訪問看護ステーションの効果的な連携に関するハンドブック";
        let two = labels(&["全体", long]);
        assert_eq!(two.lines[1].concat(), format!("{long}（n=1,741）"));
        assert!(two.lines[1].len() == 2 && two.width <= WIDEST + GAP);
        let cut = labels(&[&"長".repeat(200)]);
        assert!(cut.lines[0].len() == 2 && cut.lines[0][1].ends_with("…（n=1,741）"), "{:?}", cut.lines);
        for made in [short, two, cut] {
            for line in made.lines.iter().flatten() {
                assert!(text_width(line, made.size) <= made.width, "{line}");
            }
        }
    }
}
