//! A mail that answers come by: bytes → who sent it and the files in it, within limits. Pure: it asks nobody and
//! believes nothing of what the mail says about itself but its addresses.

use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use crate::surveys::rules::sheets::{MAIL_BYTES, MAIL_FILES};

/// Mails inside the mail (forwarded as attachments) are opened so deep.
const DEPTH: usize = 2;
/// The longest id or address that is kept.
const LONGEST: usize = 250;

/// A file that came with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFile {
    pub name: String,
    pub content: Vec<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four findings about one mail, each by itself")]
pub struct Letter {
    /// Message-ID; without one, a fingerprint of the whole mail.
    pub id: String,
    /// Address of the one sender, in lower case; empty when there is none, or more than one.
    pub from: String,
    /// Sent by a machine: out of office, a list, a bounce. Nobody is answered.
    pub is_automatic: bool,
    /// Our own mail server says that the sender's domain stands behind this mail (DMARC passed). Without that, anybody may
    /// have written the address.
    pub is_vouched_for: bool,
    /// Files that may be answer sheets.
    pub files: Vec<MailFile>,
    /// Outlook's own packing (winmail.dat), which nobody else opens.
    pub has_winmail: bool,
    /// More files than are looked at.
    pub has_too_many: bool,
}

/// Why a mail is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailFault {
    TooLarge,
    /// More parts, or parts within parts, than a mail of people has.
    TooTangled,
    NoMail,
}

impl MailFault {
    pub fn sentence(self) -> String {
        match self {
            Self::TooLarge => format!("メールが大きすぎます（{}MBまで）。", MAIL_BYTES >> 20),
            Self::TooTangled => {
                "メールの中身が細かく分かれすぎていて、読めません。回答票だけを添えて、もう一度送ってください。"
                    .to_owned()
            }
            Self::NoMail => "メールとして読めません。".to_owned(),
        }
    }
}

/// Most mails within mails, parts, and bytes of a head. The parser goes down as deep as the mail does, so this is asked before.
const MESSAGES: usize = 20;
const PARTS: usize = 1_000;
const HEAD_BYTES: usize = 256 * 1024;
/// The longest line of a head, folded lines counted as one: addresses within addresses are slow to read.
const HEADER_BYTES: usize = 32 * 1024;

/// Reads one mail. `authserv_id`: the name our mail server signs its findings with (RFC 8601); empty when it makes none.
///
/// # Errors
/// [`MailFault`]: too large, too tangled, or no mail at all.
pub fn read(raw: &[u8], authserv_id: &str) -> Result<Letter, MailFault> {
    if raw.len() > MAIL_BYTES {
        return Err(MailFault::TooLarge);
    }
    if is_tangled(raw) {
        return Err(MailFault::TooTangled);
    }
    let message = MessageParser::default().parse(raw).ok_or(MailFault::NoMail)?;
    if message.headers().is_empty() {
        return Err(MailFault::NoMail);
    }
    let mut letter = Letter {
        id: id_of(&message, raw),
        from: from_of(&message),
        is_automatic: is_automatic(&message),
        ..Letter::default()
    };
    letter.is_vouched_for = is_vouched_for(&message, authserv_id, &letter.from);
    gather(&message, DEPTH, &mut letter);
    Ok(letter)
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

fn id_of(message: &Message<'_>, raw: &[u8]) -> String {
    // An id of nothing visible would make one mail of many.
    match message.message_id().filter(|id| id.len() <= LONGEST).map(cut).filter(|id| !id.trim().is_empty()) {
        Some(id) => id.trim().to_owned(),
        None => format!("sha256:{}", foundation::chance::fingerprint(&String::from_utf8_lossy(raw))),
    }
}

fn from_of(message: &Message<'_>) -> String {
    let Some(from) = message.from() else { return String::new() };
    let mut addresses = from.iter().filter_map(|address| address.address());
    match (addresses.next(), addresses.next()) {
        (Some(address), None) => cut(address.trim()).to_lowercase().chars().take(LONGEST).collect(),
        // Two senders: nobody's mail.
        _ => String::new(),
    }
}

fn text<'a>(message: &'a Message<'_>, name: &'static str) -> Option<&'a str> {
    message.header_raw(HeaderName::from(name)).map(str::trim)
}

