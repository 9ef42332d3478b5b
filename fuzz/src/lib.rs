//! What several targets need: a ZIP of parts stored as they are, and a workbook of texts.

/// Parts, stored as they are.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let word = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
        let mut head = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.extend(crc(content).to_le_bytes());
        head.extend(word(content.len()));
        head.extend(word(content.len()));
        head.extend(&word(name.len())[..2]);
        head.extend([0, 0]);
        let at = word(file.len());
        file.extend(b"PK\x03\x04");
        file.extend(&head);
        file.extend(name.as_bytes());
        file.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(name.as_bytes());
    }
    let (start, length) = (file.len(), directory.len());
    let word = |n: usize| u32::try_from(n).expect("small").to_le_bytes();
    let count = &word(parts.len())[..2];
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([count, count].concat());
    file.extend(word(length));
    file.extend(word(start));
    file.extend([0, 0]);
    file
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// Sheets of texts as an `.xlsx`: name, rows of cells.
pub fn workbook(sheets: &[(&str, Vec<Vec<&str>>)]) -> Vec<u8> {
    let (mut list, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
    for (at, (name, rows)) in sheets.iter().enumerate() {
        list.push_str(&format!(r#"<sheet name="{}" r:id="{at}"/>"#, escaped(name)));
        relations
            .push_str(&format!(r#"<Relationship Id="{at}" Type="x/worksheet" Target="worksheets/sheet{at}.xml"/>"#));
        let mut xml = String::from("<worksheet><sheetData>");
        for (row, cells) in rows.iter().enumerate() {
            xml.push_str(&format!(r#"<row r="{}">"#, row + 1));
            for cell in cells {
                xml.push_str(&format!(
                    r#"<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
                    escaped(cell)
                ));
            }
            xml.push_str("</row>");
        }
        xml.push_str("</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{at}.xml"), xml));
    }
    let book = format!(r#"<workbook xmlns:r="r"><sheets>{list}</sheets></workbook>"#);
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut files = vec![("xl/workbook.xml", book.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())];
    files.extend(parts.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    zip(&files)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
