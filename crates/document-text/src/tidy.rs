//! What a text is rid of before anybody sees it: control characters, and letters that only look like the real ones.

use std::borrow::Cow;

/// Radicals that some programs write in the place of the whole character: nobody types them, so nobody would find them.
/// (Those of U+2F00–2FD5 stand in the order of the Kangxi dictionary; [`KANGXI`] lists the characters themselves.)
const RADICALS: &[(char, char)] = &[
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺩', '王'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻆', '角'),
    ('⻑', '長'),
    ('⻘', '青'),
    ('⻝', '食'),
    ('⻤', '鬼'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻫', '斉'),
    ('⻭', '歯'),
    ('⻯', '竜'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

fn real(c: char) -> char {
    match c {
        // Kangxi's 戶, 靑, 黃, 黑 are not how Japanese writes them.
        '⼾' => '戸',
        '⾭' => '青',
        '⿈' => '黄',
        '⿊' => '黒',
        '\u{2f00}'..='\u{2fd5}' => KANGXI.chars().nth(c as usize - 0x2f00).unwrap_or(c),
        '\u{2e80}'..='\u{2eff}' => RADICALS.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        other => other,
    }
}

/// Letters of a ligature.
fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        _ => return None,
    })
}

fn is_noise(c: char) -> bool {
    // Controls, marks that turn the direction of a line, what is only a place-holder, private use.
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffc}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}')
}

/// The letters as people write them.
pub(crate) fn letters(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_noise(c) || real(c) != c || ligature(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_noise(*c)) {
        match ligature(c) {
            Some(letters) => out.push_str(letters),
            None => out.push(real(c)),
        }
    }
    Cow::Owned(out)
}

/// One line: blanks of any width run together, none at the ends.
pub(crate) fn line(text: &str) -> String {
    let text = letters(text);
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r', '\u{3000}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_the_characters_people_type() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(letters("⽇本の⾼齢者と⻑寿、⼾籍、⾒守り"), "日本の高齢者と長寿、戸籍、見守り");
        assert_eq!(letters("conﬁrm\u{202e}\u{0}"), "confirm");
        assert_eq!(line("　看取り \t の\u{3000}\u{3000}手引き "), "看取り の 手引き");
    }
}
