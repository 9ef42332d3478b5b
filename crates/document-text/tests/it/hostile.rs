//! What strangers send: refused with a sentence, or read within the limits; never a panic.

use std::io::{Cursor, Write as _};

use document_text::{Limits, Refusal, Remark, read};
use zip::write::SimpleFileOptions;

/// A PDF of one page with this font and this content.
pub fn pdf(font: &str, content: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> /XObject << /X 6 0 R >> >> /Contents 5 0 R >>".to_owned(),
        font.to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        // A form that draws itself.
        "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 11 >>\nstream\n/X Do /X Do\nendstream".to_owned(),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut starts = Vec::new();
    for (number, body) in (1..).zip(&objects) {
        starts.push(out.len());
        out.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for start in starts {
        out.extend(format!("{start:010} 00000 n \n").bytes());
    }
    out.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF", objects.len() + 1).bytes());
    out
}

fn zip(pieces: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in pieces {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a piece");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn a_small_zip_that_unpacks_to_much_is_refused() {
    let spaces = vec![b' '; 64 << 20];
    for name in ["word/document.xml", "ppt/presentation.xml"] {
        assert_eq!(read("a", &zip(&[(name, &spaces)]), &Limits::default()), Err(Refusal::UnpacksToTooMuch), "{name}");
    }
    let shared = zip(&[("xl/workbook.xml", b"<workbook/>"), ("XL/sharedStrings.xml", &spaces)]);
    assert_eq!(read("a", &shared, &Limits::default()), Err(Refusal::UnpacksToTooMuch), "however it is spelt");
}

#[test]
fn entities_do_not_multiply_and_nesting_ends() {
    let laughs = br#"<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>x&b;&amp;y</w:t></w:r></w:p></w:body></w:document>"#;
    let document = read("a.docx", &zip(&[("word/document.xml", laughs)]), &Limits::default()).expect("a text");
    assert_eq!(document.parts[0].text, "x&y");
    let deep = format!("<d>{}", "<a>".repeat(100_000));
    assert!(read("a.docx", &zip(&[("word/document.xml", deep.as_bytes())]), &Limits::default()).is_err());
    let deep = "<div>".repeat(200_000) + "x";
    assert!(read("a.html", deep.as_bytes(), &Limits::default()).is_ok());
}

#[test]
fn a_form_that_draws_itself_and_endless_steps_end() {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let limits = Limits { steps: 20_000, ..Limits::default() };
    let document = read("a.pdf", &pdf(font, "BT /F1 12 Tf (a) Tj ET /X Do"), &limits).expect("within limits");
    assert!(document.parts.len() <= 1);
    let many = "(a) Tj ".repeat(30_000);
    let document = read("a.pdf", &pdf(font, &format!("BT /F1 12 Tf {many} ET")), &limits).expect("within limits");
    assert!(document.remarks.iter().any(|remark| matches!(remark, Remark::CutShort { .. })));
}

#[test]
fn what_is_cut_or_scrambled_anywhere_is_answered() {
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    let office = zip(&[("word/document.xml", b"<d><p><t>a</t></p></d>")]);
    let files = [
        ("a.pdf", pdf(font, "BT /F1 12 Tf (text) Tj [(a) -300 (b)] TJ ET")),
        ("a.docx", office),
        ("c.pdf", include_bytes!("files/libreoffice.pdf").to_vec()),
        ("c.xlsx", include_bytes!("files/libreoffice.xlsx").to_vec()),
    ];
    for (name, bytes) in files {
        let step = (bytes.len() / 60).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let answer = read(name, &bytes[..at], &Limits::default());
            assert!(answer.map_or_else(|refusal| !refusal.sentence().is_empty(), |_| true));
            let mut scrambled = bytes.clone();
            for byte in scrambled.iter_mut().skip(at).take(3) {
                *byte = byte.wrapping_mul(31).wrapping_add(7);
            }
            let _ = read(name, &scrambled, &Limits::default());
        }
    }
}

#[test]
fn what_is_too_large_or_too_long_is_said() {
    let limits = Limits { bytes: 10, ..Limits::default() };
    assert_eq!(read("a.txt", &[b'a'; 11], &limits), Err(Refusal::TooLarge { most_megabytes: 0 }));
    let limits = Limits { characters: 100, ..Limits::default() };
    let document = read("a.txt", "あいうえお\n".repeat(50).as_bytes(), &limits).expect("its beginning");
    assert_eq!(document.remarks, [Remark::CutShort { characters: 100 }]);
}
