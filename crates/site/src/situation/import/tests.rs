use std::collections::{BTreeMap, HashMap};

use indicator_files::read_file;

use super::names::Name;
use super::plan::Key;
use super::*;
use crate::actions::shipped;
use crate::model::{Indicator, Value};

fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    rows.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
}

fn places() -> Places {
    let towns = [
        ("352128", "柳井市", "350001"),
        ("352080", "岩国市", "350001"),
        ("353213", "和木町", "350001"),
        ("132063", "府中市", "130001"),
        ("342084", "府中市", "340006"),
        ("011002", "札幌市", "010006"),
    ];
    let prefectures = [("350001", "山口県"), ("130001", "東京都"), ("340006", "広島県"), ("010006", "北海道")];
    let areas = [
        ("secondary_medical", "柳井", "352128"),
        ("secondary_medical", "岩国", "352080"),
        ("secondary_medical", "岩国", "353213"),
        ("wide_union", "周東広域連合", "352128"),
    ];
    let prefectures = prefectures.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Places::new(owned(&towns), prefectures, owned(&areas))
}

fn indicators() -> BTreeMap<String, Indicator> {
    shipped::all().unwrap().into_iter().map(|one| (one.id.clone(), one)).collect()
}

fn yanai(code: &str, _: &str) -> bool {
    code == "352128"
}

fn everything(_: &str, _: &str) -> bool {
    true
}

fn town(code: &str, prefecture: &str) -> Place {
    Place::Town(code.to_owned(), prefecture.to_owned())
}

#[test]
fn places_are_found_as_people_write_them() {
    let places = places();
    for text in [
        "柳井市",
        "山口県柳井市",
        "山口県 柳井市",
        "352128",
        "３５２１２８",
        "35212",
        "柳井市（2026）",
        "柳井市(352128)",
    ] {
        assert_eq!(places.find(text, &everything), town("352128", "350001"), "{text}");
    }
    for text in ["山口県玖珂郡和木町", "玖珂郡和木町", "和木町"] {
        assert_eq!(places.find(text, &everything), town("353213", "350001"), "{text}");
    }
    assert_eq!(places.find("11002", &everything), town("011002", "010006"), "a spreadsheet took the zero");
    for text in ["全国", "山口県", "山口", "350001", "35", "山口県平均", "北海道"] {
        assert_eq!(places.find(text, &everything), Place::Wider, "{text}");
    }
    for (text, sentence) in [
        ("府中市", "いくつかあります"),
        ("352129", "保険者番号"),
        ("旧大畠町", "一覧にありません"),
        ("札幌市中央区", "政令指定都市の区"),
        ("どこか医療圏", "台帳にありません"),
        ("999999", ""),
    ] {
        let Place::Unknown(said) = places.find(text, &everything) else { panic!("{text}") };
        assert!(said.contains(sentence), "{text}: {said}");
    }
    // The one within reach is meant.
    assert_eq!(places.find("府中市", &|code, _| code == "342084"), town("342084", "340006"));
    assert_eq!(places.find("広島県府中市", &everything), town("342084", "340006"));
}

#[test]
fn wider_areas_are_never_towns() {
    let places = places();
    let member = |code: &str| (code.to_owned(), "350001".to_owned());
    for text in ["柳井医療圏", "柳井二次医療圏", "柳井", "山口県柳井圏域"] {
        let expected = Place::Area("secondary_medical".to_owned(), "柳井".to_owned(), vec![member("352128")]);
        assert_eq!(places.find(text, &everything), expected, "{text}");
    }
    let union = Place::Area("wide_union".to_owned(), "周東広域連合".to_owned(), vec![member("352128")]);
    assert_eq!(places.find("周東広域連合", &everything), union);
    assert_eq!(
        places.find("岩国保健医療圏", &everything),
        Place::Area("secondary_medical".to_owned(), "岩国".to_owned(), vec![member("352080"), member("353213")])
    );
}

