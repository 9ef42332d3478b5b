//! `cargo run -p document-text --example text -- FILE`: what comes out of a file, part by part.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = match std::fs::read(&name) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        match document_text::read(&name, &bytes, &document_text::Limits::default()) {
            Ok(document) => {
                println!("== {name}: {} 「{}」", document.kind.label(), document.title);
                for part in document.parts {
                    println!("-- {} 【{}】\n{}", part.place.label(), part.heading, part.text);
                }
                for remark in document.remarks {
                    println!("!! {}", remark.sentence());
                }
            }
            Err(refusal) => println!("== {name}: {}", refusal.sentence()),
        }
    }
}