fn is_automatic(message: &Message<'_>) -> bool {
    let says = |name: &'static str| text(message, name).map(str::to_lowercase).unwrap_or_default();
    let submitted = says("Auto-Submitted");
    let bulk = ["bulk", "junk", "list", "auto_reply"].contains(&says("Precedence").as_str());
    (!submitted.is_empty() && submitted != "no")
        || bulk
        || !says("X-Auto-Response-Suppress").is_empty()
        || !says("List-Id").is_empty()
        || says("Return-Path") == "<>"
}

/// Would reading it cost more than a mail of people does? Counted over the raw lines, wherever they stand.
fn is_tangled(raw: &[u8]) -> bool {
    let (mut messages, mut parts, mut head, mut header) = (0, 0, 0, 0);
    let mut in_head = true;
    for line in raw.split(|byte| *byte == b'\n') {
        let blank = line.is_empty() || line == b"\r";
        let folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        if in_head {
            head += line.len();
            header = if folded { header + line.len() } else { line.len() };
            in_head = !blank;
        } else if starts_like(line, b"content-") {
            // The head of a part.
            in_head = true;
            head = line.len();
            header = line.len();
        }
        parts += usize::from(line.starts_with(b"--"));
        messages += usize::from(holds(line, b"message/"));
        if messages > MESSAGES || parts > PARTS || head > HEAD_BYTES || (in_head && header > HEADER_BYTES) {
            return true;
        }
    }
    false
}

fn starts_like(line: &[u8], lower: &[u8]) -> bool {
    line.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

fn holds(line: &[u8], lower: &[u8]) -> bool {
    line.windows(lower.len()).any(|piece| piece.eq_ignore_ascii_case(lower))
}

/// Only the topmost result counts, and only if our own server signed it: what stands below came with the mail. DMARC must have
/// passed for the very domain that stands under From; whatever else is said, or nothing, is no voucher.
fn is_vouched_for(message: &Message<'_>, authserv_id: &str, from: &str) -> bool {
    let result = message.header_values(HeaderName::from("Authentication-Results")).next();
    let HeaderValue::Text(result) = result.unwrap_or(&HeaderValue::Empty) else { return false };
    let Some((_, domain)) = from.rsplit_once('@') else { return false };
    let result = without_comments(result).to_lowercase();
    let mut pieces = result.split(';').map(|piece| piece.split_whitespace().collect::<Vec<_>>());
    let server = pieces.next().and_then(|piece| piece.first().copied()).unwrap_or_default();
    if authserv_id.is_empty() || server != authserv_id.to_lowercase() {
        return false;
    }
    let header_from = format!("header.from={domain}");
    let dmarc: Vec<Vec<&str>> = pieces.filter(|piece| piece.first().is_some_and(|m| m.starts_with("dmarc"))).collect();
    matches!(dmarc.as_slice(), [one] if one[0] == "dmarc=pass" && one[1..].contains(&header_from.as_str()))
}

/// Without what stands in brackets (they nest) and in quotation marks: there the sender has a say.
fn without_comments(text: &str) -> String {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            _ if quoted || depth > 0 => {}
            c => kept.push(c),
        }
    }
    kept
}

fn gather(message: &Message<'_>, depth: usize, letter: &mut Letter) {
    for part in message.attachments() {
        if let PartType::Message(inner) = &part.body {
            if depth > 0 {
                gather(inner, depth - 1, letter);
            }
            continue;
        }
        let name = part.attachment_name().map(cut).unwrap_or_default();
        if name.eq_ignore_ascii_case("winmail.dat") || part.is_content_type("application", "ms-tnef") {
            letter.has_winmail = true;
            continue;
        }
        let content = part.contents();
        if !is_file(&name, content) {
            continue;
        }
        if letter.files.len() >= MAIL_FILES {
            letter.has_too_many = true;
            return;
        }
        letter.files.push(MailFile { name, content: content.to_vec() });
    }
}

