//! Do all words of a chart stand within its picture? For tests, here and where charts of real tables are drawn.

use super::text::{bold_width, text_width};

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// The texts of a chart of this crate that reach beyond its picture, by the widest they are drawn.
#[must_use]
pub fn outside(svg: &str) -> Vec<String> {
    let number = |tag: &str, name: &str| attribute(tag, name).and_then(|value| value.parse::<f64>().ok());
    let view = svg.split('>').next().and_then(|tag| attribute(tag, "viewBox")).unwrap_or_default();
    let view: Vec<f64> = view.split(' ').filter_map(|part| part.parse().ok()).collect();
    let &[left, top, width, height] = view.as_slice() else { return vec!["no viewBox".to_owned()] };
    let mut found = Vec::new();
    for piece in svg.split("<text").skip(1) {
        let Some((tag, rest)) = piece.split_once('>') else { continue };
        let words = rest.split('<').next().unwrap_or_default();
        let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let (Some(x), Some(y), Some(size)) = (number(tag, "x"), number(tag, "y"), number(tag, "font-size")) else {
            found.push(words);
            continue;
        };
        let bold = attribute(tag, "font-weight").is_some();
        let wide = if bold { bold_width(&words, size) } else { text_width(&words, size) };
        let from = match attribute(tag, "text-anchor") {
            Some("end") => x - wide,
            Some("middle") => x - wide / 2.0,
            _ => x,
        };
        // Two decimals are written: half of the last one is nobody's fault.
        let slack = 0.01;
        let across = from >= left - slack && from + wide <= left + width + slack;
        if !across || y - size < top - slack || y + size * 0.25 > top + height + slack {
            found.push(words);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::outside;

    #[test]
    fn words_that_leave_the_picture_are_found() {
        let svg = |text: &str| format!("<svg viewBox=\"0 0 100 50\">{text}</svg>");
        assert!(outside(&svg("<text x=\"0\" y=\"20\" font-size=\"10\">一二三四五六七八九十</text>")).is_empty());
        assert_eq!(outside(&svg("<text x=\"1\" y=\"20\" font-size=\"10\">一二三四五六七八九十</text>")).len(), 1);
        assert_eq!(outside(&svg("<text x=\"9\" y=\"20\" font-size=\"10\" text-anchor=\"end\">一</text>")).len(), 1);
        assert_eq!(outside(&svg("<text x=\"4\" y=\"20\" font-size=\"10\" text-anchor=\"middle\">一</text>")).len(), 1);
        assert_eq!(outside(&svg("<text x=\"0\" y=\"5\" font-size=\"10\">&lt;</text>")), ["<"]);
        assert_eq!(outside("<svg>").len(), 1);
    }
}
