//! Invented documents: one for everybody, one for who is signed in, one the office is still working on. Each says so in its
//! title.

use std::sync::Arc;

use bytes::Bytes;
use print::pdf::{Block, Document, Paper};

use super::fill::{FillError, REQUEST};
use crate::library::actions::{self, New};
use crate::library::extract;
use crate::library::model::{Content, Details, SeenBy, Taken};
use crate::permissions::{Actor, AppCore, EditLibrary};

const RULES_TITLE: &str = "【架空】退院時の連絡のきまり（見本県）";
const NOTES_TITLE: &str = "【架空】災害時の安否確認の手順（見本市）";
const DRAFT_TITLE: &str = "【架空】研修会議Ⅱの進行表（準備中）";

/// Does nothing once they are there.
pub async fn fill(core: &Arc<AppCore>) -> Result<(), FillError> {
    let mut look = core.read::<EditLibrary>(Actor::Console, REQUEST).await?;
    // All are added in one transaction: the last is there, or none.
    if crate::library::made_by_form(&mut look, &form_key(DRAFT_TITLE)).await?.is_some() {
        return Ok(());
    }
    drop(look);
    let documents = [
        (
            RULES_TITLE,
            "form",
            SeenBy::Public,
            &["nyutaiin"][..],
            "退院のきまり.pdf",
            rules()?,
            "デモのために作ったきまりです。病院とケアマネジャーが、いつ何を伝えるかの例。",
        ),
        (
            NOTES_TITLE,
            "form",
            SeenBy::SignedIn,
            &["saigai"][..],
            "安否確認.txt",
            Bytes::from_static(NOTES.as_bytes()),
            "デモのために作った手順です。登録した人だけが見られます。",
        ),
        (
            DRAFT_TITLE,
            "training",
            SeenBy::Office,
            &[][..],
            "進行表.txt",
            Bytes::from_static(DRAFT.as_bytes()),
            "デモのために作った進行表です。事務局だけが見られます。",
        ),
    ];
    let mut tx = core.write::<EditLibrary>(Actor::Console, REQUEST).await?;
    for (title, kind, tier, scenes, file_name, bytes, summary) in documents {
        let text = extract::of_ours(file_name, &bytes).map_err(|refusal| FillError::Refused(refusal.sentence()))?;
        let new = New {
            details: Details {
                title: title.to_owned(),
                kind: kind.to_owned(),
                summary: summary.to_owned(),
                publisher: "見本県（架空）".to_owned(),
                year: Some(2026),
                scenes: scenes.iter().map(|scene| (*scene).to_owned()).collect(),
                tier,
            },
            content: Content {
                file: Some(Taken { file_name: file_name.to_owned(), bytes, text }),
                ..Content::default()
            },
            form_key: form_key(title),
            ..New::default()
        };
        actions::add(&mut tx, &new).await?;
    }
    tx.commit_recorded().await?;
    Ok(())
}

fn form_key(title: &str) -> String {
    format!("demo:{title}")
}

/// Three pages, made as every document here is.
fn rules() -> Result<Bytes, FillError> {
    let heading = |text: &str| Block::Heading { level: 1, text: text.to_owned() };
    let paragraph = |text: &str| Block::Paragraph(text.to_owned());
    let mut blocks = vec![
        heading("1 入院したとき"),
        paragraph(
            "ケアマネジャーは、入院を知った日から3日のうちに、住まいでの様子を書いた情報提供書を病院の地域連携室に届けます。",
        ),
        paragraph("病院は、受け取ったことと担当者の名前を、その日のうちに伝えます。"),
        heading("2 退院が見えてきたとき"),
        paragraph(
            "病院は、退院の見込みが立った日に、ケアマネジャーと訪問看護ステーションに電話で知らせます。決まっていなくても知らせます。",
        ),
    ];
    // What stands in between is long: the reader opens at the page found.
    for number in 1..=24 {
        blocks.push(paragraph(&format!(
            "場合{number}。休みの日にかかるとき、住まいが変わるとき、薬が変わるときは、決まったことから順に伝えます。伝えた人と時刻を連絡票に書き、次に伝える日を決めておきます。ここに書いたことは、デモのために作った例です。"
        )));
    }
    blocks.extend([
        heading("3 家に帰ったあと"),
        paragraph("家に帰って7日のうちに、ケアマネジャーは病院に様子を伝えます。夜中に困ったときの連絡先は、訪問看護ステーションの当番表を見ます。"),
    ]);
    let document = Document {
        title: RULES_TITLE.to_owned(),
        subtitle: "デモのために作った文書です。".to_owned(),
        author: "見本県（架空）".to_owned(),
        date: "令和8年4月".to_owned(),
        day: Some((2026, 4, 1)),
        source: "デモ用の文書（架空）".to_owned(),
        fictitious: true,
        fictitious_words: String::new(),
        paper: Paper::A4Portrait,
        blocks,
    };
    let printed = document.print().map_err(|error| FillError::Refused(error.to_string()))?;
    Ok(Bytes::from(printed.bytes))
}

const NOTES: &str = "# はじめに
この手順は、デモのために作った架空のものです。

# 大雨の前の日
・人工呼吸器や酸素を使う人の名簿を開き、受けもちの訪問看護ステーションに電話します。
・電源の要る機器の、予備の電池の残りを聞きます。

# 安否確認の順番
・はじめの6時間は、機器を使う人と一人暮らしの人だけを確かめます。
・確かめた結果は、○（無事）、△（手助けが要る）、×（連絡がつかない）で一覧に書きます。

# 連絡がつかないとき
・民生委員と地区の消防団に、見に行ってもらう順番を決めておきます。
";

const DRAFT: &str = "# 研修会議Ⅱの進行表（準備中）
この進行表は、デモのために作った架空のものです。

# 午前
・10時 開会。はじめに、前の年の宿題を振り返ります。
・10時30分 グループワーク。内緒の合言葉は「ひまわり作戦」です。
";
