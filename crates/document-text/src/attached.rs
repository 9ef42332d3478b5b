//! Files that are kept as they are, to be saved again by others: what they are, by their bytes alone.

use crate::archive::Archive;
use crate::{Kind, Limits, Refusal, kind};

/// The end of a PDF, within which the place of its table is named.
const PDF_END_WITHIN: usize = 2_048;

/// A PDF or a document of Office, by its bytes; whatever its name says. Nothing is read but what it is, whether it is whole, and
/// whether it carries programs: those are refused.
///
/// # Errors
/// A [`Refusal`] with a sentence for the person who sent the file.
pub fn kind_of(bytes: &[u8], limits: &Limits) -> Result<Kind, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge { most_megabytes: limits.bytes >> 20 });
    }
    // A name that ends in nothing: nothing but the bytes speaks.
    let kind = kind::sniff("file.", bytes, limits)?;
    match kind {
        Kind::Pdf => {
            let end = &bytes[bytes.len().saturating_sub(PDF_END_WITHIN)..];
            if end.windows(9).any(|window| window == b"startxref") { Ok(kind) } else { Err(Refusal::broken("PDF")) }
        }
        Kind::Docx | Kind::Xlsx | Kind::Pptx => {
            let mut archive = Archive::open(bytes, limits)?;
            if archive.has_programs() {
                return Err(Refusal::Programs);
            }
            archive.measure()?;
            Ok(kind)
        }
        Kind::Html | Kind::Text => Err(Refusal::UnknownKind),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::SimpleFileOptions;

    use super::*;

    fn office(pieces: &[&str]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for piece in pieces {
            zip.start_file(*piece, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"<x/>").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn the_bytes_say_what_it_is_and_nothing_else() {
        let of = |bytes: &[u8]| kind_of(bytes, &Limits::default());
        assert_eq!(of(&office(&["[Content_Types].xml", "word/document.xml"])), Ok(Kind::Docx));
        assert_eq!(of(&office(&["xl/workbook.xml"])), Ok(Kind::Xlsx));
        assert_eq!(of(&office(&["ppt/presentation.xml"])), Ok(Kind::Pptx));
        assert_eq!(of(&office(&["word/document.xml", "word/vbaProject.bin"])), Err(Refusal::Programs));
        assert_eq!(of(&office(&["index.html"])), Err(Refusal::UnknownKind));
        assert_eq!(of(b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF"), Ok(Kind::Pdf));
        assert!(matches!(of(b"%PDF-1.7\n1 0 obj"), Err(Refusal::Broken { .. })), "cut off");
        for other in [&b"<html></html>"[..], b"just text", b"MZ\x90\0", b""] {
            assert!(of(other).is_err(), "{other:?}");
        }
        let small = Limits { bytes: 10, ..Limits::default() };
        assert!(matches!(kind_of(&office(&["xl/workbook.xml"]), &small), Err(Refusal::TooLarge { .. })));
    }
}