/// Files of text as they come.
fn incoming(files: &[(&str, &str)]) -> Vec<Incoming> {
    let one = |(name, text): &(&str, &str)| Incoming {
        name: (*name).to_owned(),
        sha256: foundation::chance::fingerprint(text),
        outcome: read_file(name, text.as_bytes(), &[]),
    };
    files.iter().map(one).collect()
}

fn planned_as(
    files: &[(&str, &str)],
    reach: &dyn Fn(&str, &str) -> bool,
    own: bool,
    kept: &[Name],
    there: &[Value],
) -> Plan {
    let (indicators, places) = (indicators(), places());
    let names = Names::new(kept, 7, &indicators);
    let setting = Setting {
        indicators: &indicators,
        names: &names,
        places: &places,
        reach,
        own: own.then(|| ("352128".to_owned(), "350001".to_owned(), "柳井市".to_owned())),
        this_year: 2026,
        demo: false,
        source: "",
        earlier: &HashMap::new(),
    };
    let gathered = gather(incoming(files), &setting);
    let key = |value: &Value| -> Key {
        (value.municipality_code.clone(), value.indicator_id.clone(), value.area.clone(), value.year)
    };
    let there = there.iter().map(|value| (key(value), value.clone())).collect();
    compare(gathered, &setting, &there)
}

fn planned(files: &[(&str, &str)]) -> Plan {
    planned_as(files, &yanai, true, &[], &[])
}

/// The two layouts as CSV: what a sheet holds is the same.
const CERTIFIED: &str = "出力日:2026/08/04\n,列1,列2,令和6年3月末,令和7年3月末\n,柳井市,合計認定者数（人）,2300,2310\n,柳井市,認定者数（要支援１）（人）,10,20\n,山口県,合計認定者数（人）,90000,91000\n";
const INSURED: &str =
    "出力日:2026/08/04\n,,,令和6年3月末,令和7年3月末,令和12年（推計）\n,柳井市,第１号被保険者数,11500,11400,10000\n";
const VISITS: &str =
    "出力日:2026/08/04\n,,,柳井市,岩国市,柳井医療圏,全国\n,訪問診療を受けた人の数（1か月）,,41,102,410,900000\n";

#[test]
fn a_share_is_put_together_of_two_files() {
    let files = [("B3-a_認定者数_時系列.xlsx", CERTIFIED), ("B1_第１号被保険者数_時系列.xlsx", INSURED)];
    let plan = planned(&files);
    let told: Vec<(&str, i64, i64, Option<i64>)> =
        plan.items.iter().map(|i| (i.indicator_id.as_str(), i.year, i.numerator, i.denominator)).collect();
    assert_eq!(
        told,
        [("care-rate", 2023, 2_300_000, Some(11_500_000)), ("care-rate", 2024, 2_310_000, Some(11_400_000))]
    );
    assert!(
        plan.items
            .iter()
            .all(|i| i.kind == Kind::New && i.source.contains("見える化") && i.source.contains("8月4日出力"))
    );
    // The prefecture's row, and a year that has not been, are not ours.
    assert_eq!((plan.files[0].new, plan.files[0].left, plan.files[1].left), (2, 2, 1));
    // One of the two alone is refused, with what is missing.
    let plan = planned(&files[..1]);
    assert!(plan.items.iter().all(|i| i.kind == Kind::Refused && i.sentence.contains("分母（65歳以上の人）")));
    assert_eq!((plan.files[0].new, plan.files[0].refused), (0, 2));
}

#[test]
fn a_wider_area_is_stored_as_such_beside_the_town() {
    let plan = planned(&[("L16_訪問診療_2025_地域別.xlsx", VISITS)]);
    let told: Vec<(&str, &str, &str, i64)> = plan
        .items
        .iter()
        .map(|i| (i.municipality_code.as_str(), i.area.as_str(), i.area_name.as_str(), i.numerator))
        .collect();
    assert_eq!(told, [("352128", "", "", 41_000), ("352128", "secondary_medical", "柳井", 410_000)]);
    assert_eq!(plan.files[0].left, 2, "the neighbour and the country");
    // A prefecture takes all its towns.
    let plan = planned_as(&[("L16_訪問診療_2025_地域別.xlsx", VISITS)], &|_, p| p == "350001", false, &[], &[]);
    assert_eq!(plan.items.len(), 3);
}

