//! Japanese text as public offices write it, without any input or output.
//!
//! | module | answers |
//! |---|---|
//! | [`fold`] | do these two spellings mean the same when searching? what may be stored? |
//! | [`kana`] | which kana is it, and where does it stand in 五十音順? |
//! | [`bigrams`] | which tokens go into the full-text index, and which query finds them? |
//! | [`digits`] | what number is 「１，７４１」 or 「二十三」? |
//! | [`words`] | what do many free texts speak of, and in what surroundings? |
//! | [`personal`] | may this text lead to a person? |
//! | [`wareki`] | 和暦 ↔ 西暦, 年度 |
//! | [`cp932`] | bytes of a CSV from Excel ↔ text |
//! | [`codes`] | is this a 全国地方公共団体コード? |
//! | [`width`] | how many half-width columns does it take? |
//!
//! Every function takes any `&str` (or bytes) a stranger can send and never panics.
//! Errors are types; their `Display` is a Japanese sentence that says what is wrong and what to do.
//! The caller adds the place (field name, cell address, line).

pub mod bigrams;
mod chars;
pub mod codes;
pub mod cp932;
pub mod digits;
pub mod fold;
pub mod kana;
pub mod personal;
pub mod quantity;
mod tidy;
mod variants;
pub mod wareki;
pub mod width;
pub mod words;
