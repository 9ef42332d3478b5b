//! Plain text: UTF-8, UTF-16, CP932. The place of a part is its lines, and the nearest heading.

use crate::cutting::Cutter;
use crate::{Document, Kind, Limits, Place, Refusal};

/// The text of the bytes, whichever encoding they are in.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, Refusal> {
    let utf16 = |encoding: &'static encoding_rs::Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    };
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return Ok(String::from_utf8_lossy(rest).into_owned());
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return Ok(utf16(encoding_rs::UTF_16LE, rest));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return Ok(utf16(encoding_rs::UTF_16BE, rest));
    }
    if bytes.contains(&0) {
        // Without a mark: half of Japanese in UTF-16 has no zero byte, but blanks, digits and line ends have.
        let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        let encoding = if odd > even { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        let (text, _, faults) = encoding.decode(bytes);
        let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).count();
        let sound = !faults && controls * 100 <= text.chars().count() && bytes.len().is_multiple_of(2);
        return if sound { Ok(text.into_owned()) } else { Err(Refusal::UnknownKind) };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, faults) = encoding_rs::SHIFT_JIS.decode(bytes);
    if !faults {
        return Ok(text.into_owned());
    }
    let (text, _, faults) = encoding_rs::EUC_JP.decode(bytes);
    if faults { Err(Refusal::UnknownEncoding) } else { Ok(text.into_owned()) }
}

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Refusal> {
    let text = decode(bytes)?;
    let mut cutter = Cutter::new(limits, |first, last| Place::Lines { first, last });
    let mut lines = (1_u32..).zip(text.lines()).peekable();
    while let Some((number, line)) = lines.next() {
        if cutter.is_full() {
            break;
        }
        let line = line.trim();
        let is_underlined = lines.peek().is_some_and(|(_, next)| is_rule(next.trim()));
        if line.is_empty() {
            cutter.gap();
        } else if is_rule(line) {
        } else if is_heading(line) || (is_underlined && line.chars().count() <= LONGEST_HEADING) {
            cutter.heading(number, line.trim_start_matches('#'));
        } else {
            cutter.paragraph(number, line);
        }
    }
    let (parts, remarks) = cutter.end();
    Ok(Document { kind: Kind::Text, title: String::new(), parts, remarks })
}

const LONGEST_HEADING: usize = 60;

/// `======`, `------`, `――――`
fn is_rule(line: &str) -> bool {
    line.chars().count() >= 3
        && line.chars().all(|c| matches!(c, '=' | '-' | '＝' | 'ー' | '―' | '─' | '━' | '*' | '＊'))
}

/// Does a line look like a heading: `# …`, `第2章 …`, `■…`, `【…】`, `2.1 …`, `（1）…`?
fn is_heading(line: &str) -> bool {
    if line.chars().count() > LONGEST_HEADING || line.ends_with(['。', '、', '，', '．', '.', ',']) {
        return false;
    }
    if line.starts_with(['■', '●', '◆', '▼', '◎']) || (line.starts_with('【') && line.ends_with('】')) {
        return true;
    }
    if let Some(rest) = line.strip_prefix('#') {
        return rest.trim_start_matches('#').starts_with([' ', '\u{3000}']);
    }
    let is_digit = |c: char| c.is_numeric() || "一二三四五六七八九十ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX".contains(c);
    if let Some(rest) = line.strip_prefix('第') {
        let after = rest.trim_start_matches(is_digit);
        return after.len() < rest.len() && after.starts_with(['章', '節', '部', '編', '条', '回']);
    }
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let after = rest.trim_start_matches(is_digit);
        return after.len() < rest.len() && after.starts_with(['）', ')']);
    }
    let after = line.trim_start_matches(|c: char| is_digit(c) || matches!(c, '.' | '．' | '-'));
    // A number, then a blank or a point: 「2.1 入退院支援」, not 「2040年には…」.
    after.len() < line.len() && !after.is_empty() && {
        let before = &line[..line.len() - after.len()];
        before.ends_with(['.', '．']) || after.starts_with([' ', '\u{3000}', '　', '、'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_sentences() {
        for heading in
            ["# はじめに", "第2章 看取り", "■連絡先", "【目的】", "2.1 入退院支援", "（1）体制", "３．評価", "Ⅱ 現状"]
        {
            assert!(is_heading(heading), "{heading}");
        }
        for line in [
            "2040年には85歳以上が増える",
            "本文です。",
            "#タグ",
            "（注）これは注記です。",
            "3人が参加した",
            "令和7年度",
        ] {
            assert!(!is_heading(line), "{line}");
        }
    }

    #[test]
    fn every_encoding_comes_out_the_same() {
        let text = "看取りの手引き\n12 件";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            with(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
            encoding_rs::EUC_JP.encode(text).0.into_owned(),
            with(&[0xFF, 0xFE], &le),
            with(&[0xFE, 0xFF], &be),
            le.clone(),
            be.clone(),
        ] {
            assert_eq!(decode(&bytes).as_deref(), Ok(text), "{bytes:?}");
        }
        assert_eq!(decode(&[0, 1, 2, 3, 0, 0, 0, 7, 1]), Err(Refusal::UnknownKind));
    }
}