#[test]
fn another_town_s_data_is_refused_whole() {
    let text = INSURED.replace("柳井市", "岩国市");
    let plan = planned(&[("B1_第１号被保険者数_時系列.xlsx", &text)]);
    assert_eq!(plan.files[0].state, FileState::Refused);
    assert!(
        plan.files[0].sentences[0].contains("岩国市のデータで、柳井市の値がありません"),
        "{:?}",
        plan.files[0].sentences
    );
    assert!(plan.items.is_empty());
}

#[test]
fn the_same_twice_and_two_that_contradict_each_other_are_said() {
    let again = INSURED.replace("2026/08/04", "2026/08/05");
    let other = INSURED.replace("11400", "11401");
    let (b1, b3) = ("B1_第１号被保険者数_時系列.xlsx", ("B3-a_認定者数_時系列.xlsx", CERTIFIED));
    let plan = planned(&[(b1, INSURED), (b1, INSURED), ("B1_第１号被保険者数_時系列 (1).xlsx", &again), b3]);
    assert_eq!(
        plan.files.iter().map(|f| f.state).collect::<Vec<_>>(),
        [FileState::Read, FileState::Double, FileState::Double, FileState::Read]
    );
    assert!(plan.files[1].sentences[0].contains("まったく同じ") && plan.files[2].sentences[0].contains("同じ内容"));
    assert_eq!(plan.items.iter().filter(|i| i.kind == Kind::New).count(), 2);
    let plan = planned(&[(b1, INSURED), ("B1_第１号被保険者数_別_時系列.xlsx", &other), b3]);
    let refused: Vec<&str> =
        plan.items.iter().filter(|i| i.kind == Kind::Refused).map(|i| i.sentence.as_str()).collect();
    assert_eq!(refused.len(), 1);
    assert!(refused[0].contains("E3では11,400、ここでは11,401"), "{refused:?}");
    assert_eq!(plan.items.iter().filter(|i| i.kind == Kind::New).count(), 1);
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let file = |unit: &str, cell: &str| {
        format!("出力日:2026/08/04\n,,,令和7年\n,柳井市,訪問診療を受けた人の数（1か月）{unit},{cell}\n")
    };
    for (unit, cell, sentence) in [
        ("（件）", "41", "単位が「件」"),
        ("（人）", "-41", "負の数"),
        ("（人）", "約41", "数として読めません"),
        ("（％）", "41", "単位が「%」"),
    ] {
        let plan = planned(&[("L16_訪問診療_時系列.xlsx", &file(unit, cell))]);
        assert!(
            plan.items[0].kind == Kind::Refused && plan.items[0].sentence.contains(sentence),
            "{sentence}: {:?}",
            plan.items
        );
        assert_eq!(plan.items[0].cell, "D3");
    }
    // A share without its parts.
    let rate = "出力日:2026/08/04\n,,,令和7年\n,柳井市,自宅で亡くなった人の割合（％）,9.5\n";
    let plan = planned(&[("X1_死亡_時系列.xlsx", rate)]);
    assert!(plan.items[0].sentence.contains("割合だけの系列です"), "{:?}", plan.items);
    // More than the whole.
    let files = [("B3-a_x_時系列.xlsx", CERTIFIED), ("B1_x_時系列.xlsx", &*INSURED.replace("11400", "2000"))];
    let plan = planned(&files);
    assert!(plan.items.iter().any(|i| i.kind == Kind::Refused && i.sentence.contains("より多くなっています")));
    // An indicator that has no place for a union's value.
    let union = CERTIFIED.replace("柳井市", "周東広域連合");
    let plan =
        planned(&[("B3-a_x_時系列.xlsx", &union), ("B1_x_時系列.xlsx", &INSURED.replace("柳井市", "周東広域連合"))]);
    assert!(
        plan.items.iter().all(|i| i.area == "wide_union" && i.municipality_code == "352128"),
        "never the town's own"
    );
}

