//! A client of a language model behind an OpenAI-compatible address (`POST …/chat/completions`, `stream: true`): its words
//! are handed on as they come, within limits of bytes, letters, time and number. What is asked and what is done with the
//! answer is the caller's.
//!
//! | module | answers |
//! |---|---|
//! | [`Settings`], [`Secret`] | where, which model, with which key? |
//! | [`events`] | bytes of a stream → events (server-sent events); no I/O |
//! | [`listening`] | events → words, the end, what was counted; no I/O |
//! | [`Endpoint`] | the connection: one request each, over http or https |
//!
//! The key stands in one header and nowhere else: no error, no `Debug`, no log has it. What a server says in its error pages
//! is not read on, for some repeat the key. Nobody is followed to another address.

mod connection;
mod endpoint;
pub mod events;
pub mod listening;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub use endpoint::{Endpoint, Message, Models};
pub use listening::{Limits, Listener, Told};
pub use settings::{Secret, Settings};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("つながりません。アドレス、通信の許可、相手が動いているかを確かめてください")]
    Unreachable,
    #[error("暗号化した通信を始められません。証明書（ca_file）とアドレスを確かめてください")]
    Insecure,
    #[error("最初のことばが、決めた時間のうちに届きませんでした")]
    NoFirstWord,
    #[error("決めた時間のうちに終わりませんでした")]
    Late,
    #[error("途中で切れました")]
    Cut,
    #[error("応答の形が違います（OpenAI互換の、ストリームでの応答ではありません）")]
    Garbled,
    #[error("鍵（key）を受け付けません（{0}）")]
    Key(u16),
    #[error("相手の回数か量の上限に達しています（429）")]
    Limited,
    #[error("アドレスかモデルがありません（404）")]
    Missing,
    #[error("相手が断りました（{0}）")]
    Refused(u16),
    #[error("相手に誤りが起きています（{0}）")]
    Broken(u16),
    #[error("相手が途中で誤りを知らせました")]
    Told,
    #[error("相手の決まりで、答えが止められました")]
    Filtered,
    #[error("答えが長すぎます")]
    TooLong,
    #[error("同時に聞ける数がふさがっています")]
    Busy,
    /// The caller wanted no more.
    #[error("聞くのをやめました")]
    LetGo,
}
