//! Files meant to harm, or simply not what was asked for: one sentence, within a second and within 100 MiB.

use std::io::{Cursor, Write as _};
use std::time::Instant;

use answer_sheets::{Limits, read};
use questionnaire::Answers;
use zip::write::SimpleFileOptions;

use crate::book::with_parts;
use crate::sheets::{full, issued, read_back, template, templates};

fn sheet() -> Vec<u8> {
    issued(template(), &full(template().form(), 1))
}

/// Refused for this reason, quickly, in a sentence.
fn refused(bytes: &[u8], id: &str) {
    let began = Instant::now();
    let fault = match read_back(bytes) {
        Ok(_) => panic!("taken, not refused as {id}"),
        Err(fault) => fault,
    };
    assert_eq!(fault.id(), id, "{fault}");
    assert!(fault.to_string().ends_with('。'), "{fault}");
    // Unoptimised builds are many times slower; the limit itself is measured in release.
    let most = if cfg!(debug_assertions) { 20.0 } else { 1.0 };
    assert!(began.elapsed().as_secs_f64() < most, "{id} took {:?}", began.elapsed());
}

fn replaced(part: &str, content: Vec<u8>) -> Vec<u8> {
    with_parts(&sheet(), |name, old| Some(if name == part { content.clone() } else { old }), &[])
}

const SHEET: &str = "xl/worksheets/sheet2.xml";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

#[test]
fn zip_bombs() {
    let mut bomb = HEAD.as_bytes().to_vec();
    bomb.resize(30 << 20, b' ');
    refused(&replaced(SHEET, bomb), "unpacks_to_too_much");
    // Dense enough to pass for its ratio, but too large.
    let mut cells = String::from(HEAD);
    for row in 1..=120_000 {
        cells.push_str(&format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>"));
    }
    cells.push_str("</sheetData></worksheet>");
    refused(&replaced(SHEET, cells.into_bytes()), "unpacks_to_too_much");
    // Says it is small: what it says is held against what it is.
    let mut lying = replaced(SHEET, vec![b' '; 3 << 20]);
    let size = (3u32 << 20).to_le_bytes();
    let at: Vec<usize> = lying.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
    at.into_iter().for_each(|at| lying[at..at + 4].copy_from_slice(&1000u32.to_le_bytes()));
    refused(&lying, "damaged");
    let entries: Vec<(String, Vec<u8>)> = (0..600).map(|n| (format!("xl/x{n}.xml"), Vec::new())).collect();
    let entries: Vec<(&str, &[u8])> = entries.iter().map(|(name, c)| (name.as_str(), c.as_slice())).collect();
    refused(&with_parts(&sheet(), |_, old| Some(old), &entries), "unpacks_to_too_much");
}

#[test]
fn a_gigabyte_of_shared_strings() {
    // 1 GiB of one letter packs to 1 MB; a directory that tells the truth is refused before anything is unpacked.
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("xl/workbook.xml", options).unwrap();
    writer.write_all(b"<workbook/>").unwrap();
    writer.start_file("xl/sharedStrings.xml", options).unwrap();
    let chunk = vec![b'a'; 1 << 20];
    for _ in 0..if cfg!(debug_assertions) { 64 } else { 1024 } {
        writer.write_all(&chunk).unwrap();
    }
    refused(&writer.finish().unwrap().into_inner(), "unpacks_to_too_much");
    // Many strings within the size, beyond the sum of letters.
    let mut strings = String::from("<sst>");
    let text: String = (0..2_000).map(|n| char::from_u32(0x4e00 + n).unwrap()).collect();
    (0..1_500).for_each(|n| strings.push_str(&format!("<si><t>{n}{text}</t></si>")));
    strings.push_str("</sst>");
    let strings = replaced("xl/sharedStrings.xml", strings.into_bytes());
    refused(&strings, "unpacks_to_too_much");
}

#[test]
fn a_million_merged_ranges_elements_and_depth() {
    let mut merged = format!("{HEAD}</sheetData><mergeCells>");
    for row in 1..=200_000 {
        merged.push_str(&format!("<mergeCell ref=\"A{row}:B{row}\"/>"));
    }
    merged.push_str("</mergeCells></worksheet>");
    refused(&replaced(SHEET, merged.into_bytes()), "unpacks_to_too_much");
    let far = format!("{HEAD}<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>");
    refused(&replaced(SHEET, far.into_bytes()), "unpacks_to_too_much");
    let deep = format!("{HEAD}{}", "<row>".repeat(100_000));
    refused(&replaced(SHEET, deep.into_bytes()), "damaged");
}

#[test]
fn entities_and_broken_xml() {
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"&b;&b;\"><!ENTITY b \"ha\">]>".to_owned() + HEAD + "</sheetData></worksheet>";
    refused(&replaced(SHEET, laughs.into_bytes()), "damaged");
    for broken in ["", "<worksheet>", "<worksheet><sheetData></worksheet", "<a b=\"<\"></a></b>"] {
        let outcome = read_back(&replaced(SHEET, broken.as_bytes().to_vec()));
        assert!(outcome.is_err() || !outcome.unwrap().is_in_order(), "{broken}");
    }
    let string = format!("{HEAD}<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999</v></c></row></sheetData></worksheet>");
    refused(&replaced(SHEET, string.into_bytes()), "damaged");
}

#[test]
fn macros_links_and_other_documents() {
    let with = |name: &str| with_parts(&sheet(), |_, old| Some(old), &[(name, b"x")]);
    refused(&with("xl/vbaProject.bin"), "macros");
    refused(&with("xl/externalLinks/externalLink1.xml"), "external_links");
    refused(&with("word/document.xml"), "not_a_workbook");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("写真.jpg", SimpleFileOptions::default()).unwrap();
    refused(&zip.finish().unwrap().into_inner(), "not_a_workbook");
    refused(b"%PDF-1.7", "not_a_workbook");
    refused(b"\x89PNG\r\n\x1a\n", "not_a_workbook");
    refused("<html><table><tr><td>回答</td></tr></table></html>".as_bytes(), "not_a_workbook");
    refused("設問,回答\r\n問1,設置している\r\n".as_bytes(), "csv");
    refused(&japanese::cp932::encode("設問,回答\r\n問1,設置している\r\n").bytes, "csv");
    refused(b"", "no_bytes");
    refused(&vec![b'P'; 11 << 20], "too_large");
    refused(&[0, 1, 2, 3, 0xff], "damaged");
}

#[test]
fn only_pictures_and_nothing_at_all() {
    let empty = format!("{HEAD}</sheetData></worksheet>").into_bytes();
    let no_cells = with_parts(
        &sheet(),
        |name, old| Some(if name.starts_with("xl/worksheets/sheet") { empty.clone() } else { old }),
        &[],
    );
    refused(&no_cells, "empty");
    refused(&with_parts(&no_cells, |_, old| Some(old), &[("xl/media/image1.png", b"\x89PNG")]), "images_only");
}

#[test]
fn truncated_anywhere_it_is_refused_never_half_read() {
    let whole = sheet();
    for cut in (0..whole.len()).step_by(whole.len() / 40) {
        assert!(read_back(&whole[..cut]).is_err(), "{cut} of {} bytes", whole.len());
    }
    refused(&whole[..whole.len() - 30], "damaged");
}

#[test]
fn damaged_anywhere_it_never_panics() {
    let whole = sheet();
    let mut state = 12_345u64;
    for _ in 0..if cfg!(debug_assertions) { 60 } else { 1_000 } {
        let mut bytes = whole.clone();
        for _ in 0..4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).unwrap() % bytes.len();
            bytes[at] ^= (state >> 24) as u8;
        }
        answer_sheets::fuzz_read(&bytes, templates());
    }
}