#[test]
fn names_that_somebody_said_are_used_and_her_own_weigh_more() {
    let name = |organisation_id, for_all, indicator: &str, part: &str| Name {
        organisation_id,
        for_all,
        head: folded("K9"),
        series: folded("夜間の往診"),
        indicator_id: indicator.to_owned(),
        part: part.to_owned(),
    };
    let text = "出力日:2026/08/04\n,,,令和7年\n,柳井市,夜間の往診（人）,4\n,柳井市,ほか,1\n";
    let files = [("K9_往診_時系列.xlsx", text)];
    let plan = planned(&files);
    assert_eq!(plan.files[0].state, FileState::Unmapped);
    for (kept, expected) in [
        (vec![name(1, true, "house-call-users", "value")], Some("house-call-users")),
        (vec![name(1, false, "house-call-users", "value")], None),
        (vec![name(1, true, "house-call-users", "value"), name(7, false, "", "value")], None),
        (
            vec![name(7, false, "visiting-care-users", "value"), name(1, true, "house-call-users", "value")],
            Some("visiting-care-users"),
        ),
    ] {
        let plan = planned_as(&files, &yanai, true, &kept, &[]);
        assert_eq!(plan.items.first().map(|i| i.indicator_id.as_str()), expected);
    }
}

fn own_csv(rows: &str) -> String {
    format!(
        "全国地方公共団体コード,市町村名,指標,指標の名前,範囲,圏域名,年度,分子・数,分母,単位,出典,メモ,架空\n{rows}"
    )
}

#[test]
fn our_own_rows_are_new_changed_or_the_same() {
    let there = Value {
        indicator_id: "home-deaths".to_owned(),
        municipality_code: "352128".to_owned(),
        year: 2025,
        numerator: 9_000,
        denominator: Some(95_000),
        source: "人口動態統計".to_owned(),
        revision: 4,
        ..Value::default()
    };
    let rows = "352128,,home-deaths,,,,2025,9,95,%,人口動態統計,,\n352128,,home-deaths,,,,2024,8,90,,人口動態統計,,\n";
    let plan = planned_as(&[("a.csv", &own_csv(rows))], &yanai, true, &[], std::slice::from_ref(&there));
    assert_eq!((plan.files[0].new, plan.files[0].changed, plan.files[0].same), (1, 0, 1));
    let rows = rows.replace(",9,95,", ",10,95,");
    let plan = planned_as(&[("a.csv", &own_csv(&rows))], &yanai, true, &[], &[there]);
    let changed = plan.items.iter().find(|i| i.kind == Kind::Changed).unwrap();
    assert_eq!((changed.numerator, changed.before.as_ref().map(|b| b.revision)), (10_000, Some(4)));
    for (row, sentence) in [
        ("352128,,none,,,,2025,1,,,,,\n", "という指標はありません"),
        ("352128,,home-care-clinics,,県,,2025,1,,,,,\n", "「範囲」の「県」"),
        ("352128,,home-care-clinics,,,,2025,1,,人,,,\n", "単位が「人」"),
        ("352128,,home-care-clinics,,,,2025,1,,,,,1\n", "架空の数字"),
        ("352128,,home-care-clinics,,,,2031,1,,,,,\n", "年度は"),
        ("352128,,home-care-clinics,,,,2025,1,2,,,,\n", "分母は要りません"),
        ("352128,,home-deaths,,,,2025,1,,,,,\n", "分母（亡くなった人）"),
        ("全国,,home-care-clinics,,,,2025,1,,,,,\n", "市町村のコードか名前"),
        ("352128,,home-care-clinics,,二次医療圏,,2025,1,,,,,\n", "圏域の名前"),
    ] {
        let plan = planned(&[("a.csv", &own_csv(row))]);
        assert!(plan.items.len() == 1 && plan.items[0].sentence.contains(sentence), "{sentence}: {:?}", plan.items);
    }
    // A neighbour's row is left alone.
    let plan = planned(&[("a.csv", &own_csv("352080,,home-care-clinics,,,,2025,1,,,,,\n"))]);
    assert_eq!((plan.items.len(), plan.files[0].left), (0, 1));
}
