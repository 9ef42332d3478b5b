//! Many workbooks in one ZIP, there and back, and what strangers send instead.

use std::io::{Cursor, Read as _, Write as _};

use answer_sheets::FileFault;
use answer_sheets::bundle::{Bundle, BundleFault, BundleLimits, Packing, is_bundle};
use zip::write::SimpleFileOptions;

fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packing = Packing::new(jiff::civil::date(2026, 11, 21));
    let mut bytes = Vec::new();
    for (name, content) in files {
        bytes.extend(packing.add(name, content).unwrap());
        bytes.extend(*content);
    }
    bytes.extend(packing.finish().unwrap());
    bytes
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn what_is_packed_is_a_zip_for_everybody() {
    let bytes = packed(&[("35_山口県/柳井市.xlsx", b"one"), ("35_山口県/柳井市.xlsx", b"two"), ("空.xlsx", b"")]);
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        found.push((name, text));
    }
    let expected = [("35_山口県/柳井市.xlsx", "one"), ("35_山口県/柳井市(2).xlsx", "two"), ("空.xlsx", "")];
    assert_eq!(found, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let bundle = Bundle::open(&bytes, &BundleLimits::default()).unwrap();
    assert_eq!((bundle.len(), bundle.name(1)), (3, "柳井市(2).xlsx"));
    assert_eq!(bundle.file(1).unwrap(), b"two");
    assert!(is_bundle(&bytes));
}

#[test]
fn names_from_windows_are_read_and_left_overs_passed_over() {
    // 「柳井市.xlsx」 as Explorer writes it: CP932, no word about it.
    let name = japanese::cp932::encode("柳井市.xlsx").bytes;
    let mut bytes =
        packed(&[("0123456789.xlsx", b"one"), ("__MACOSX/._x", b"-"), ("町/~$町.xlsx", b"-"), (".DS_Store", b"-")]);
    assert_eq!(name.len(), 11);
    let plain = b"0123456789.xlsx";
    // First in the file's head, then in the directory; the flag that says UTF-8 stands before it.
    for flag in [24, 38] {
        let at = bytes.windows(plain.len()).position(|window| window == plain).unwrap();
        // The same length, so that the ZIP stays one.
        bytes[at..at + 4].copy_from_slice(b"out/");
        bytes[at + 4..at + plain.len()].copy_from_slice(&name);
        assert_eq!(bytes[at - flag + 1], 8);
        bytes[at - flag + 1] = 0;
    }
    let bundle = Bundle::open(&bytes, &BundleLimits::default()).unwrap();
    assert_eq!((bundle.len(), bundle.name(0)), (1, "柳井市.xlsx"));
}

#[test]
fn a_workbook_is_no_bundle() {
    let book = zipped(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    assert!(!is_bundle(&book) && !is_bundle(b"PK") && !is_bundle(b"") && !is_bundle(b"a,b\n"));
    assert!(is_bundle(&zipped(&[("a.xlsx", b"x")])));
}

#[test]
fn what_is_too_much_is_refused_before_it_is_unpacked() {
    let limits = BundleLimits { files: 2, unpacked_bytes: 30 << 20 };
    let three = zipped(&[("a.xlsx", b"x"), ("b.xlsx", b"x"), ("c.xlsx", b"x")]);
    assert_eq!(Bundle::open(&three, &limits).unwrap_err(), BundleFault::TooManyFiles { most: 2 });
    let zeros = vec![0_u8; 20 << 20];
    let large = zipped(&[("a.xlsx", &zeros), ("b.xlsx", &zeros)]);
    let fault = Bundle::open(&large, &limits).unwrap_err();
    assert!(matches!(fault, BundleFault::UnpacksToTooMuch { .. }));
    // 8 MiB of nothing in 8 kB: a bomb by its ratio.
    let bomb = zipped(&[("a.xlsx", &zeros[..8 << 20]), ("b.xlsx", &zeros)]);
    let bundle = Bundle::open(&bomb, &BundleLimits::default()).unwrap();
    assert!(matches!(bundle.file(0), Err(FileFault::UnpacksToTooMuch { .. })));
    assert!(matches!(bundle.file(1), Err(FileFault::TooLarge { .. })));
    let inner = zipped(&[("a.xlsx", b"x")]);
    let nested = zipped(&[("inner.zip", &inner), ("renamed.xlsx", &inner)]);
    let bundle = Bundle::open(&nested, &BundleLimits::default()).unwrap();
    assert_eq!((bundle.file(0), bundle.file(1)), (Err(FileFault::ZipInZip), Err(FileFault::ZipInZip)));
    assert_eq!(Bundle::open(&three[..40], &limits).unwrap_err(), BundleFault::Damaged);
    assert_eq!(Bundle::open(&zipped(&[("folder/", b"")]), &limits).unwrap_err(), BundleFault::Nothing);
    for fault in [BundleFault::Damaged, BundleFault::TooManyFiles { most: 2 }, fault, BundleFault::Nothing] {
        assert!(fault.to_string().ends_with('。'), "{fault}");
    }
}

/// Nothing a stranger does to the bytes makes it panic.
#[test]
fn damaged_zips_are_told_not_panicked_about() {
    let bytes = packed(&[("a.xlsx", b"one"), ("b.xlsx", b"two")]);
    for at in 0..bytes.len() {
        for value in [0, 0xff, bytes[at].wrapping_add(1)] {
            let mut broken = bytes.clone();
            broken[at] = value;
            is_bundle(&broken);
            if let Ok(bundle) = Bundle::open(&broken, &BundleLimits::default()) {
                for file in 0..bundle.len() {
                    let _ = bundle.file(file);
                }
            }
        }
        let _ = Bundle::open(&bytes[..at], &BundleLimits::default());
    }
}
