//! Every named value of a programme year: its type, and the value that is known. Another feature reads
//! one by its id (`group_work.most_participants`) through [`crate::programmes::settings_of`].

use jiff::civil::Date;

use crate::programmes::model::Value;
use crate::shared::Rule;

/// What a programme may consist of. A year says which of them it has; without saying, all.
pub const PARTS: &[(&str, &str)] = &[
    ("survey", "実態調査"),
    ("training", "研修会議"),
    ("joint_support", "連携支援"),
    ("group_work", "グループワーク研修"),
    ("desk", "拠点の相談窓口"),
    ("accompaniment", "伴走支援"),
    ("cases", "事例"),
    ("courses", "E-ラーニング"),
    ("general", "全体"),
];

/// A type together with the value that is used until a year sets its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// A day of the fiscal year (January to March lie in the next calendar year).
    Day {
        month: i8,
        day: i8,
    },
    /// The same with a time of day in Japan.
    Moment {
        month: i8,
        day: i8,
        hour: i8,
        minute: i8,
    },
    /// A count with its unit; what may be entered.
    Number {
        value: i64,
        unit: &'static str,
        least: i64,
        most: i64,
    },
    Words {
        value: &'static str,
        most_letters: usize,
    },
    Switch {
        on: bool,
    },
}

#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub id: &'static str,
    pub part: &'static str,
    pub label: &'static str,
    pub known: Known,
    /// The known value as 令和7年度 had it, in words.
    pub value: &'static str,
    pub sentence: &'static str,
    pub source: &'static str,
    /// People are at work then: a day on which offices are closed is worth a second look.
    pub workday: bool,
}

impl Setting {
    pub fn rule(&self) -> Rule {
        Rule { id: self.id, value: self.value, sentence: self.sentence, source: self.source }
    }

    /// The known value in a fiscal year.
    pub fn default_in(&self, fiscal_year: i16) -> Value {
        let day_of = |month: i8, day: i8| {
            let year = if month < 4 { fiscal_year.saturating_add(1) } else { fiscal_year };
            Date::new(year, month, day).unwrap_or(Date::MAX)
        };
        match self.known {
            Known::Day { month, day } => Value::Date(day_of(month, day)),
            Known::Moment { month, day, hour, minute } => Value::Moment(day_of(month, day).at(hour, minute, 0, 0)),
            Known::Number { value, .. } => Value::Number(value),
            Known::Words { value, .. } => Value::Words(value.to_owned()),
            Known::Switch { on } => Value::Switch(on),
        }
    }

    pub fn unit(&self) -> &'static str {
        match self.known {
            Known::Number { unit, .. } => unit,
            _ => "",
        }
    }
}

pub fn find(id: &str) -> Option<&'static Setting> {
    CATALOGUE.iter().find(|setting| setting.id == id)
}

const fn count(value: i64, unit: &'static str, least: i64, most: i64) -> Known {
    Known::Number { value, unit, least, most }
}

const fn on(month: i8, day: i8) -> Known {
    Known::Day { month, day }
}

const fn at_five(month: i8, day: i8) -> Known {
    Known::Moment { month, day, hour: 17, minute: 0 }
}

const OFF: Known = Known::Switch { on: false };
const ON: Known = Known::Switch { on: true };

macro_rules! settings {
    ($($id:literal $label:literal, $known:expr, $value:literal, $sentence:literal, $source:literal $(, $workday:ident)?;)+) => {
        &[$(Setting {
            id: $id,
            part: before_dot($id),
            label: $label,
            known: $known,
            value: $value,
            sentence: $sentence,
            source: $source,
            workday: settings!(@ $($workday)?),
        },)+]
    };
    (@) => { false };
    (@ workday) => { true };
}

/// The part of an id: `group_work.most_participants` → `group_work`.
const fn before_dot(id: &'static str) -> &'static str {
    let bytes = id.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'.' {
            return id.split_at(at).0;
        }
        at += 1;
    }
    id
}

