//! Server-sent events out of bytes that come in pieces of any size. Only `data` counts here; comments and other fields are
//! passed over.

use crate::Fault;

/// A line longer than this is no word of a model.
const LONGEST_LINE_BYTES: usize = 64 << 10;
/// All bytes of a stream.
const MOST_BYTES: usize = 1 << 20;

#[derive(Debug, Default)]
pub struct Events {
    line: Vec<u8>,
    data: String,
    has_data: bool,
    /// A `\r` came last: a `\n` behind it ends the same line.
    after_return: bool,
    /// The first line may begin with a byte order mark.
    begun: bool,
    bytes: usize,
}

impl Events {
    /// Takes the next bytes; every event that is complete goes to `take`.
    ///
    /// # Errors
    /// [`Fault::TooLong`] beyond the limits, [`Fault::Garbled`] for bytes that are no text; whatever `take` says.
    pub fn push(&mut self, bytes: &[u8], take: &mut impl FnMut(&str) -> Result<(), Fault>) -> Result<(), Fault> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MOST_BYTES {
            return Err(Fault::TooLong);
        }
        for &byte in bytes {
            let follows = std::mem::replace(&mut self.after_return, byte == b'\r');
            match byte {
                b'\n' if follows => {}
                b'\n' | b'\r' => self.end_line(take)?,
                _ if self.line.len() == LONGEST_LINE_BYTES => return Err(Fault::TooLong),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    fn end_line(&mut self, take: &mut impl FnMut(&str) -> Result<(), Fault>) -> Result<(), Fault> {
        let line = std::mem::take(&mut self.line);
        let line = std::str::from_utf8(&line).map_err(|_| Fault::Garbled)?;
        let line = if self.begun { line } else { line.strip_prefix('\u{feff}').unwrap_or(line) };
        self.begun = true;
        if line.is_empty() {
            if std::mem::take(&mut self.has_data) {
                let data = std::mem::take(&mut self.data);
                take(&data)?;
            }
            return Ok(());
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        if field == "data" {
            let value = value.strip_prefix(' ').unwrap_or(value);
            if self.has_data {
                self.data.push('\n');
            }
            if self.data.len() + value.len() > LONGEST_LINE_BYTES {
                return Err(Fault::TooLong);
            }
            self.data.push_str(value);
            self.has_data = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pieces: &[&[u8]]) -> Result<Vec<String>, Fault> {
        let mut events = Events::default();
        let mut all = Vec::new();
        for piece in pieces {
            events.push(piece, &mut |data| {
                all.push(data.to_owned());
                Ok(())
            })?;
        }
        Ok(all)
    }

    #[test]
    fn events_end_at_empty_lines_however_lines_end() {
        let expected = ["a", "b\nc", "", "島"];
        for end in ["\n", "\r\n", "\r"] {
            let text = format!(
                "\u{feff}: a comment{end}data: a{end}{end}event: x{end}data:b{end}id: 1{end}data: c{end}{end}data{end}{end}{end}data: 島{end}{end}data: not ended"
            );
            assert_eq!(events(&[text.as_bytes()]).unwrap(), expected, "{end:?}");
            // In single bytes it is the same.
            let bytes: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
            assert_eq!(events(&bytes).unwrap(), expected, "{end:?}");
        }
    }

    #[test]
    fn what_never_ends_is_given_up() {
        let long = vec![b'x'; LONGEST_LINE_BYTES];
        assert!(events(&[&long]).is_ok());
        assert_eq!(events(&[&long, b"x"]), Err(Fault::TooLong));
        let line = b"data: x\n".repeat(MOST_BYTES / 8);
        assert_eq!(events(&[&line, b"\n"]), Err(Fault::TooLong));
        let many = b"\n".repeat(MOST_BYTES);
        assert!(events(&[&many]).is_ok());
        assert_eq!(events(&[&many, b"\n"]), Err(Fault::TooLong));
    }

    #[test]
    fn bytes_that_are_no_text_are_no_answer() {
        assert_eq!(events(&[b"data: \xff\xfe\n\n"]), Err(Fault::Garbled));
    }
}
