//! A document as somebody sends it. The first byte says how the rest is wrapped: 0 as a PDF's page, 1 `word/document.xml`, 2 a
//! slide, 3 HTML, 4 plain text, else as it is.
#![no_main]

use document_text::{Limits, read};
use fuzz::zip;
use libfuzzer_sys::fuzz_target;

const SHOW: &[u8] = br#"<p xmlns:r="r"><sldId r:id="a"/></p>"#;
const RELATIONS: &[u8] = br#"<r><Relationship Id="a" Type="x/slide" Target="slide.xml"/></r>"#;

fuzz_target!(|bytes: &[u8]| {
    let Some((way, rest)) = bytes.split_first() else { return };
    let limits = Limits { steps: 200_000, characters: 200_000, unpacked_bytes: 8 << 20, ..Limits::default() };
    let (name, file) = match way {
        0 => ("a.pdf", page(rest)),
        1 => ("a.docx", zip(&[("word/document.xml", rest)])),
        2 => (
            "a.pptx",
            zip(&[
                ("ppt/presentation.xml", SHOW),
                ("ppt/_rels/presentation.xml.rels", RELATIONS),
                ("ppt/slide.xml", rest),
            ]),
        ),
        3 => ("a.html", rest.to_vec()),
        4 => ("a.txt", rest.to_vec()),
        _ => ("a", rest.to_vec()),
    };
    match read(name, &file, &limits) {
        Ok(document) => {
            let length: usize = document.parts.iter().map(|part| part.text.chars().count()).sum();
            assert!(length <= limits.characters + document.parts.len());
            for part in &document.parts {
                assert!(!part.place.label().is_empty());
                assert!(!part.text.contains('\0'));
            }
        }
        Err(refusal) => assert!(!refusal.sentence().is_empty()),
    }
});

fn page(content: &[u8]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>\nendobj\n4 0 obj\n<</Type/Font/Subtype/Type0/Encoding/90ms-RKSJ-H/DescendantFonts[<</DW 1000>>]>>\nendobj\n".to_vec();
    out.extend(format!("5 0 obj\n<</Length {}>>\nstream\n", content.len()).bytes());
    out.extend(content);
    out.extend(b"\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    out
}
