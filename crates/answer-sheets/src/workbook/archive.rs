//! The ZIP around `.xlsx` and `.ods`: the directory is read, parts are unpacked one by one into a bounded buffer.
//! What the file says about its own sizes is checked, not believed.

use flate2::{Decompress, FlushDecompress, Status};

use crate::{FileFault, Limits};

/// One part of the archive.
#[derive(Clone, Debug)]
struct Entry {
    name: String,
    method: u16,
    encrypted: bool,
    crc: u32,
    packed: usize,
    unpacked: usize,
    header: usize,
}

/// The directory of a ZIP in memory.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    limits: Limits,
    left: std::cell::Cell<usize>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

fn long_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?)).ok()
}

impl<'a> Archive<'a> {
    /// Reads the directory only.
    ///
    /// # Errors
    /// Damaged, or more entries, bytes or packing than the limits allow.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, FileFault> {
        let archive = Self::of_files(bytes, limits)?;
        if archive.entries.iter().any(|entry| is_read(&entry.name) && entry.is_too_much(limits)) {
            return Err(FileFault::UnpacksToTooMuch { what: "展開した中身" });
        }
        Ok(archive)
    }

    /// The directory of any ZIP; each file is measured when it is asked for.
    ///
    /// # Errors
    /// Damaged, or more entries than the limits allow.
    pub(crate) fn of_files(bytes: &'a [u8], limits: &Limits) -> Result<Self, FileFault> {
        // The end record stands within the last 64 KiB (a comment may follow it).
        let from = bytes.len().saturating_sub(66_000);
        let end = memchr::memmem::rfind(&bytes[from..], b"PK\x05\x06").map(|at| at + from).ok_or(FileFault::Damaged)?;
        let count = u16_at(bytes, end + 10).ok_or(FileFault::Damaged)?;
        let start = size_at(bytes, end + 16).ok_or(FileFault::Damaged)?;
        let (count, mut at) = if count == 0xffff || start == 0xffff_ffff {
            zip64(bytes, end).ok_or(FileFault::Damaged)?
        } else {
            (count, start)
        };
        if count > limits.entries {
            return Err(FileFault::UnpacksToTooMuch { what: "ファイルの中の部品" });
        }
        // What the end record says is not believed: every entry takes 46 bytes at least.
        let mut entries = Vec::with_capacity(count.min(bytes.len() / 46));
        for _ in 0..count {
            let (entry, next) = entry_at(bytes, at).ok_or(FileFault::Damaged)?;
            entries.push(entry);
            at = next;
        }
        let left = std::cell::Cell::new(limits.unpacked_bytes);
        Ok(Self { bytes, entries, limits: *limits, left })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The part of that name (letter case does not matter), unpacked; `None` when there is none.
    ///
    /// # Errors
    /// Damaged, encrypted, or more than the limits allow.
    pub(super) fn part(&self, name: &str) -> Result<Option<Vec<u8>>, FileFault> {
        match self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)) {
            Some(entry) => self.unpack(entry).map(Some),
            None => Ok(None),
        }
    }

    /// What the directory says of an entry's size.
    pub(crate) fn unpacked(&self, entry: usize) -> usize {
        self.entries.get(entry).map_or(0, |entry| entry.unpacked)
    }

    /// An entry by its number, unpacked.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub(crate) fn part_at(&self, entry: usize) -> Result<Vec<u8>, FileFault> {
        let entry = self.entries.get(entry).ok_or(FileFault::Damaged)?;
        if entry.is_too_much(&self.limits) {
            return Err(FileFault::UnpacksToTooMuch { what: "展開した中身" });
        }
        self.unpack(entry)
    }

    fn unpack(&self, entry: &Entry) -> Result<Vec<u8>, FileFault> {
        if entry.encrypted {
            return Err(FileFault::Encrypted);
        }
        let header = entry.header;
        if self.bytes.get(header..header + 4) != Some(b"PK\x03\x04") {
            return Err(FileFault::Damaged);
        }
        let skip = |at| u16_at(self.bytes, header + at).ok_or(FileFault::Damaged);
        let start = header + 30 + skip(26)? + skip(28)?;
        let end = start.checked_add(entry.packed).ok_or(FileFault::Damaged)?;
        let packed = self.bytes.get(start..end).ok_or(FileFault::Damaged)?;
        let most = self.limits.part_bytes.min(self.left.get());
        if entry.unpacked > most {
            return Err(FileFault::UnpacksToTooMuch { what: "展開した中身" });
        }
        let unpacked = match entry.method {
            0 if entry.packed == entry.unpacked => packed.to_vec(),
            8 => inflate(packed, entry.unpacked)?,
            _ => return Err(FileFault::Damaged),
        };
        self.left.set(self.left.get() - unpacked.len());
        let mut crc = flate2::Crc::new();
        crc.update(&unpacked);
        if crc.sum() != entry.crc {
            return Err(FileFault::Damaged);
        }
        Ok(unpacked)
    }
}

