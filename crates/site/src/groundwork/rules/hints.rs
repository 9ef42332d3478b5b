//! Scene × undertakings: where there is nothing, where there is the same several times. Hints with their reason, never a score.

use std::collections::BTreeMap;

use super::DOUBLES;
use crate::model::{ACTS, Undertaking, name_key, scenes};

/// The undertakings of a year laid over the scenes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Of each scene: id, label, how many go on.
    pub counts: Vec<(&'static str, &'static str, usize)>,
    pub hints: Vec<String>,
}

pub fn matrix(all: &[Undertaking]) -> Matrix {
    let counts: Vec<_> = scenes()
        .map(|(id, label)| (id, label, all.iter().filter(|one| one.goes_on() && one.is_in(id)).count()))
        .collect();
    let mut hints = Vec::new();
    if all.is_empty() {
        return Matrix { counts, hints };
    }
    for (id, label, count) in &counts {
        let mut of = all.iter().filter(|one| one.is_in(id));
        match (count, of.next()) {
            (0, None) => hints.push(format!(
                "「{label}」の場面には、まだ事業がありません。ほかの課や団体がしていることがないか、聞いてみてください。"
            )),
            (0, Some(_)) if all.iter().any(|one| one.is_in(id) && one.judgement == "start") => hints.push(format!(
                "「{label}」の場面は、これから始める事業だけです。始めるまでのあいだ、だれが担うかを確かめておくと安心です。"
            )),
            (0, Some(_)) => hints.push(format!(
                "「{label}」の場面の事業は、すべて「やめる」になっています。来年度は、この場面に事業がなくなります。"
            )),
            _ => {}
        }
        for (whom, names) in for_the_same(all, id) {
            hints.push(format!(
                "「{label}」の場面に、「{whom}」への事業が{}つあります（{}）。役割を分けるか、まとめられないか、担当どうしで話してみてください。",
                names.len(),
                names.join("、")
            ));
        }
    }
    let missing: Vec<&str> = ACTS
        .iter()
        .filter(|(id, _)| *id != "sonota" && !all.iter().any(|one| one.goes_on() && one.act == *id))
        .map(|(_, label)| *label)
        .collect();
    if !missing.is_empty() {
        hints.push(format!(
            "推進事業の項目のうち、{}に当たる事業が書かれていません。していないのか、書いていないだけかを確かめてください。",
            missing.iter().map(|label| format!("「{label}」")).collect::<String>()
        ));
    }
    let nowhere: Vec<&str> =
        all.iter().filter(|one| one.scenes.trim().is_empty()).map(|one| one.name.as_str()).collect();
    if !nowhere.is_empty() {
        hints.push(format!("場面を選んでいない事業があります（{}）。選ぶと、重なりと空きが見えます。", few(&nowhere)));
    }
    for one in all.iter().filter(|one| one.judgement == "merge") {
        if !all.iter().any(|other| name_key(&other.name) == name_key(&one.merge_with)) {
            hints.push(format!(
                "「{}」のまとめる先「{}」が、この年度の棚卸しにありません。名前を確かめるか、加えてください。",
                one.name, one.merge_with
            ));
        }
    }
    let undecided = all.iter().filter(|one| one.judgement.is_empty()).count();
    if undecided > 0 && undecided < all.len() {
        hints.push(format!("判断がまだの事業が{undecided}あります。次年度へ写す前に、話し合ってください。"));
    }
    Matrix { counts, hints }
}

/// Whom three and more of a scene are for, with their names.
fn for_the_same(all: &[Undertaking], scene: &str) -> Vec<(String, Vec<String>)> {
    let mut by_whom: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for one in all.iter().filter(|one| one.goes_on() && one.is_in(scene) && !one.for_whom.is_empty()) {
        let entry = by_whom.entry(name_key(&one.for_whom)).or_insert_with(|| (one.for_whom.clone(), Vec::new()));
        entry.1.push(one.name.clone());
    }
    by_whom.into_values().filter(|(_, names)| names.len() >= DOUBLES).collect()
}

fn few(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join("、");
    if names.len() > SHOWN { format!("{shown} ほか{}", names.len() - SHOWN) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, whom: &str, scenes: &str, judgement: &str) -> Undertaking {
        Undertaking {
            name: name.to_owned(),
            for_whom: whom.to_owned(),
            scenes: scenes.to_owned(),
            judgement: judgement.to_owned(),
            ..Undertaking::default()
        }
    }

    #[test]
    fn empty_scenes_and_doubles_are_told_with_their_reason() {
        let two = [one("研修", "ケアマネジャー", "mitori", ""), one("勉強会", "ケアマネジャー", "mitori", "keep")];
        let said = |all: &[Undertaking]| matrix(all).hints.join("\n");
        assert!(!said(&two).contains("つあります（"), "two are no doubles");
        assert!(said(&two).contains("「入退院支援」の場面には、まだ事業がありません"));
        let mut three = two.to_vec();
        three.push(one("事例検討会", "ｹｱﾏﾈｼﾞｬｰ", "mitori nyutaiin", "keep"));
        assert!(
            said(&three).contains("「ケアマネジャー」への事業が3つあります（研修、勉強会、事例検討会）"),
            "{}",
            said(&three)
        );
        three[2].judgement = "stop".to_owned();
        assert!(!said(&three).contains("3つあります"), "what ends is no double");
        assert!(said(&three).contains("「入退院支援」の場面の事業は、すべて「やめる」"));
        three[2].judgement = "start".to_owned();
        assert!(said(&three).contains("「入退院支援」の場面は、これから始める事業だけ"));
        assert_eq!(matrix(&three).counts.iter().find(|(id, ..)| *id == "mitori").map(|(.., n)| *n), Some(2));
        assert!(matrix(&[]).hints.is_empty(), "nobody is asked about a list she has not begun");
    }

    #[test]
    fn what_is_merged_is_merged_with_something() {
        let mut all = vec![one("研修", "", "mitori", "merge"), one("勉強会", "", "", "keep")];
        all[0].merge_with = "合同 勉強会".to_owned();
        assert!(matrix(&all).hints.iter().any(|hint| hint.contains("まとめる先「合同 勉強会」")));
        all[0].merge_with = "勉強会".to_owned();
        let hints = matrix(&all).hints;
        assert!(!hints.iter().any(|hint| hint.contains("まとめる先")));
        assert!(hints.iter().any(|hint| hint.contains("場面を選んでいない事業があります（勉強会）")));
    }
}
