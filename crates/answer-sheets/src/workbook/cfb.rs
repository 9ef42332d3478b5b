//! The compound file around `.xls` and around encrypted workbooks: names of streams, and their bytes. Every chain is bounded
//! by the size of the file, so circles end.

const FREE: u32 = 0xffff_fffa;

/// A compound file in memory.
pub(super) struct Cfb<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    mini_cutoff: usize,
    entries: Vec<(String, u32, usize)>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

impl<'a> Cfb<'a> {
    /// `None` when damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = match shift {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut file = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            mini_cutoff: usize::try_from(u32_at(bytes, 56)?).ok()?,
            entries: Vec::new(),
        };
        let most_sectors = bytes.len() / sector + 1;
        let mut difat: Vec<u32> = words(bytes.get(76..512)?).filter(|at| *at < FREE).collect();
        let mut next = u32_at(bytes, 68)?;
        let mut seen = 0;
        while next < FREE && seen < most_sectors {
            let part = file.sector_at(next)?;
            difat.extend(words(&part[..sector - 4]).filter(|at| *at < FREE));
            next = u32_at(part, sector - 4)?;
            seen += 1;
        }
        if difat.len() > most_sectors {
            return None;
        }
        for at in difat {
            let part: Vec<u32> = words(file.sector_at(at)?).collect();
            file.fat.extend(part);
        }
        let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        for entry in directory.chunks_exact(128) {
            let length = usize::from(u16_at(entry, 64)?).saturating_sub(2).min(62);
            if length == 0 {
                continue;
            }
            let name: Vec<u16> = entry[..length].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
            let size = usize::try_from(u32_at(entry, 120)?).ok()?;
            file.entries.push((String::from_utf16_lossy(&name), u32_at(entry, 116)?, size));
        }
        let (_, root, root_size) = file.entries.first()?.clone();
        if root < FREE {
            file.mini = file.chain(root, root_size)?;
            let mini_fat = file.chain(u32_at(bytes, 60)?, usize::MAX).unwrap_or_default();
            file.mini_fat = words(&mini_fat).collect();
        }
        Some(file)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(known, ..)| known.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let (_, start, size) = self.entries.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name))?;
        if *size >= self.mini_cutoff {
            return self.chain(*start, *size);
        }
        let mut stream = Vec::with_capacity((*size).min(self.mini.len()));
        let mut at = *start;
        while at < FREE && stream.len() < *size {
            let from = usize::try_from(at).ok()?.checked_mul(64)?;
            stream.extend_from_slice(self.mini.get(from..from + 64)?);
            at = *self.mini_fat.get(usize::try_from(at).ok()?)?;
        }
        stream.truncate(*size);
        Some(stream)
    }

    fn sector_at(&self, at: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(at).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        self.bytes.get(from..from.checked_add(self.sector)?)
    }

    /// A chain of sectors, at most as long as the file.
    fn chain(&self, start: u32, size: usize) -> Option<Vec<u8>> {
        let mut chain = Vec::new();
        let mut at = start;
        while at < FREE && chain.len() < size {
            // The last sector of a file may be cut short.
            let from = usize::try_from(at).ok()?.checked_add(1)?.checked_mul(self.sector)?;
            chain.extend_from_slice(self.bytes.get(from..self.bytes.len().min(from + self.sector))?);
            if chain.len() > self.bytes.len() {
                return None;
            }
            at = *self.fat.get(usize::try_from(at).ok()?)?;
        }
        chain.truncate(size);
        Some(chain)
    }
}
