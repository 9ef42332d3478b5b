//! Many workbooks in one ZIP: written file by file so that nothing is held, read within limits.
//!
//! Workbooks are packed already: they are stored as they are, each with its size and checksum *before* its content
//! (no data descriptors, which some unpackers refuse in stored files).

use std::collections::HashSet;
use std::fmt;

use jiff::civil::Date;

use crate::workbook::archive::Archive;
use crate::{FileFault, Limits};

/// A ZIP being written. Send [`Packing::add`]'s head and the content of every file, then [`Packing::finish`].
#[derive(Debug)]
pub struct Packing {
    directory: Vec<u8>,
    offset: u64,
    files: u16,
    names: HashSet<String>,
    day: Date,
}

/// The ZIP would be larger than the format carries: 65,534 files, 4 GiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuchForOneZip;

impl fmt::Display for TooMuchForOneZip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("一つのZIPに入りきりません。都道府県ごとに分けてください。")
    }
}

impl std::error::Error for TooMuchForOneZip {}

impl Packing {
    /// `day` is what every file is dated with.
    pub fn new(day: Date) -> Self {
        Self { directory: Vec::new(), offset: 0, files: 0, names: HashSet::new(), day }
    }

    /// The head of a file; its content follows it. A name that was there already gets a number.
    ///
    /// # Errors
    /// [`TooMuchForOneZip`].
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<Vec<u8>, TooMuchForOneZip> {
        let name = self.own_name(name);
        let size = u32::try_from(content.len()).map_err(|_| TooMuchForOneZip)?;
        let offset = u32::try_from(self.offset).map_err(|_| TooMuchForOneZip)?;
        let length = u16::try_from(name.len()).map_err(|_| TooMuchForOneZip)?;
        self.files = self.files.checked_add(1).filter(|count| *count < u16::MAX).ok_or(TooMuchForOneZip)?;
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let years = u16::try_from((self.day.year() - 1980).clamp(0, 127)).unwrap_or(0);
        let month = u16::from(self.day.month().unsigned_abs());
        let day = (years << 9) | (month << 5) | u16::from(self.day.day().unsigned_abs());
        // Version 2.0, names in UTF-8, stored.
        let mut common = Vec::with_capacity(26);
        for number in [20_u16, 0x0800, 0, 0, day] {
            common.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), size, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(length.to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        let mut head = b"PK\x03\x04".to_vec();
        head.extend(&common);
        head.extend(name.as_bytes());
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.offset += u64::try_from(head.len() + content.len()).unwrap_or(u64::MAX);
        Ok(head)
    }

    fn own_name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = match wanted.rsplit_once('.') {
                Some((stem, ending)) => format!("{stem}({number}).{ending}"),
                None => format!("{wanted}({number})"),
            };
        }
        name
    }

    /// The directory, which ends the ZIP.
    ///
    /// # Errors
    /// [`TooMuchForOneZip`].
    pub fn finish(self) -> Result<Vec<u8>, TooMuchForOneZip> {
        let start = u32::try_from(self.offset).map_err(|_| TooMuchForOneZip)?;
        let size = u32::try_from(self.directory.len()).map_err(|_| TooMuchForOneZip)?;
        let mut end = self.directory;
        end.extend(b"PK\x05\x06\0\0\0\0");
        end.extend(self.files.to_le_bytes());
        end.extend(self.files.to_le_bytes());
        end.extend(size.to_le_bytes());
        end.extend(start.to_le_bytes());
        end.extend(0_u16.to_le_bytes());
        Ok(end)
    }
}

/// Limits for one ZIP of workbooks; each workbook has its own [`Limits`] besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleLimits {
    /// Files to be read.
    pub files: usize,
    /// Bytes all of them may unpack to.
    pub unpacked_bytes: usize,
}

impl Default for BundleLimits {
    fn default() -> Self {
        Self { files: 2_000, unpacked_bytes: 128 << 20 }
    }
}

/// Why a ZIP as a whole is not opened. `Display` is a Japanese sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BundleFault {
    Damaged,
    TooManyFiles { most: usize },
    UnpacksToTooMuch { most_bytes: usize },
    Nothing,
}

