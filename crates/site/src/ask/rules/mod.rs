//! 業務規則 of asking: what counts as an answer, how much of it is shown.

pub mod answering;
pub mod asking_a_model;
pub mod claims;
pub mod holding;
pub mod inert;
pub mod wanted;
pub mod weighing;

use ground::shared::Rule;

/// 「質問は400字まで」
pub const LONGEST_QUESTION: usize = 400;
/// 「引用は3か所まで」
pub const CITED_AT_MOST: usize = 3;
/// 「一つの引用は400字まで」
pub const LONGEST_CITED: usize = 400;
/// 「質問のことばの重みの半分に答える文がなければ、答えがないと言う」: of what the words are worth, not of their number.
pub const LEAST_SHARE: f64 = 0.5;
/// 「たくさんのことばの質問は、40%でも」, where that is as much as a word that stands nowhere else.
pub const LEAST_SHARE_AMONG_MANY: f64 = 0.4;
pub const LEAST_EVIDENCE: f64 = 0.9;
/// 「どこにもない名前が重みの40%をこえれば、65%」
pub const MOST_UNKNOWN: f64 = 0.4;

/// 「AIの答えは1,500字まで読む」: the whole of it, with its marks.
pub const LONGEST_COMPOSED: usize = 1_500;
/// 「1人1時間に20回まで」
pub const COMPOSED_AN_HOUR: u32 = 20;
/// 「まとめの控えは90日」; what did not hold is asked anew after a day.
pub const KEEP_COMPOSED_DAYS: i64 = 90;
pub const KEEP_UNHELD_SECONDS: i64 = 86_400;
/// The limits an office may set: letters sent and received.
pub const MOST_LETTERS: i64 = 1_000_000_000;

pub const RULES: &[Rule] = &[
    Rule {
        id: "ask.longest_question",
        value: "400字",
        sentence: "質問は400字まで。それより先は読まない",
        source: "REQ-302",
    },
    Rule {
        id: "ask.cited",
        value: "3か所・400字",
        sentence: "答えは資料の文をそのまま引く。3か所まで、一か所400字まで。文を作らない",
        source: "REQ-302",
    },
    Rule {
        id: "ask.least_share",
        value: "50%・40%・65%",
        sentence: "質問のことばの重みの50%（ことばの多い質問は40%、資料のどこにもないことばが重みの40%をこえる質問は65%）に答える文がなければ、資料に答えがないと言い、近いところと別の聞き方を示す",
        source: "REQ-302",
    },
    Rule {
        id: "ask.unit",
        value: "数と単位",
        sentence: "「何人」「いくら」のように数をたずねる質問は、その単位の数が書かれた文がなければ、答えがないと言う",
        source: "REQ-302",
    },
    Rule {
        id: "ask.opinions",
        value: "名前なし・1問1回・1日100件",
        sentence: "答えが役に立ったかは、日と引いたものごとに数える。一人（ログインしていなければ一つのブラウザーか回線）が一つの質問について言えるのは1日に1回、全部で1日に100件まで。だれが押したかは残さず、検索の記録といっしょに消す",
        source: "REQ-308",
    },
    Rule {
        id: "ask.composed_holds",
        value: "6文・200字",
        sentence: "AIのまとめは、どの文も、挙げた資料がそのことば・数と単位・打ち消し・予定を含むときだけ見せる。一つでも合わなければ、全部を出さない。6文まで、一文200字まで",
        source: "REQ-303",
    },
    Rule {
        id: "ask.composed_read",
        value: "1,500字",
        sentence: "AIの答えは1,500字まで読む。合わない文が来たら、そこで打ち切る",
        source: "REQ-303",
    },
    Rule {
        id: "ask.composed_asked",
        value: "1人1時間20回",
        sentence: "AIにまとめさせられるのはログインした人。1人1時間に20回まで、全体では事務局の決めた1日・1か月の字数まで",
        source: "REQ-303",
    },
    Rule {
        id: "ask.composed_kept",
        value: "90日",
        sentence: "AIのまとめの控えは、同じ質問・同じ資料・同じモデルのときだけ使い、90日で消す。合わなかったものは1日たてば聞き直せる",
        source: "REQ-303",
    },
];
