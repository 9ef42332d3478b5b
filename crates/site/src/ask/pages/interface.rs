//! `/api/v1/ask?q=`: the same answer for programs. Whoever asks is a visitor, or who is signed in in this session.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Value, json};

use crate::actions::{self, composing};
use crate::model::{Answer, Cited, Composed, Uncomposed};
use crate::permissions::{AppCore, Ask, ComposeAnswers, ReadTx, WriteTx};
use crate::rules::LONGEST_QUESTION;
use crate::searchable;
use crate::shared::interface::{Kind, Operation, Parameter, notice, schema};

pub const ASK: Operation = Operation {
    path: "/api/v1/ask",
    id: "ask",
    summary: "資料に聞く",
    about: "ふだんのことばの質問に、事例と手引き・資料の文をそのまま引いて答えます（answer）。答えになる文がないときは answered が false になり、near に近いところが入ります。引かれるのは、求めた方がページで見られるものだけです。この質問は、検索の記録に数えません。運用者がAI（言語モデル）を設定しているときは、ログインした人が同じアドレスに q をPOSTすると、引いた文をAIがまとめた文が composed に入ります。どの文も、citations の番号を挙げ、機械が資料と突き合わせたものだけです。人は確かめていません。一度まとめたものは、GETでも入ります。",
    parameters: &[
        Parameter::may("q", Kind::Text(LONGEST_QUESTION), "質問", "訪問看護の空白地帯をどう埋めましたか").needed()
    ],
    answer: answer_schema,
    errors: &[],
};

pub async fn get(mut tx: ReadTx<Ask>, req: Req) -> Result<Reply, PageError> {
    ASK.check(&req.query)?;
    let question = actions::shortened(req.query.get("q"));
    let tokens = searchable::tokens(tx.actor());
    let answer = actions::ask(&mut tx, &tokens, &question).await?;
    let composed = match composing::model_for(&mut tx).await? {
        Some(ai) if answer.answered => {
            let offer = composing::offer(&mut tx, &ai, &answer).await?;
            composing::kept(&mut tx, &ai, &question, &offer).await?
        }
        _ => None,
    };
    Ok(Reply::json(&body(tx.core(), &question, answer, composed)).for_everybody())
}

/// The same, and the model is asked: for who is signed in.
pub async fn post(tx: WriteTx<ComposeAnswers>, req: Req) -> Result<Reply, PageError> {
    ASK.check(&req.form)?;
    let question = actions::shortened(req.form.get("q"));
    let core = tx.core().clone();
    let (answer, composed) = composing::compose(tx, &question).await?;
    Ok(Reply::json(&body(&core, &question, answer, Some(composed))))
}

fn body(core: &AppCore, question: &str, answer: Answer, composed: Option<Result<Composed, Uncomposed>>) -> Value {
    let site = &core.settings.public_url;
    let cited: Vec<Value> = answer.cited.iter().map(|cited| told(cited, site)).collect();
    let text: Vec<String> = answer.cited.iter().map(Cited::text).collect();
    let Answer { answered, unknown, words, .. } = answer;
    let (citations, near) = if answered { (cited, Vec::new()) } else { (Vec::new(), cited) };
    let uncomposed = match &composed {
        Some(Err(why)) => why.sentence(),
        _ => "",
    };
    json!({
        "notice": notice(core),
        "question": question,
        "answered": answered,
        "answer": answered.then(|| text.join("\n")),
        "citations": citations,
        "near": near,
        "unknown": unknown,
        "words": words,
        "composed": composed.and_then(Result::ok).map(told_by_model),
        "uncomposed": uncomposed,
    })
}

fn told_by_model(composed: Composed) -> Value {
    let sentences: Vec<Value> =
        composed.claims.iter().map(|claim| json!({ "text": claim.text, "citations": claim.cites })).collect();
    json!({
        "by": "machine",
        "model": composed.model,
        "made_at": composed.made_at,
        "sentences": sentences,
        "caution": "AIがまとめた文です。人は確かめていません。番号の資料で確かめてください。",
    })
}

fn told(cited: &Cited, site: &str) -> Value {
    json!({
        "kind": cited.kind,
        "kind_label": searchable::label_of("kind", &cited.kind, &[]),
        "title": cited.title,
        "url": format!("{site}{}", cited.href),
        "place": cited.place,
        "text": cited.text(),
    })
}

fn answer_schema() -> Value {
    let cited = || {
        schema::object([
            ("kind", schema::text("種類")),
            ("kind_label", schema::text("種類の日本語")),
            ("title", schema::text("事例または資料の題名")),
            ("url", schema::text("引いた箇所が開くアドレス")),
            ("place", schema::text("どこの、どのページや節か")),
            ("text", schema::text("引いた文。そこにあるとおり")),
        ])
    };
    schema::object([
        schema::notice(),
        ("question", schema::text("質問（整えたもの）")),
        ("answered", schema::flag("答えになる文があるか")),
        ("answer", schema::maybe(schema::text("引いた文を続けたもの。答えがないときはnull"))),
        ("citations", schema::list(cited(), "引いた箇所。よく答えているものから、3か所まで")),
        ("near", schema::list(cited(), "答えがないときの、近いところ")),
        ("unknown", schema::list(schema::text("ことば"), "読めるもののどこにもない、質問のことば")),
        ("words", schema::text("検索にかけるときのことば")),
        ("composed", schema::maybe(composed_schema())),
        ("uncomposed", schema::text("AIのまとめを求めて、出なかったわけ。ほかでは空の文字列")),
    ])
}

fn composed_schema() -> Value {
    let sentence = schema::object([
        ("text", schema::text("AIが書いた文。挙げた資料と、機械が突き合わせたもの")),
        ("citations", schema::list(schema::whole("番号"), "もとにした citations の番号。1から")),
    ]);
    let mut composed = schema::object([
        ("by", schema::text("いつも machine（機械が作った文）")),
        ("model", schema::text("モデルの名前")),
        ("made_at", schema::text("作った時刻（UTC）")),
        ("sentences", schema::list(sentence, "文")),
        ("caution", schema::text("読む人に必ず見せることば")),
    ]);
    composed["description"] = json!("AIのまとめ。求めていないとき、ないときは null");
    composed
}