/// Workbooks and ZIPs, by their names or by what they are; signatures, logos and business cards are passed over.
fn is_file(name: &str, content: &[u8]) -> bool {
    let name = name.to_lowercase();
    let named = [".xlsx", ".xls", ".ods", ".xlsm", ".xlsb", ".csv", ".zip"].iter().any(|ending| name.ends_with(ending));
    named || content.starts_with(b"PK\x03\x04") || content.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const MX: &str = "mx.example.jp";

    fn mail(headers: &str, parts: &[(&str, &str)]) -> Vec<u8> {
        let mut text = format!(
            "Message-ID: <1@example.jp>\r\nMIME-Version: 1.0\r\n{headers}Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        );
        for (head, body) in parts {
            text.push_str(&format!("--b\r\n{head}\r\n\r\n{body}\r\n"));
        }
        text.push_str("--b--\r\n");
        text.into_bytes()
    }

    const SHEET: (&str, &str) = (
        // 「柳井市.xlsx」 as Outlook and as Thunderbird name it.
        "Content-Type: application/octet-stream; name=\"=?ISO-2022-JP?B?GyRCTHgwZjtUGyhCLnhsc3g=?=\"\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=UTF-8''%E6%9F%B3%E4%BA%95%E5%B8%82.xlsx",
        "UEsDBAo=",
    );

    #[test]
    fn sender_id_and_files_are_found() {
        let raw = mail(
            "From: =?ISO-2022-JP?B?GyRCOCtLXBsoQg==?= <Midori@Yanai.example.jp>\r\nSubject: =?ISO-2022-JP?B?GyRCMnNFehsoQg==?=\r\n",
            &[
                ("Content-Type: text/plain; charset=iso-2022-jp", "\u{1b}$B2sEz$G$9\u{1b}(B"),
                SHEET,
                ("Content-Type: image/png; name=logo.png\r\nContent-Disposition: inline", "x"),
            ],
        );
        let letter = read(&raw, MX).unwrap();
        assert_eq!((letter.id.as_str(), letter.from.as_str()), ("1@example.jp", "midori@yanai.example.jp"));
        assert_eq!(letter.files, [MailFile { name: "柳井市.xlsx".to_owned(), content: b"PK\x03\x04\n".to_vec() }]);
        assert!(!letter.is_automatic && !letter.is_vouched_for && !letter.has_winmail);
        assert_eq!(read(&raw, MX).unwrap(), letter, "the same mail, the same id");
    }

    #[test]
    fn a_name_only_in_encoded_words_is_read_too() {
        let head = SHEET.0.replace("; filename*=UTF-8''%E6%9F%B3%E4%BA%95%E5%B8%82.xlsx", "");
        let letter = read(&mail("From: a@example.jp\r\n", &[(&head, SHEET.1)]), MX).unwrap();
        assert_eq!(letter.files.len(), 1);
        assert_eq!(letter.files[0].name, "柳井市.xlsx");
    }

    #[test]
    fn machines_and_outlook_s_own_packing_are_told_apart() {
        let automatic =
            |header: &str| read(&mail(&format!("From: a@example.jp\r\n{header}\r\n"), &[]), MX).unwrap().is_automatic;
        assert!(
            automatic("Auto-Submitted: auto-replied") && automatic("Precedence: bulk") && automatic("Return-Path: <>")
        );
        assert!(!automatic("Auto-Submitted: no") && !automatic("X-Mailer: x"));
        let tnef = ("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Disposition: attachment", "x");
        let letter = read(&mail("From: a@example.jp\r\n", &[tnef]), MX).unwrap();
        assert!(letter.has_winmail && letter.files.is_empty());
        let two = read(&mail("From: a@example.jp, b@example.jp\r\n", &[]), MX).unwrap();
        assert_eq!(two.from, "");
    }

    #[test]
    fn only_our_own_server_vouches_for_a_sender_and_only_for_that_very_domain() {
        let vouched = |results: &[&str]| {
            let lines: String = results.iter().map(|line| format!("Authentication-Results: {line}\r\n")).collect();
            read(&mail(&format!("{lines}From: a@example.jp\r\n"), &[]), MX).unwrap().is_vouched_for
        };
        let passed = "mx.example.jp; dmarc=pass (p=none) header.from=example.jp";
        assert!(vouched(&[passed]) && vouched(&["MX.example.jp 1; spf=softfail; DMARC=pass header.from=Example.jp"]));
        for said in [
            "mx.example.jp; dmarc=fail header.from=example.jp",
            "mx.example.jp; dmarc=none header.from=example.jp",
            "mx.example.jp; spf=pass smtp.mailfrom=example.jp; dkim=pass header.d=example.jp",
            // What the sender may write: an address, a comment, a quoted text, another domain, another server's finding.
            "mx.example.jp; spf=fail smtp.mailfrom=dmarc=pass@evil.example; dmarc=fail header.from=example.jp",
            "mx.example.jp; spf=fail (x; dmarc=pass header.from=example.jp) smtp.mailfrom=x",
            "mx.example.jp; spf=fail smtp.mailfrom=\"; dmarc=pass header.from=example.jp ;\"@x",
            "mx.example.jp; spf=fail smtp.mailfrom=\"\\\"; dmarc=pass header.from=example.jp\"@x",
            "mx.example.jp; dmarc=pass header.from=evil.example",
            "mx.example.jp; dmarc=pass header.from=example.jp; dmarc=fail header.from=example.jp",
            "mx.evil.example; dmarc=pass header.from=example.jp",
            "mx.example.jp",
            "",
        ] {
            assert!(!vouched(&[said]), "{said}");
            assert!(!vouched(&[said, passed]), "only the topmost: {said}");
        }
        assert!(!vouched(&[]));
        let unset = read(&mail(&format!("Authentication-Results: {passed}\r\nFrom: a@example.jp\r\n"), &[]), "");
        assert!(!unset.unwrap().is_vouched_for, "no server of ours is named");
    }

    #[test]
    fn a_mail_tangled_on_purpose_is_refused_before_it_is_parsed() {
        let nested = "From: a@b.jp\nContent-Type: message/rfc822\n\n".repeat(40_000);
        let parts = format!("From: a@b.jp\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\n".repeat(200_000));
        let groups = format!("From: {}a@b.jp\n\n", "g:".repeat(500_000));
        let folded = format!("From: a@b.jp\nTo:{}\n\n", " g:\n".repeat(100_000));
        let part = format!(
            "From: a@b.jp\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b\nTo: {}\n\n",
            "g:".repeat(100_000)
        );
        for raw in [nested, parts, groups, folded, part] {
            assert_eq!(read(raw.as_bytes(), MX), Err(MailFault::TooTangled));
        }
        // A large workbook in base64 is many lines, and nothing tangled.
        let large = mail("From: a@example.jp\r\n", &[(SHEET.0, &"UEsDBAo=\r\n".repeat(300_000))]);
        assert_eq!(read(&large, MX).unwrap().files.len(), 1);
    }

    #[test]
    fn a_mail_without_a_readable_id_is_known_by_all_it_says() {
        let with = |id: &str, body: &str| {
            read(format!("Message-ID: <{id}>\r\nFrom: a@example.jp\r\n\r\n{body}\r\n").as_bytes(), MX).unwrap().id
        };
        assert_eq!(with("1@example.jp", "x"), with("1@example.jp", "y"));
        for id in ["\u{1}", " \u{7f} ", &"長".repeat(LONGEST)] {
            assert!(with(id, "x").starts_with("sha256:"), "{id:?}");
            assert_ne!(with(id, "x"), with(id, "y"), "{id:?}: two mails, one id");
        }
    }

    #[test]
    fn what_is_too_much_or_no_mail_is_refused() {
        assert_eq!(read(&vec![b'x'; MAIL_BYTES + 1], MX), Err(MailFault::TooLarge));
        assert!(read(b"", MX).is_err());
        let many = vec![SHEET; MAIL_FILES + 5];
        let letter = read(&mail("From: a@example.jp\r\n", &many), MX).unwrap();
        assert!(letter.has_too_many);
        assert_eq!(letter.files.len(), MAIL_FILES);
        // Whatever bytes come.
        for cut in 0..400 {
            let raw = mail("From: a@example.jp\r\n", &[SHEET]);
            let _ = read(&raw[..cut.min(raw.len())], MX);
        }
    }
}