/// A compound file with these streams, as Excel wraps encrypted workbooks and old ones.
pub fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let sectors = |bytes: usize| bytes.div_ceil(512);
    let padded: Vec<(&str, Vec<u8>)> = streams
        .iter()
        .map(|(name, content)| {
            let mut content = content.clone();
            content.resize(content.len().max(4096).div_ceil(512) * 512, 0);
            (*name, content)
        })
        .collect();
    let data: usize = padded.iter().map(|(_, c)| sectors(c.len())).sum();
    let directory_sectors = (padded.len() + 1).div_ceil(4);
    let fat_sectors = (data + directory_sectors + 64).div_ceil(128);
    let mut fat: Vec<u32> = Vec::new();
    let mut at = 0u32;
    let mut starts = Vec::new();
    for (_, content) in &padded {
        starts.push(at);
        let count = u32::try_from(sectors(content.len())).unwrap();
        fat.extend((at + 1..at + count).chain([0xffff_fffe]));
        at += count;
    }
    let directory = at;
    let count = u32::try_from(directory_sectors).unwrap();
    fat.extend((at + 1..at + count).chain([0xffff_fffe]));
    at += count;
    let first_fat = at;
    fat.extend(std::iter::repeat_n(0xffff_fffd, fat_sectors));
    fat.resize(fat_sectors * 128, 0xffff_ffff);
    let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    file.resize(512, 0);
    file[24..32].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0]);
    file[32] = 6;
    file[44..48].copy_from_slice(&u32::try_from(fat_sectors).unwrap().to_le_bytes());
    file[48..52].copy_from_slice(&directory.to_le_bytes());
    file[56..60].copy_from_slice(&4096u32.to_le_bytes());
    file[60..64].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    file[68..72].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    file[76..512].fill(0xff);
    for n in 0..fat_sectors {
        file[76 + n * 4..80 + n * 4].copy_from_slice(&(first_fat + n as u32).to_le_bytes());
    }
    padded.iter().for_each(|(_, content)| file.extend(content));
    let mut entries = Vec::new();
    let mut entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut entry = [0u8; 128];
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64..66].copy_from_slice(&u16::try_from(letters.len() + 2).unwrap().to_le_bytes());
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        entries.extend(entry);
    };
    entry("Root Entry", 5, 0xffff_fffe, 0);
    padded.iter().zip(&starts).for_each(|((name, content), start)| entry(name, 2, *start, content.len()));
    entries.resize(directory_sectors * 512, 0);
    file.extend(entries);
    file.extend(fat.iter().flat_map(|word| word.to_le_bytes()));
    file
}

