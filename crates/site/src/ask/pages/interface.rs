//! `/api/v1/ask?q=`: the same answer for programs. Whoever asks is a visitor, or who is signed in in this session.

use foundation::web::{PageError, Reply, Req};
use serde_json::{Value, json};

use crate::actions;
use crate::model::{Answer, Cited};
use crate::permissions::{Ask, ReadTx};
use crate::rules::LONGEST_QUESTION;
use crate::searchable;
use crate::shared::interface::{Kind, Operation, Parameter, notice, schema};

pub const ASK: Operation = Operation {
    path: "/api/v1/ask",
    id: "ask",
    summary: "資料に聞く",
    about: "ふだんのことばの質問に、事例と手引き・資料の文をそのまま引いて答えます。文は作りません。答えになる文がないときは answered が false になり、near に近いところが入ります。引かれるのは、求めた方がページで見られるものだけです。この質問は、検索の記録に数えません。",
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
    let site = &tx.core().settings.public_url;
    let cited: Vec<Value> = answer.cited.iter().map(|cited| told(cited, site)).collect();
    let text: Vec<String> = answer.cited.iter().map(Cited::text).collect();
    let Answer { answered, unknown, words, .. } = answer;
    let (citations, near) = if answered { (cited, Vec::new()) } else { (Vec::new(), cited) };
    let body = json!({
        "notice": notice(tx.core()),
        "question": question,
        "answered": answered,
        "answer": answered.then(|| text.join("\n")),
        "citations": citations,
        "near": near,
        "unknown": unknown,
        "words": words,
    });
    Ok(Reply::json(&body).for_everybody())
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
    ])
}
