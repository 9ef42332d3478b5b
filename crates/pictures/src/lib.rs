//! Pictures that people send: by their bytes what they are, opened within limits, and drawn anew. What comes out is a PNG or a
//! JPEG that holds the picture and nothing else: no place it was taken at, no camera, no day, no thumbnail, nothing behind its
//! end. No I/O, no clock; knows nothing of the site.
//!
//! What a stranger can size is limited ([`Limits`]): how large a picture is stands in its first bytes, and is read before
//! anything is unpacked. WebP is not taken: its container says one size and the picture within another, which its reader
//! finds out only after unpacking.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader};

/// What a picture may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The file itself.
    pub bytes: usize,
    /// Width times height, before it is made smaller.
    pub pixels: u64,
    /// The longer side of what comes out: what is larger is made smaller.
    pub side: u32,
}

impl Default for Limits {
    fn default() -> Self {
        // A telephone's photograph has 12 million pixels, a large one 50.
        Self { bytes: 20 << 20, pixels: 50_000_000, side: 2_000 }
    }
}

/// Bytes a decoder may ask for, beside the picture itself; and those of the picture unpacked.
const MOST_MEMORY: u64 = 256 << 20;
/// Neither side may be longer: a line a million wide is no picture.
const LONGEST_SIDE: u32 = 20_000;
const JPEG_QUALITY: u8 = 85;
/// A drawing stays a PNG, with its sharp edges, unless a JPEG is so many times smaller: then it is a photograph.
const PHOTOGRAPH: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Png,
    Jpeg,
}

impl Kind {
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    pub fn of_ending(ending: &str) -> Option<Self> {
        [Self::Png, Self::Jpeg].into_iter().find(|kind| kind.ending() == ending)
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A picture drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub kind: Kind,
    pub bytes: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// It was larger.
    pub scaled: bool,
}

/// Why there is no picture, in the words of the person who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A picture of another kind: its name.
    OtherKind(&'static str),
    Broken,
    TooLarge {
        most_megabytes: usize,
    },
    TooManyPixels {
        most_millions: u64,
    },
}

impl Refusal {
    pub fn sentence(self) -> String {
        match self {
            Self::OtherKind(name) => format!(
                "{name}の画像は付けられません。PNGかJPEGで保存し直してください（画面の写しを撮っても作れます）。"
            ),
            Self::Broken => {
                "画像として読めません。ファイルが壊れているか、途中で切れています。開けるか確かめて、保存し直したものを選んでください。".to_owned()
            }
            Self::TooLarge { most_megabytes } => {
                format!("画像が大きすぎます。{most_megabytes} MBまでです。小さくして保存し直してください。")
            }
            Self::TooManyPixels { most_millions } => format!(
                "画像の縦横が大きすぎます。縦と横を掛けて{}万画素までです。小さくして保存し直してください。",
                most_millions * 100
            ),
        }
    }
}

/// Whether these bytes begin as a picture does: one we take, or one we know and do not take.
pub fn is_picture(bytes: &[u8]) -> bool {
    format_of(bytes).is_some()
}

fn format_of(bytes: &[u8]) -> Option<Result<ImageFormat, &'static str>> {
    let at = |from: usize, mark: &[u8]| bytes.get(from..from + mark.len()) == Some(mark);
    Some(if at(0, b"\x89PNG\r\n\x1a\n") {
        Ok(ImageFormat::Png)
    } else if at(0, b"\xff\xd8\xff") {
        Ok(ImageFormat::Jpeg)
    } else if at(0, b"RIFF") && at(8, b"WEBP") {
        Err("WebP")
    } else if at(0, b"GIF8") {
        Err("GIF")
    } else if at(0, b"BM") && bytes.len() > 26 && bytes[6..10] == [0; 4] {
        Err("BMP")
    } else if at(0, b"II*\0") || at(0, b"MM\0*") {
        Err("TIFF")
    } else if [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc"].iter().any(|mark| at(4, mark)) {
        Err("HEIC（iPhoneの写真）")
    } else if at(4, b"ftypavif") {
        Err("AVIF")
    } else {
        return None;
    })
}

/// The picture alone, drawn anew.
///
/// # Errors
/// A [`Refusal`] with a sentence for the person who sent it.
pub fn redrawn(bytes: &[u8], limits: &Limits) -> Result<Picture, Refusal> {
    if bytes.len() > limits.bytes {
        return Err(Refusal::TooLarge { most_megabytes: limits.bytes >> 20 });
    }
    let format = match format_of(bytes) {
        Some(Ok(format)) => format,
        Some(Err(name)) => return Err(Refusal::OtherKind(name)),
        None => return Err(Refusal::Broken),
    };
    // What a decoder did not foresee is a broken picture to whoever sent it.
    catch_unwind(AssertUnwindSafe(|| drawn(bytes, format, limits))).unwrap_or(Err(Refusal::Broken))
}

fn drawn(bytes: &[u8], format: ImageFormat, limits: &Limits) -> Result<Picture, Refusal> {
    let broken = |_| Refusal::Broken;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(MOST_MEMORY);
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let is_long = width.max(height) > LONGEST_SIDE || decoder.total_bytes() > MOST_MEMORY;
    if is_long || u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Refusal::TooManyPixels { most_millions: limits.pixels / 1_000_000 });
    }
    // Which way is up stands beside the picture, and is gone with the rest: so it is turned.
    let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    // Made smaller first, whole numbers only: turning and finer ways of scaling need several times the memory.
    let scaled = width.max(height) > limits.side;
    if scaled {
        picture = picture.thumbnail(limits.side, limits.side);
    }
    picture.apply_orientation(turn);
    let (kind, bytes) = written(&plain(&picture), format).ok_or(Refusal::Broken)?;
    Ok(Picture { kind, bytes, width: picture.width(), height: picture.height(), scaled })
}

/// Eight bits a channel, grey where it is grey, without a see-through channel that hides nothing.
fn plain(picture: &DynamicImage) -> DynamicImage {
    let colour = picture.color();
    if colour.has_alpha() {
        let whole = picture.to_rgba8();
        if whole.pixels().any(|pixel| pixel.0[3] != u8::MAX) {
            return DynamicImage::ImageRgba8(whole);
        }
    }
    if colour.has_color() {
        DynamicImage::ImageRgb8(picture.to_rgb8())
    } else {
        DynamicImage::ImageLuma8(picture.to_luma8())
    }
}

fn written(picture: &DynamicImage, from: ImageFormat) -> Option<(Kind, Vec<u8>)> {
    let png = || {
        let mut bytes = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut bytes)).ok().map(|()| bytes)
    };
    let jpeg = || {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        picture.write_with_encoder(encoder).ok().map(|()| bytes)
    };
    if picture.color().has_alpha() {
        return Some((Kind::Png, png()?));
    }
    if from == ImageFormat::Jpeg {
        return Some((Kind::Jpeg, jpeg()?));
    }
    let (sharp, small) = (png()?, jpeg()?);
    Some(if sharp.len() > small.len().saturating_mul(PHOTOGRAPH) { (Kind::Jpeg, small) } else { (Kind::Png, sharp) })
}

#[cfg(test)]
mod tests;
