use image::{ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

fn of(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// Left half red, right half blue.
fn two_halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| colour(x)))
}

/// An Exif block: which way is up, and a text that stands for the place.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x0e, 0x01, 2, 0, 16, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS-35.6,139.7\0\0");
    tiff
}

fn jpeg_with_exif(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_exif_metadata(exif(orientation)).unwrap();
    picture.write_with_encoder(encoder).unwrap();
    bytes
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn the_place_it_was_taken_at_does_not_leave_and_it_stands_upright() {
    let sent = jpeg_with_exif(&two_halves(80, 40), 6);
    assert!(holds(&sent, b"GPS-35.6") && holds(&sent, b"Exif"));
    let seen = redrawn(&sent, &Limits::default()).unwrap();
    assert_eq!((seen.kind, seen.width, seen.height, seen.scaled), (Kind::Jpeg, 40, 80, false));
    assert!(!holds(&seen.bytes, b"GPS") && !holds(&seen.bytes, b"Exif"));
    // Turned by a quarter: what was left is on top.
    let again = image::load_from_memory(&seen.bytes).unwrap().to_rgb8();
    let (top, below) = (again.get_pixel(20, 10), again.get_pixel(20, 70));
    assert!(top.0[0] > 150 && below.0[2] > 150, "{top:?} {below:?}");
}

#[test]
fn text_in_a_png_and_what_stands_behind_its_end_do_not_leave() {
    let mut sent = of(&two_halves(64, 64), ImageFormat::Png);
    // A chunk of text before the end: tEXt, its length, its checksum.
    let text = b"Author\0HIMITSU";
    let mut chunk = u32::try_from(text.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(b"tEXt");
    chunk.extend(text);
    chunk.extend(crc(&chunk[4..]).to_be_bytes());
    let at = sent.len() - 12;
    sent.splice(at..at, chunk);
    sent.extend(b"<script>HIMITSU</script>");
    let seen = redrawn(&sent, &Limits::default()).unwrap();
    assert!(!holds(&seen.bytes, b"HIMITSU"));
    assert_eq!(image::load_from_memory(&seen.bytes).unwrap().width(), 64);
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[test]
fn a_drawing_stays_sharp_holes_stay_holes_and_a_photograph_becomes_small() {
    let drawing = redrawn(&of(&two_halves(300, 200), ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!((drawing.kind, drawing.width), (Kind::Png, 300), "few colours, sharp edges");
    let hole = |x: u32, _| if x < 10 { Rgba([0, 0, 0, 0]) } else { Rgba([9, 9, 9, 255]) };
    let holes = DynamicImage::ImageRgba8(RgbaImage::from_fn(20, 20, hole));
    let seen = redrawn(&of(&holes, ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!(seen.kind, Kind::Png);
    assert_eq!(image::load_from_memory(&seen.bytes).unwrap().to_rgba8().get_pixel(2, 2).0[3], 0);
    // A photograph: soft shades, and a grain that no two pixels share.
    let mut grain = 7_u32;
    let noise = RgbImage::from_fn(200, 200, |x, y| {
        let mut shade = |by: u32| {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u8::try_from((x * by + y) / 5 + 40 + (grain >> 30)).unwrap_or(u8::MAX)
        };
        Rgb([shade(1), shade(2), shade(3)])
    });
    let photo = redrawn(&of(&DynamicImage::ImageRgb8(noise), ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!(photo.kind, Kind::Jpeg);
}

#[test]
fn what_is_larger_than_a_page_needs_is_made_smaller_and_what_is_huge_is_refused_before_it_is_opened() {
    let limits = Limits { side: 100, pixels: 40_000, ..Limits::default() };
    let seen = redrawn(&of(&two_halves(200, 150), ImageFormat::Png), &limits).unwrap();
    assert_eq!((seen.width, seen.height, seen.scaled), (100, 75, true));
    assert_eq!(
        redrawn(&of(&two_halves(200, 200), ImageFormat::Png), &limits).map(|p| p.width),
        Ok(100),
        "just at the limit"
    );
    let over = redrawn(&of(&two_halves(201, 200), ImageFormat::Png), &limits);
    assert_eq!(over, Err(Refusal::TooManyPixels { most_millions: 0 }));
    // A line, however few its pixels are.
    for (long, is_taken) in [(20_000, true), (20_001, false)] {
        let line = redrawn(&of(&two_halves(long, 1), ImageFormat::Png), &Limits::default());
        assert_eq!(line.is_ok(), is_taken, "{long}: {line:?}");
    }
    // A few bytes that say they are 60,000 by 60,000.
    let mut bomb = of(&two_halves(8, 8), ImageFormat::Png);
    bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
    let check = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&check.to_be_bytes());
    assert!(matches!(redrawn(&bomb, &Limits::default()), Err(Refusal::TooManyPixels { .. } | Refusal::Broken)));
    let small = Limits { bytes: 1 << 20, ..Limits::default() };
    let mut long = of(&two_halves(8, 8), ImageFormat::Png);
    long.resize((1 << 20) + 1, 0);
    assert_eq!(redrawn(&long, &small), Err(Refusal::TooLarge { most_megabytes: 1 }));
}

#[test]
fn what_is_cut_off_or_no_picture_is_refused_in_words_and_never_panics() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = of(&two_halves(60, 60), format);
        for cut in (0..whole.len()).step_by(7) {
            let _ = redrawn(&whole[..cut], &Limits::default());
            let mut twisted = whole.clone();
            twisted[cut] ^= 0xA5;
            let _ = redrawn(&twisted, &Limits::default());
        }
        assert!(redrawn(&whole[..20], &Limits::default()).is_err(), "{format:?}");
    }
    assert_eq!(redrawn(b"%PDF-1.7", &Limits::default()), Err(Refusal::Broken));
    assert!(
        !is_picture(b"%PDF-1.7") && !is_picture(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>") && !is_picture(b"")
    );
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0";
    assert_eq!(redrawn(heic, &Limits::default()), Err(Refusal::OtherKind("HEIC（iPhoneの写真）")));
    assert_eq!(redrawn(b"GIF89a....", &Limits::default()), Err(Refusal::OtherKind("GIF")));
    let webp = of(&two_halves(8, 8), ImageFormat::WebP);
    assert_eq!(redrawn(&webp, &Limits::default()), Err(Refusal::OtherKind("WebP")));
    for refusal in [
        Refusal::OtherKind("GIF"),
        Refusal::Broken,
        Refusal::TooLarge { most_megabytes: 10 },
        Refusal::TooManyPixels { most_millions: 50 },
    ] {
        assert!(refusal.sentence().ends_with(['。', '）']), "{}", refusal.sentence());
    }
}
