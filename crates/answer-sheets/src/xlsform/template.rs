//! A workbook to begin with: one question of every type, and a sheet that says how to write the others.

use questionnaire::toml_file;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::export;
use crate::IssueError;

/// The sheet that explains; never read back.
pub(super) const HOW_TO: &str = "書き方";

const EXAMPLE: &str = include_str!("template.toml");

/// 見出し, what stands below it.
const EXPLAINED: &[(&str, &[(&str, &str)])] = &[
    (
        "このブックの使い方",
        &[
            ("survey", "1行に1つ、設問を上から順に書きます。begin_group から end_group までが、1つの区分になります。"),
            ("choices", "選択肢を書きます。list_name が同じものが1つの一覧で、いくつの設問からでも使えます。"),
            ("settings", "題名などを1行だけ書きます。"),
            ("書き方", "このシートは読み込みません。例の行は、消すか書き換えてください。"),
        ],
    ),
    (
        "type（答え方）",
        &[
            ("select_one 一覧の名前", "1つだけ選ぶ"),
            ("select_multiple 一覧の名前", "複数選ぶ。「3つまで」は most に 3 と書きます"),
            ("integer", "整数。unit に単位。appearance に amount と書くと金額（円）"),
            ("decimal", "小数のある数。decimals に小数の桁"),
            ("text", "1行の文字。appearance に multiline と書くと自由記述"),
            ("date", "日付"),
            ("note", "説明だけの行"),
            (
                "begin_group ／ end_group",
                "区分の始まりと終わり。appearance に table-list と書くと、同じ選択肢を行ごとに聞く表",
            ),
        ],
    ),
    (
        "survey の列",
        &[
            ("name", "設問のID。半角の英字で始まる英数字と「_」。年度をまたいで変えません（例: q8_1_2）"),
            ("number", "印刷する番号（例: 問8-1-2）"),
            ("label", "設問文"),
            ("hint", "設問の下に出す補足"),
            ("required", "必須なら yes"),
            ("relevant", "答える方を絞る条件"),
            ("constraint ／ constraint_message", "答えが満たす条件と、合わないときの文。「.」が答え自身です"),
            ("choice_filter", "選択肢を絞る条件。choices に加えた列の名前が使えます"),
            ("least ／ most", "選べる数、または数・金額・日付の下限と上限"),
            ("most_letters", "文字数の上限"),
            ("public", "近隣の団体にも答えを見せるなら yes"),
            ("person_protected", "個人の答えのため、少ない数を伏せるなら yes"),
            ("last_year", "前年の答えを横に示すなら yes"),
            ("own_name", "回答する団体の名前を入れておき、変えられないようにするなら yes（1行の文字の設問）"),
            ("weight", "数の設問で、集計のウエイトに使うなら yes"),
        ],
    ),
    (
        "choices の列",
        &[
            ("list_name ／ name ／ label", "一覧の名前、選択肢のID、表示"),
            ("other", "「その他（具体的に）」のように、内容を書く欄を添えるなら yes"),
            ("exclusive", "「ない」のように、ほかと同時に選べないなら yes"),
        ],
    ),
    (
        "条件の書き方",
        &[
            ("${q1} = 'yes'", "問1（IDがq1）で、IDがyesの選択肢を選んだ方"),
            ("selected(${q5}, 'mitori')", "複数選択の問5で、mitori を選んだ方"),
            ("count-selected(${q5}) >= 2", "問5で2つ以上選んだ方"),
            ("${q3} > 0 and not(${q4} = '')", "問3が0より大きく、問4に答えがある方"),
            (". <= 100", "constraint で。答えが100以下"),
        ],
    ),
    (
        "使えないもの",
        &[
            ("begin_repeat", "繰り返しは使えません。必要な数だけ設問を並べてください"),
            ("calculate、geopoint、image など", "計算、位置、画像などの種類は使えません"),
        ],
    ),
];

/// Bytes of an `.xlsx` that imports as it is.
///
/// # Errors
/// When it cannot be written.
pub fn template() -> Result<Vec<u8>, IssueError> {
    // A test reads it, so the text itself is sound.
    let example = toml_file::definition(EXAMPLE).unwrap_or_else(|_| empty());
    let mut workbook = Workbook::new();
    export::write(&mut workbook, &example)?;
    how_to(&mut workbook)?;
    Ok(workbook.save_to_buffer()?)
}

fn empty() -> questionnaire::Definition {
    questionnaire::Definition {
        id: "form".to_owned(),
        title: "無題の調査票".to_owned(),
        note: String::new(),
        respondent: questionnaire::Respondent::Municipality,
        fiscal_year: 2026,
        edition: 1,
        lists: std::collections::BTreeMap::new(),
        sections: Vec::new(),
    }
}

fn how_to(workbook: &mut Workbook) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_num_format("@");
    let text = Format::new().set_text_wrap().set_num_format("@").set_quote_prefix();
    let sheet = workbook.add_worksheet();
    sheet.set_name(HOW_TO)?;
    sheet.set_column_width(0, 36.0)?;
    sheet.set_column_width(1, 90.0)?;
    let mut row = 0;
    for (title, lines) in EXPLAINED {
        sheet.write_string_with_format(row, 0, *title, &head)?;
        row += 1;
        for (what, means) in *lines {
            sheet.write_string_with_format(row, 0, *what, &text)?;
            sheet.write_string_with_format(row, 1, *means, &text)?;
            row += 1;
        }
        row += 1;
    }
    Ok(())
}