#[rustfmt::skip]
pub const CATALOGUE: &[Setting] = settings![
    "survey.opens_on" "調査の開始日", on(8, 26), "8月26日", "実態調査はこの日から回答を受け付ける", "REQ-171", workday;
    "survey.closes_on" "調査の回答締切", on(9, 30), "9月30日", "実態調査は締切までに回答し、集まらない団体には延ばすことがある", "REQ-171", workday;
    "survey.interim_cut" "中間締めの日", on(10, 30), "10月30日", "中間の集計は、この日までに回収したものを締めて行う", "REQ-201", workday;
    "survey.final_collection" "最終の回収日", on(10, 31), "10月31日", "締切を延ばしても、この日までにすべて回収する", "REQ-171", workday;
    "survey.most_expected_supports" "期待する支援の選べる数", count(3, "つ", 1, 20), "3つ", "期待する支援は3つまで選べる", "REQ-188";

    "training.day_first" "研修会議Ⅰの開催日", on(10, 22), "10月22日", "研修会議Ⅰはオンラインで全国1回開く", "REQ-211";
    "training.capacity_first" "研修会議Ⅰの見込み人数", count(2000, "名", 1, 100_000), "2000名", "研修会議Ⅰは約2,000名を見込む", "REQ-211";
    "training.zoom_seats" "研修会議ⅠのZoomの定員", count(300, "名", 0, 100_000), "300名", "Zoomは300名まで、ほかは配信で見る", "REQ-211";
    "training.capacity_second" "研修会議Ⅱの会場ごとの定員", count(150, "名", 1, 10_000), "150名", "研修会議Ⅱは会場ごとに約150名とする", "REQ-212";
    "training.capacity_third" "研修会議Ⅲの会場ごとの定員", count(100, "名", 1, 10_000), "100名", "研修会議Ⅲは会場ごとに約100名とする", "REQ-213";
    "training.deadline_first" "研修会議Ⅰの申込締切", at_five(10, 14), "10月14日17時", "研修会議Ⅰの申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.deadline_second_tokyo_sendai" "研修会議Ⅱ（東京・仙台）の申込締切", at_five(10, 29), "10月29日17時", "東京と仙台の申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.deadline_second_osaka" "研修会議Ⅱ（大阪）の申込締切", at_five(11, 10), "11月10日17時", "大阪の申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.deadline_second_fukuoka" "研修会議Ⅱ（福岡）の申込締切", at_five(11, 28), "11月28日17時", "福岡の申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.deadline_third_tokyo" "研修会議Ⅲ（東京）の申込締切", at_five(11, 10), "11月10日17時", "研修会議Ⅲ東京の申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.deadline_third_osaka" "研修会議Ⅲ（大阪）の申込締切", at_five(12, 5), "12月5日17時", "研修会議Ⅲ大阪の申込みは締切の時刻まで受け付ける", "REQ-214", workday;
    "training.waiting_list" "研修会議のキャンセル待ち", OFF, "しない", "公表資料に定めがないため、キャンセル待ちは設定したときだけ行う", "REQ-341";

    "joint_support.entry_deadline" "エントリーの締切", on(8, 22), "8月22日", "連携支援のエントリーは締切の日まで受け付ける", "REQ-254", workday;
    "joint_support.regions" "支援する地域の数", count(4, "地域", 1, 47), "4地域", "連携支援は4つの地域に行う", "REQ-254";
    "joint_support.supports" "支援の回数", count(3, "回", 1, 20), "3回", "連携支援は1地域につき3回とする", "REQ-254";

    "group_work.most_participants" "受講者の上限", count(10, "名", 1, 100), "10名", "グループワークの受講者は都道府県ごとに10名以内とする", "REQ-049";
    "group_work.guide_administration" "職種の目安（行政職）", count(2, "名", 0, 100), "2名", "行政職は2名程度を目安とし、外れても受け付ける", "REQ-050";
    "group_work.guide_medical" "職種の目安（医療職）", count(5, "名", 0, 100), "5名", "医療職は5名程度を目安とし、外れても受け付ける", "REQ-050";
    "group_work.guide_care" "職種の目安（介護・福祉職）", count(3, "名", 0, 100), "3名", "介護・福祉職は3名程度を目安とし、外れても受け付ける", "REQ-050";
    "group_work.least_prefectural_staff" "都道府県職員の人数", count(1, "名以上", 0, 10), "1名以上", "都道府県職員は原則として1名以上が受講し、いないときは理由を書く", "REQ-051";
    "group_work.facilitators" "進行役", count(1, "名", 1, 10), "1名", "進行役は受講者の中から都道府県ごとに1名を選ぶ", "REQ-053";
    "group_work.lectures" "事前学習の講義", count(20, "コマ", 0, 200), "20コマ", "当日までに講義動画20コマを視聴する", "REQ-058";
    "group_work.reply_deadline" "都道府県の回答期限", on(12, 12), "12月12日", "都道府県は回答期限までに受講者と進行役を回答する", "REQ-056", workday;
    "group_work.day_a" "A日程の開催日", on(1, 18), "1月18日", "A日程の都道府県はこの日に参加する", "REQ-042";
    "group_work.day_b" "B日程の開催日", on(2, 1), "2月1日", "B日程の都道府県はこの日に参加する", "REQ-042";
    "group_work.waiting_list" "グループワークのキャンセル待ち", OFF, "しない", "公表資料に定めがないため、キャンセル待ちは設定したときだけ行う", "REQ-341";

    "desk.opens_on" "相談窓口の開始日", on(6, 27), "6月27日", "相談窓口はこの日から開く", "REQ-072", workday;
    "desk.closes_on" "相談窓口の終了日", on(2, 28), "2月28日", "相談窓口はこの日まで開く", "REQ-072", workday;
    "desk.hours" "相談窓口の受付時間", Known::Words { value: "平日 9:00〜17:00（年末年始を除く）", most_letters: 100 }, "平日9:00〜17:00", "電話は平日の受付時間に受け、年末年始は除く", "REQ-074";

    "accompaniment.deadline" "申込期限", on(7, 31), "7月31日", "伴走支援の申込みは期限の日まで受け付ける", "REQ-095", workday;
    "accompaniment.regions" "支援する地域の数", count(1, "地域", 1, 47), "1地域", "伴走支援は1地域程度を選ぶ", "REQ-086";
    "accompaniment.least_members" "構成員の目安（少なくとも）", count(10, "名", 1, 100), "10名", "構成員は10名から15名程度とする", "REQ-089";
    "accompaniment.most_members" "構成員の目安（多くても）", count(15, "名", 1, 100), "15名", "構成員は10名から15名程度とする", "REQ-089";
    "accompaniment.result_days" "結果を知らせるまでの日数", count(14, "日", 1, 180), "14日", "申込期限から2週間程度で、申し込んだすべての地域に結果を知らせる", "REQ-101";
    "accompaniment.least_meetings" "会議の回数（少なくとも）", count(3, "回", 1, 20), "3回", "会議は3回から4回開く", "REQ-103";
    "accompaniment.most_meetings" "会議の回数（多くても）", count(4, "回", 1, 20), "4回", "会議は3回から4回開く", "REQ-103";
    "accompaniment.most_dispatches" "アドバイザー派遣の上限", count(3, "回", 0, 20), "3回", "会議のほかのアドバイザー派遣は3回までとする", "REQ-108";
    "accompaniment.ends_on" "支援の終わり", on(2, 28), "2月28日", "伴走支援は2月末までとする", "REQ-103";

    "cases.to_publish" "公開する事例の数", count(200, "件", 0, 10_000), "200件", "年度のうちに200件の事例を公開する", "REQ-282";
    "cases.own_decision" "事例を出す前の所属の承認", ON, "する", "市町村・都道府県の担当者が出した事例は、その所属の管理者が承認してから事務局に出る", "REQ-287";
    "cases.files" "事例に付けられるファイルの数", count(8, "個", 0, 30), "8個", "一つの事例に付けられる図・ファイルは8個までとする", "REQ-160";
    "cases.file_megabytes" "事例に付けるファイルの大きさ", count(10, "MB", 1, 50), "10MB", "事例に付ける図・ファイルは一つ10MBまでとする", "REQ-160";
    "cases.hint_telephone" "事例の指摘：電話番号", ON, "する", "電話番号らしいところを、書いた人と事務局に示す", "REQ-286";
    "cases.hint_mail" "事例の指摘：メールアドレス", ON, "する", "メールアドレスらしいところを、書いた人と事務局に示す", "REQ-286";
    "cases.hint_address" "事例の指摘：住所", ON, "する", "人の住まいらしいところを、書いた人と事務局に示す", "REQ-286";
    "cases.hint_name" "事例の指摘：人の名前", ON, "する", "人の名前らしいところを、書いた人と事務局に示す", "REQ-286";
    "cases.hint_criticism" "事例の指摘：ほかへの批判", ON, "する", "ほかの人や組織への批判と読まれそうな文を、書いた人と事務局に示す", "REQ-286";
    "cases.hint_undecided" "事例の指摘：未定の言い切り", ON, "する", "決まっていないことを言い切っているように読める文を、書いた人と事務局に示す", "REQ-286";
    "cases.hint_empty_talk" "事例の指摘：数字のない効果", ON, "する", "効果に数字も具体的な変化もないときに、書いた人と事務局に示す", "REQ-286";

    "courses.video_minutes" "初学者向け動画の長さ", count(15, "分", 1, 600), "15分", "初学者向けの動画は15分程度とする", "REQ-293";

    "general.open_imports" "決めていない取り込みの数", count(20, "件", 1, 1_000), "20件", "数字の取り込みで、取り込むか取りやめるかを決めていないものは、一つの組織で20件までとする（20件は設計の値）", "設計（預かったファイル）";
    "general.keep_years" "個人の情報を残す年数", count(5, "年", 1, 30), "5年", "公表資料に定めがないため、年度が終わってから残す年数を設定する（5年は仮の値）", "REQ-345";
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_setting_has_a_name_of_its_own_and_a_part_that_exists() {
        for (i, setting) in CATALOGUE.iter().enumerate() {
            assert!(CATALOGUE[..i].iter().all(|other| other.id != setting.id), "{} stands twice", setting.id);
            assert!(PARTS.iter().any(|(part, _)| *part == setting.part), "{}: no part {}", setting.id, setting.part);
        }
    }

    #[test]
    fn the_words_of_a_known_value_agree_with_the_value() {
        for setting in CATALOGUE {
            let words = match setting.default_in(2025) {
                Value::Number(n) => format!("{n}{}", setting.unit()),
                Value::Date(d) => format!("{}月{}日", d.month(), d.day()),
                Value::Moment(m) => format!("{}月{}日{}時", m.month(), m.day(), m.hour()),
                Value::Switch(on) => if on { "する" } else { "しない" }.to_owned(),
                Value::Words(_) => continue,
            };
            assert_eq!(setting.value, words, "{}", setting.id);
            if let Known::Number { value, least, most, .. } = setting.known {
                assert!((least..=most).contains(&value), "{}", setting.id);
            }
        }
    }

    /// The values of 令和7年度 as they were announced.
    #[test]
    fn the_known_dates_are_those_of_2025() {
        let day = |id: &str| find(id).map(|s| s.default_in(2025));
        assert_eq!(day("group_work.reply_deadline"), Some(Value::Date(date(2025, 12, 12))));
        assert_eq!(day("group_work.day_a"), Some(Value::Date(date(2026, 1, 18))));
        assert_eq!(day("desk.closes_on"), Some(Value::Date(date(2026, 2, 28))));
        assert_eq!(day("training.deadline_first"), Some(Value::Moment(date(2025, 10, 14).at(17, 0, 0, 0))));
        assert_eq!(find("no.such").map(|s| s.id), None);
    }
}
