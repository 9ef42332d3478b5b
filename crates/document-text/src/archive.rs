//! The ZIP around docx, xlsx and pptx: measured before anything of it is unpacked, and unpacked within bounds, whatever its
//! directory says.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::{Kind, Limits, Refusal};

/// Pieces a document of the largest kind has.
const MOST_PIECES: usize = 20_000;
/// Below this nobody is harmed, however well it packs.
const HARMLESS_BYTES: u64 = 1 << 20;

pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
    ratio: u64,
}

impl<'a> Archive<'a> {
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::broken("Officeのファイル"))?;
        if zip.len() > MOST_PIECES {
            return Err(Refusal::UnpacksToTooMuch);
        }
        Ok(Self { zip, left: limits.unpacked_bytes, ratio: limits.ratio })
    }

    pub fn kind(&self) -> Option<Kind> {
        let has = |name: &str| self.zip.index_for_name(name).is_some();
        [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx), ("ppt/presentation.xml", Kind::Pptx)]
            .into_iter()
            .find_map(|(name, kind)| has(name).then_some(kind))
    }

    /// Macros, or other programs an office suite would run.
    pub fn has_programs(&self) -> bool {
        self.zip.file_names().any(|name| {
            name.map_or(true, |name| {
                let name = name.to_ascii_lowercase();
                name.ends_with("vbaproject.bin") || name.contains("/activex/") || name.ends_with(".exe")
            })
        })
    }

    /// The bytes of a piece; `None` when there is none of this name.
    pub fn piece(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(at) = self.zip.index_for_name(name) else { return Ok(None) };
        let file = self.zip.by_index(at).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why.contains("assword") => Refusal::Encrypted,
            _ => Refusal::broken("Officeのファイル"),
        })?;
        let packed = file.compressed_size();
        let most = self.left.min(HARMLESS_BYTES.max(packed.saturating_mul(self.ratio)));
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|_| Refusal::broken("Officeのファイル"))?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > most {
            return Err(Refusal::UnpacksToTooMuch);
        }
        self.left -= length;
        Ok(Some(bytes))
    }

    /// Unpacks every piece into nothing: whatever reads them afterwards (calamine, which finds pieces however their
    /// names are spelt) meets nothing larger than was measured here.
    pub fn measure(&mut self) -> Result<(), Refusal> {
        let broken = || Refusal::broken("Officeのファイル");
        let names: Result<Vec<String>, _> =
            self.zip.file_names().map(|name| name.map(std::borrow::Cow::into_owned)).collect();
        for name in names.map_err(|_| broken())? {
            self.piece(&name)?;
        }
        Ok(())
    }
}
