//! The municipalities a coordinator is contracted for, as people write them: names or codes.

use foundation::database::DatabaseError;
use japanese::codes::MunicipalityCode;

use crate::permissions::{Reader, Scope};
use crate::regions::NamedPlace;

/// What was made of the words typed.
#[derive(Debug, Default)]
pub struct Serving {
    pub codes: Vec<String>,
    /// What is said at the field; empty when every word is understood.
    pub sentences: Vec<String>,
    /// Places that share a name somebody typed: to be ticked.
    pub choices: Vec<NamedPlace>,
}

/// 「池田町、352128」, 「山梨県南部町」, 「山梨県 南部町」 → words, one per place.
pub fn words(typed: &str) -> Vec<String> {
    let typed = japanese::fold::half_width(typed);
    let part = |c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，' | '､' | ';');
    typed.split(part).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word with the prefecture in front of it, if there is one.
struct Wanted {
    word: String,
    prefecture: Option<String>,
    name: String,
}

fn wanted(words: &[String], prefectures: &[(String, String)]) -> Vec<Wanted> {
    let mut found = Vec::new();
    let mut before = "";
    for word in words {
        // 「山梨県 南部町」: the prefecture stands alone and belongs to what follows.
        if before.is_empty() && prefectures.iter().any(|(_, name)| name == word) {
            before = word;
            continue;
        }
        let word = format!("{before}{word}");
        before = "";
        let split = prefectures.iter().find_map(|(code, prefecture)| {
            word.strip_prefix(prefecture.as_str()).filter(|rest| !rest.is_empty()).map(|rest| (code, rest))
        });
        found.push(match split {
            Some((code, name)) => Wanted { prefecture: Some(code.clone()), name: name.to_owned(), word },
            None => Wanted { prefecture: None, name: word.clone(), word },
        });
    }
    if !before.is_empty() {
        found.push(Wanted { prefecture: None, name: before.to_owned(), word: before.to_owned() });
    }
    found
}

/// Whether this permission may give somebody work in a municipality.
pub fn within(scope: &Scope, code: &str) -> bool {
    match scope {
        Scope::Municipalities(codes) => codes.iter().any(|own| own == code),
        Scope::Prefectures(codes) => codes.iter().any(|p| p[..2] == code[..2]),
        Scope::All | Scope::Programmes(_) => true,
        Scope::Organisation(_) | Scope::Own(_) | Scope::Thing(_) => false,
    }
}

/// Finds the municipalities meant. Of several with the same name the one within the inviter's reach is meant;
/// where that leaves several, those that were ticked.
pub async fn resolve(db: &mut Reader, words: &[String], ticked: &[String]) -> Result<Serving, DatabaseError> {
    let prefectures = crate::regions::prefecture_choices(db).await?;
    let wanted = wanted(words, &prefectures);
    let names: Vec<String> = wanted.iter().map(|w| w.name.clone()).collect();
    let places = if names.is_empty() { Vec::new() } else { crate::regions::places_named(db, &names).await? };
    let mut serving = Serving::default();
    for one in &wanted {
        understand(one, &places, db.scope(), ticked, &mut serving);
    }
    Ok(serving)
}

fn understand(wanted: &Wanted, places: &[NamedPlace], scope: &Scope, ticked: &[String], serving: &mut Serving) {
    let Wanted { word, prefecture, name } = wanted;
    if name.chars().all(|c| c.is_ascii_digit())
        && let Err(error) = MunicipalityCode::parse(name)
    {
        serving.sentences.push(format!("「担当する市町村」の「{word}」: {error}"));
        return;
    }
    let of_prefecture = |place: &&NamedPlace| prefecture.as_ref().is_none_or(|code| *code == place.prefecture_code);
    let meant: Vec<&NamedPlace> = places
        .iter()
        .filter(|place| !place.is_prefecture() && (place.code == *name || place.name == *name))
        .filter(of_prefecture)
        .collect();
    let near: Vec<&NamedPlace> = meant.iter().copied().filter(|place| within(scope, &place.code)).collect();
    let chosen: Vec<&NamedPlace> = match near.as_slice() {
        [] if meant.is_empty() => {
            serving.sentences.push(format!(
                "「{word}」という市町村は見つかりません。名前（例：柳井市）か6桁の団体コードを確かめてください。"
            ));
            return;
        }
        [] => {
            serving
                .sentences
                .push(format!("「{word}」は、あなたの担当の外の市町村です。その市町村か都道府県に頼んでください。"));
            return;
        }
        [only] => vec![only],
        several => {
            serving.choices.extend(several.iter().map(|place| (*place).clone()));
            several.iter().copied().filter(|place| ticked.contains(&place.code)).collect()
        }
    };
    if chosen.is_empty() {
        let names: Vec<_> = near.iter().map(|p| format!("{}（{}）", p.label(), p.code)).collect();
        serving.sentences.push(format!(
            "「{word}」は{}つあります（{}）。下から選んでください。",
            near.len(),
            names.join("、")
        ));
    }
    for place in chosen {
        if !serving.codes.contains(&place.code) {
            serving.codes.push(place.code.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, name: &str, prefecture: &str) -> NamedPlace {
        NamedPlace {
            code: code.to_owned(),
            name: name.to_owned(),
            kana: String::new(),
            prefecture_code: format!("{}0001", &code[..2]),
            prefecture_name: prefecture.to_owned(),
            prefecture_kana: String::new(),
        }
    }

    fn read(typed: &str, scope: &Scope, ticked: &[&str]) -> Serving {
        let places = [
            place("016446", "池田町", "北海道"),
            place("183822", "池田町", "福井県"),
            place("352128", "柳井市", "山口県"),
        ];
        let prefectures = [("010001", "北海道"), ("180001", "福井県")].map(|(c, n)| (c.to_owned(), n.to_owned()));
        let ticked: Vec<String> = ticked.iter().map(|t| (*t).to_owned()).collect();
        let mut serving = Serving::default();
        for one in wanted(&words(typed), &prefectures) {
            understand(&one, &places, scope, &ticked, &mut serving);
        }
        serving
    }

    #[test]
    fn names_and_codes_are_read_as_they_are_written() {
        for typed in ["柳井市", "352128", "３５２１２８", "柳井市、352128", "柳井市\r\n柳井市"] {
            let read = read(typed, &Scope::All, &[]);
            assert_eq!(read.codes, ["352128"], "{typed}: {:?}", read.sentences);
            assert!(read.sentences.is_empty());
        }
        assert!(read("柳井町", &Scope::All, &[]).sentences[0].contains("見つかりません"));
        assert!(read("352129", &Scope::All, &[]).sentences[0].contains("352129"));
        assert!(read("福井県", &Scope::All, &[]).sentences[0].contains("見つかりません"));
    }

    #[test]
    fn a_name_that_several_bear_is_asked_about() {
        let asked = read("池田町、柳井市", &Scope::All, &[]);
        assert_eq!(asked.codes, ["352128"]);
        assert!(asked.sentences[0].contains("北海道池田町（016446）") && asked.choices.len() == 2);
        assert_eq!(read("池田町", &Scope::All, &["183822"]).codes, ["183822"]);
        for typed in ["福井県池田町", "福井県 池田町"] {
            assert_eq!(read(typed, &Scope::All, &[]).codes, ["183822"], "{typed}");
        }
        // Of several the one within reach is meant.
        let fukui = Scope::Prefectures(vec!["180009".to_owned()]);
        assert_eq!(read("池田町", &fukui, &[]).codes, ["183822"]);
        assert!(read("柳井市", &fukui, &[]).sentences[0].contains("担当の外"));
    }
}