impl fmt::Display for BundleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged => f.write_str(
                "ZIPとして読めません。途中で切れているか、壊れています。もう一度まとめ直して送ってください。",
            ),
            Self::TooManyFiles { most } => {
                write!(f, "ZIPの中のファイルが多すぎます（{most}件まで）。分けて送ってください。")
            }
            Self::UnpacksToTooMuch { most_bytes } => write!(
                f,
                "ZIPの中身が大きすぎます（合わせて{}MBまで）。回答票だけを入れて、分けて送ってください。",
                most_bytes >> 20
            ),
            Self::Nothing => {
                f.write_str("ZIPの中に回答票がありません。回答票（.xlsx、.xls、.ods）を入れて送ってください。")
            }
        }
    }
}

impl std::error::Error for BundleFault {}

/// A ZIP of files in memory. Nothing is unpacked before [`Bundle::file`] asks for it.
#[derive(Debug)]
pub struct Bundle<'a> {
    archive: Archive<'a>,
    /// Path in the ZIP, number of the entry.
    files: Vec<(String, usize)>,
}

/// Is it a ZIP of files, rather than a workbook (which is a ZIP too)?
pub fn is_bundle(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"PK") {
        return false;
    }
    let limits = Limits { entries: u16::MAX.into(), ..Limits::default() };
    // What cannot be read is told by who opens it, as the workbook its name says.
    Archive::of_files(bytes, &limits).is_ok_and(|archive| !archive.names().any(is_part_of_a_workbook))
}

fn is_part_of_a_workbook(name: &str) -> bool {
    ["[content_types].xml", "content.xml", "mimetype"].contains(&name.to_ascii_lowercase().as_str())
        || name.to_ascii_lowercase().starts_with("xl/")
}

/// What systems and office programs leave beside people's files.
fn is_left_over(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|folder| folder == "__MACOSX")
        || name.starts_with('.')
        || name.starts_with("~$")
        || ["thumbs.db", "desktop.ini"].contains(&name.to_ascii_lowercase().as_str())
}

impl<'a> Bundle<'a> {
    /// Reads the directory only.
    ///
    /// # Errors
    /// [`BundleFault`]: damaged, too many files, nothing in it.
    pub fn open(bytes: &'a [u8], limits: &BundleLimits) -> Result<Self, BundleFault> {
        let inner = Limits {
            entries: u16::MAX.into(),
            part_bytes: Limits::default().file_bytes,
            unpacked_bytes: limits.unpacked_bytes,
            ..Limits::default()
        };
        let archive = Archive::of_files(bytes, &inner).map_err(|_| BundleFault::Damaged)?;
        let names = archive.names().enumerate();
        let files: Vec<(String, usize)> = names
            .filter(|(_, name)| !name.ends_with('/') && !is_left_over(name))
            .map(|(at, name)| (name.to_owned(), at))
            .collect();
        if files.len() > limits.files {
            return Err(BundleFault::TooManyFiles { most: limits.files });
        }
        if files.is_empty() {
            return Err(BundleFault::Nothing);
        }
        // What the directory says; what is really there is measured while it is unpacked.
        let said: usize = files.iter().map(|(_, at)| archive.unpacked(*at)).fold(0, usize::saturating_add);
        if said > limits.unpacked_bytes {
            return Err(BundleFault::UnpacksToTooMuch { most_bytes: limits.unpacked_bytes });
        }
        Ok(Self { archive, files })
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file's own name, without its folders.
    pub fn name(&self, file: usize) -> &str {
        let path = self.files.get(file).map_or("", |(path, _)| path);
        path.rsplit('/').next().unwrap_or(path)
    }

    /// A file's content.
    ///
    /// # Errors
    /// [`FileFault`]: larger than a workbook may be, a ZIP inside the ZIP, encrypted, damaged.
    pub fn file(&self, file: usize) -> Result<Vec<u8>, FileFault> {
        let (path, entry) = self.files.get(file).ok_or(FileFault::Damaged)?;
        if path.to_lowercase().ends_with(".zip") {
            return Err(FileFault::ZipInZip);
        }
        let most_bytes = Limits::default().file_bytes;
        if self.archive.unpacked(*entry) > most_bytes {
            return Err(FileFault::TooLarge { most_bytes });
        }
        let content = self.archive.part_at(*entry)?;
        if is_bundle(&content) {
            return Err(FileFault::ZipInZip);
        }
        Ok(content)
    }
}
