//! 二次元コード (QR) as SVG: an address on paper that a telephone opens.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around it, as readers need.
const QUIET: i32 = 4;

/// The code with its quiet zone; `title` is what is read aloud in its place. Empty where the text is too long for one
/// (some 2,000 bytes).
pub fn svg(text: &str, title: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                let _ = write!(path, "M{} {}h{}v1h-{}z", from + QUIET, y + QUIET, x - from, x - from);
            }
            x += 1;
        }
    }
    // Black on white whatever the page's colours are: a reader needs the contrast.
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" width=\"160\" height=\"160\" role=\"img\" aria-label=\"{}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>",
        escaped(title)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules of the picture, back from its path.
    fn modules(svg: &str) -> Vec<Vec<bool>> {
        let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let mut grid = vec![vec![false; side]; side];
        let path = svg.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
        for run in path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let width: usize = rest.split('v').next().unwrap().parse().unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            grid[y][x..x + width].fill(true);
        }
        grid
    }

    #[test]
    fn the_picture_is_the_code_with_white_around() {
        let text = "https://renkei.example.jp/answer?code=ABCD3467";
        let drawn = modules(&svg(text, "見本 \"1\""));
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let quiet = usize::try_from(QUIET).unwrap();
        for (y, row) in drawn.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                let at = |n: usize| i32::try_from(n).unwrap() - QUIET;
                // Outside the code, the library says light.
                assert_eq!(*dark, code.get_module(at(x), at(y)), "{x} {y}");
            }
        }
        assert!(drawn[..quiet].iter().flatten().all(|dark| !dark));
        assert!(svg(text, "見本 \"1\"").contains("aria-label=\"見本 &quot;1&quot;\""));
        assert_eq!(svg(&"あ".repeat(2000), "x"), "");
    }
}