fn record(id: u16, data: &[u8]) -> Vec<u8> {
    let mut record = id.to_le_bytes().to_vec();
    record.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    record.extend(data);
    record
}

#[test]
fn encrypted_and_old_files() {
    refused(&compound(&[("EncryptionInfo", vec![1]), ("EncryptedPackage", vec![2])]), "encrypted");
    refused(&compound(&[("Workbook", vec![0]), ("_VBA_PROJECT_CUR", vec![0])]), "macros");
    refused(&compound(&[("WordDocument", vec![0])]), "not_a_workbook");
    refused(&compound(&[("Nothing", vec![0])]), "damaged");
    // Two cells far apart would make one dense block of 400 MB.
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let number = |row: u16, column: u16| {
        let mut data = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        data.extend(1f64.to_le_bytes());
        record(0x0203, &data)
    };
    let far = [bof(5), record(0x0a, &[]), bof(0x10), number(0, 0), number(65_535, 255), record(0x0a, &[])].concat();
    refused(&compound(&[("Workbook", far)]), "unpacks_to_too_much");
    let locked = [bof(5), record(0x2f, &[0; 6])].concat();
    refused(&compound(&[("Workbook", locked)]), "encrypted");
    let mut merges = 10_000u16.to_le_bytes().to_vec();
    merges.resize(8_000, 0);
    refused(&compound(&[("Workbook", [bof(5), bof(0x10), record(0xe5, &merges)].concat())]), "unpacks_to_too_much");
}

#[test]
fn hostile_ods() {
    let ods = |content: &str, more: &[(&str, &[u8])]| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [("content.xml", content.as_bytes())].iter().chain(more) {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    let body = |cells: &str| {
        format!("<o:document-content><o:body><o:spreadsheet><t:table t:name=\"a\">{cells}</t:table></o:spreadsheet></o:body></o:document-content>")
            .replace("t:name", "table:name")
    };
    let repeated = "<t:table-row table:number-rows-repeated=\"1000000\"><t:table-cell table:number-columns-repeated=\"16000\" office:value-type=\"string\"><x:p>x</x:p></t:table-cell></t:table-row>";
    refused(&ods(&body(repeated), &[]), "unpacks_to_too_much");
    refused(&ods(&body(""), &[("META-INF/manifest.xml", b"<m:encryption-data/>")]), "encrypted");
    refused(&ods(&body(""), &[("Basic/script-lc.xml", b"x")]), "macros");
    refused(&ods("<o:document-content><o:body><o:text/></o:body></o:document-content>", &[]), "not_a_workbook");
    refused(&ods(&body(""), &[]), "empty");
}

#[test]
fn limits_hold_just_at_and_not_just_over() {
    let bytes = issued(template(), &Answers::default());
    let with = |limits: Limits| read(&bytes, templates(), &Default::default(), &limits);
    assert!(with(Limits { file_bytes: bytes.len(), ..Limits::default() }).is_ok());
    assert_eq!(with(Limits { file_bytes: bytes.len() - 1, ..Limits::default() }).unwrap_err().id(), "too_large");
    let cells = answer_sheets::workbook::open(&bytes, &Limits::default()).unwrap().cell_count();
    assert!(with(Limits { cells, ..Limits::default() }).is_ok());
    assert_eq!(with(Limits { cells: cells - 1, ..Limits::default() }).unwrap_err().id(), "unpacks_to_too_much");
}