impl Entry {
    fn is_too_much(&self, limits: &Limits) -> bool {
        self.unpacked > limits.part_bytes || (self.unpacked > 1 << 20 && self.unpacked / limits.ratio > self.packed)
    }
}

/// Windows writes Japanese names in its own code page and says nothing about it.
fn name_of(bytes: &[u8], is_utf8: bool) -> String {
    let name = match (std::str::from_utf8(bytes), is_utf8) {
        (Ok(name), _) => name.to_owned(),
        (Err(_), false) => japanese::cp932::decode(bytes)
            .map_or_else(|_| String::from_utf8_lossy(bytes).into_owned(), |decoded| decoded.text),
        (Err(_), true) => String::from_utf8_lossy(bytes).into_owned(),
    };
    name.replace('\\', "/")
}

/// The parts we unpack; others may be as large as they like, they are never opened.
fn is_read(name: &str) -> bool {
    let ends = |end: &str| {
        name.len() >= end.len() && name.as_bytes()[name.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
    };
    ends(".xml") || ends(".rels")
}

/// Exactly `size` bytes, or it is damaged (or says less than it holds, which is the same).
fn inflate(packed: &[u8], size: usize) -> Result<Vec<u8>, FileFault> {
    let mut unpacked = Vec::with_capacity(size + 1);
    let mut inflater = Decompress::new(false);
    loop {
        let before = (inflater.total_in(), unpacked.len());
        let done = usize::try_from(before.0).unwrap_or(usize::MAX);
        let rest = packed.get(done..).ok_or(FileFault::Damaged)?;
        let status =
            inflater.decompress_vec(rest, &mut unpacked, FlushDecompress::Finish).map_err(|_| FileFault::Damaged)?;
        if status == Status::StreamEnd {
            break;
        }
        if unpacked.len() > size || (inflater.total_in(), unpacked.len()) == before {
            return Err(FileFault::Damaged);
        }
    }
    if unpacked.len() == size { Ok(unpacked) } else { Err(FileFault::Damaged) }
}

/// Number of entries and start of the directory of a ZIP64.
fn zip64(bytes: &[u8], end: usize) -> Option<(usize, usize)> {
    let locator = end.checked_sub(20)?;
    (bytes.get(locator..locator + 4)? == b"PK\x06\x07").then_some(())?;
    let record = long_at(bytes, locator + 8)?;
    (bytes.get(record..record.checked_add(4)?)? == b"PK\x06\x06").then_some(())?;
    Some((long_at(bytes, record.checked_add(32)?)?, long_at(bytes, record.checked_add(48)?)?))
}

fn entry_at(bytes: &[u8], at: usize) -> Option<(Entry, usize)> {
    (bytes.get(at..at.checked_add(46)?)?.starts_with(b"PK\x01\x02")).then_some(())?;
    let (name_length, extra_length, comment_length) =
        (u16_at(bytes, at + 28)?, u16_at(bytes, at + 30)?, u16_at(bytes, at + 32)?);
    let name = bytes.get(at + 46..at + 46 + name_length)?;
    let flags = u16_at(bytes, at + 8)?;
    let mut entry = Entry {
        name: name_of(name, flags & 0x0800 != 0),
        method: u16::try_from(u16_at(bytes, at + 10)?).ok()?,
        encrypted: flags & 1 == 1,
        crc: u32_at(bytes, at + 16)?,
        packed: size_at(bytes, at + 20)?,
        unpacked: size_at(bytes, at + 24)?,
        header: size_at(bytes, at + 42)?,
    };
    let extra_from = at + 46 + name_length;
    let mut extra = bytes.get(extra_from..extra_from + extra_length)?;
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(data) = extra.get(4..4 + length) else { break };
        if id == 1 {
            let mut from = 0;
            for slot in [&mut entry.unpacked, &mut entry.packed, &mut entry.header] {
                if *slot == 0xffff_ffff {
                    *slot = long_at(data, from)?;
                    from += 8;
                }
            }
        }
        extra = extra.get(4 + length..)?;
    }
    Some((entry, extra_from + extra_length + comment_length))
}
