//! What the columns mean, which codes there are, how the data was made.

use std::collections::BTreeSet;

use super::plain;
use crate::{About, Set, tables_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    Decimal,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "文字列",
            Self::Whole => "整数",
            Self::Decimal => "数値",
        }
    }
}

/// A column of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub title: &'static str,
    pub kind: Kind,
    pub unit: &'static str,
    pub meaning: &'static str,
}

const fn field(
    name: &'static str,
    title: &'static str,
    kind: Kind,
    unit: &'static str,
    meaning: &'static str,
) -> Field {
    Field { name, title, kind, unit, meaning }
}

const FIELDS: [Field; 36] = [
    field("survey", "調査の記号", Kind::Text, "", "調査票の記号。版が変わっても同じ"),
    field("fiscal_year", "年度（西暦）", Kind::Whole, "年度", "4月1日の属する西暦年"),
    field("fiscal_year_era", "年度（和暦）", Kind::Text, "", "fiscal_yearの和暦表記"),
    field("data_state", "データの状態", Kind::Text, "", "provisional＝速報、final＝確定"),
    field("as_of", "集計日", Kind::Text, "", "回答を数えた日。YYYY-MM-DD"),
    field(
        "answers",
        "集計した回答の数",
        Kind::Whole,
        "件",
        "回答を集計した団体または人の数。速報では、これから増えることがある",
    ),
    field("question_code", "設問の記号", Kind::Text, "", "変数の名前。コード表の変数と対応"),
    field("question_number", "設問の番号", Kind::Text, "", "調査票に印刷した番号"),
    field("question", "設問", Kind::Text, "", "設問文"),
    field(
        "base",
        "母数の種類",
        Kind::Text,
        "",
        "asked＝たずねた数（無回答を含む）、answered＝答えた数、responses＝回答の延べ数",
    ),
    field("condition", "絞り込み", Kind::Text, "", "数えた範囲の条件。空欄は、すべて"),
    field("weighted", "ウエイト", Kind::Whole, "", "1＝ウエイトを付けた集計、0＝付けていない集計"),
    field("row_group_code", "表側の記号", Kind::Text, "", "表側にした変数の名前。all＝全体"),
    field("row_group", "表側", Kind::Text, "", "表側にした変数"),
    field("row_code", "行の記号", Kind::Text, "", "表側の区分。都道府県は全国地方公共団体コード（6けた）"),
    field("row_label", "行", Kind::Text, "", "表側の区分の名前"),
    field(
        "row_kind",
        "行の種類",
        Kind::Text,
        "",
        "whole＝全体、group＝区分、no_answer＝表側が無回答、not_asked＝表側が非該当、difference＝2つの区分の差",
    ),
    field(
        "column_code",
        "列の記号",
        Kind::Text,
        "",
        "選択肢の記号、または要約値の記号（mean＝平均、sd＝標準偏差、q1・median・q3＝四分位、min・max）",
    ),
    field("column_label", "列", Kind::Text, "", "選択肢、または要約値の名前"),
    field("n", "母数", Kind::Decimal, "n_unitのとおり", "割合の分母。秘匿したときと、行の種類がdifferenceのときは空欄"),
    field("n_unit", "母数と件数の単位", Kind::Text, "", "団体、人など"),
    field("count", "件数", Kind::Decimal, "n_unitのとおり", "選んだ数。空欄は値がないことを表し、0とは区別する"),
    field("percent", "割合", Kind::Decimal, "%", "件数÷母数。小数第2位を四捨五入"),
    field("value", "値", Kind::Decimal, "value_unitのとおり", "数量の要約値、または差"),
    field("value_unit", "値の単位", Kind::Text, "", "設問の単位、または「ポイント」（パーセントポイント）"),
    field(
        "symbol",
        "記号",
        Kind::Text,
        "",
        "X＝秘匿（小さな数と、そこから計算できる数）、-＝対象がない。数値の列は空欄になる",
    ),
    field(
        "residual",
        "調整済み残差",
        Kind::Decimal,
        "",
        "絶対値が1.96を超えると5%水準で偏りがある。検定しないときは空欄",
    ),
    field("higher_than", "より高い行", Kind::Text, "", "5%水準で割合が低い行の文字（ブロックの上からa、b、c）"),
    field("few", "少ない母数", Kind::Whole, "", "1＝母数が30に満たない"),
    field("percent_before", "前年の割合", Kind::Decimal, "%", "前年の調査の同じ行・列。比べられないときは空欄"),
    field("points", "前年との差", Kind::Decimal, "ポイント", "percentの前年との差。件数から計算"),
    field("series_break", "系列の切れ目", Kind::Text, "", "前年から変わった点。空欄は、同じ"),
    field("notice", "備考", Kind::Text, "", "デモのときだけ、架空の内容を含むこと"),
    field("data_set", "締めたデータ", Kind::Text, "", "集計した回答のデータの番号と締めた日時。空欄は、集計日の回答"),
    field("data_hash", "回答の照合値", Kind::Text, "", "集計した回答のSHA-256。分からないときは空欄"),
    field("n_unweighted", "回答数", Kind::Whole, "n_unitのとおり", "ウエイトを付けない母数。ウエイトを付けた集計だけ"),
];

/// The columns of every file of records, in their order. They stay the same from year to year.
pub fn fields() -> &'static [Field] {
    &FIELDS
}

/// variable, its name, code, label: each once, in the order met. Rows and columns alike.
pub fn codes(sets: &[Set<'_>]) -> Vec<[String; 4]> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    let mut take = |variable: &str, name: &str, code: &str, label: &str| {
        let line = [variable, name, code, label].map(plain);
        if seen.insert((line[0].clone(), line[2].clone(), line[3].clone())) {
            out.push(line);
        }
    };
    for (_, table) in tables_of(sets) {
        for column in &table.columns {
            take(&table.question.code, &table.question.title(), &column.code, &column.label);
        }
        for (block, row) in table.rows() {
            take(&block.code, &block.label, &row.code, &row.label);
        }
    }
    out
}

/// How the data was made: title and text, for the sheet 「このデータについて」 and the JSON.
pub fn describe(about: &About) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("名称", about.title.clone()),
        ("事業", about.programme.clone()),
        ("年度", about.year()),
        ("対象", about.respondent.clone()),
        ("データの状態", about.state_in_words()),
        ("算出方法", "割合は件数÷母数を、整数から計算して小数第2位で四捨五入している。無回答は母数に含む（母数の種類がaskedのとき）。非該当（たずねていない）は母数に含まない。".to_owned()),
        ("秘匿", "人の回答の集計では、5に満たない数と、そこから計算できる数を伏せ、symbolをXとする。団体の回答は伏せない。".to_owned()),
        ("文字コード", "CSVはUTF-8（BOM付き）、改行はLF、区切りはコンマ。文字列にコンマがあるときは二重引用符で囲む。".to_owned()),
        ("更新", "公表したデータは変えない。訂正は、取り下げて新しく公表し、それぞれに日付と理由を示す。".to_owned()),
    ];
    if !about.data_hash.is_empty() {
        lines.push(("集計した回答の照合値（SHA-256）", about.data_hash.clone()));
    }
    if !about.fictitious.is_empty() {
        lines.push(("備考", about.fictitious.clone()));
    }
    lines.into_iter().map(|(name, words)| (name, plain(&words))).collect()
}
