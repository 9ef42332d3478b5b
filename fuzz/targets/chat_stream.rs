//! What a language model's server streams, in pieces of any size. (Rate limits, pages of errors and broken connections are the
//! stand-in's in `crates/chat-client/tests/it`.)
#![no_main]

use chat_client::{Limits, Listener, Told};
use libfuzzer_sys::fuzz_target;

const LETTERS: usize = 1_500;

fn hear<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Result<Told, chat_client::Fault> {
    let mut listener = Listener::new(Limits { letters: LETTERS });
    let mut so_far = String::new();
    for piece in pieces {
        let more = listener.hear(piece)?;
        assert!(listener.words().starts_with(&so_far), "words that were said are taken back");
        assert_eq!(more, listener.words().len() > so_far.len());
        so_far = listener.words().to_owned();
        if listener.is_done() {
            break;
        }
    }
    listener.finish()
}

fuzz_target!(|bytes: &[u8]| {
    let whole = hear(std::iter::once(bytes));
    if let Ok(told) = &whole {
        assert!(told.words.chars().count() <= LETTERS);
    }
    // However it is cut, it says the same. (The first byte says how.)
    let size = usize::from(bytes.first().copied().unwrap_or(0)) % 17 + 1;
    assert_eq!(hear(bytes.chunks(size)), whole);
});
