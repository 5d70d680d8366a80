//! Pictures are decoded and written anew: what is left is what can be seen, upright, and nothing else.

use std::io::Cursor;

use domain::desk::FileKind;
use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Longest side of a picture.
const MAX_SIDE: u32 = 16_384;
/// Most pixels of a picture: the largest that phones take as a rule.
const MAX_PIXELS: u64 = 50_000_000;
/// Most memory for decoding one.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;
/// Of JPEG, 1 to 100.
const QUALITY: u8 = 88;

/// Why a picture is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFault {
    /// It cannot be decoded.
    Unreadable,
    /// It has too many pixels, however few bytes say so.
    TooLarge,
}

/// The picture without anything that is not seen: no position, no time, no camera, no thumbnail, no text.
/// The way up that a camera noted is applied first. WebP becomes JPEG, or PNG if it is transparent.
pub(crate) fn clean(kind: FileKind, bytes: &[u8]) -> Result<(FileKind, Vec<u8>), PictureFault> {
    let format = match kind {
        FileKind::Jpeg => ImageFormat::Jpeg,
        FileKind::Png => ImageFormat::Png,
        FileKind::Webp => ImageFormat::WebP,
        FileKind::Pdf => return Err(PictureFault::Unreadable),
    };
    let picture = decode(format, bytes).map_err(|error| match error {
        ImageError::Limits(_) => PictureFault::TooLarge,
        _ => PictureFault::Unreadable,
    })?;
    let as_png = kind == FileKind::Png || (kind == FileKind::Webp && picture.color().has_alpha());
    let mut out = Cursor::new(Vec::new());
    let written = if as_png {
        picture.write_to(&mut out, ImageFormat::Png)
    } else {
        let picture = match picture {
            grey @ DynamicImage::ImageLuma8(_) => grey,
            other => DynamicImage::ImageRgb8(other.into_rgb8()),
        };
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
    };
    written.map_err(|_| PictureFault::Unreadable)?;
    let kind = if as_png { FileKind::Png } else { FileKind::Jpeg };
    Ok((kind, out.into_inner()))
}

fn decode(format: ImageFormat, bytes: &[u8]) -> Result<DynamicImage, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_MEMORY {
        return Err(ImageError::Limits(image::error::LimitError::from_kind(
            image::error::LimitErrorKind::DimensionError,
        )));
    }
    let way_up = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(way_up);
    Ok(picture)
}
