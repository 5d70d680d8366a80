use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $media_type:literal, $extension:literal;)+) => {
        /// What kinds of file a case may hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum FileKind { $($(#[$doc])* #[serde(rename = $media_type)] $name),+ }

        impl FileKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The media type on the wire and in the database.
            #[must_use]
            pub fn media_type(self) -> &'static str {
                match self { $(Self::$name => $media_type),+ }
            }

            /// The kind with this media type.
            #[must_use]
            pub fn from_media_type(media_type: &str) -> Option<Self> {
                match media_type { $($media_type => Some(Self::$name),)+ _ => None }
            }

            /// The end of a file's name, without the dot.
            #[must_use]
            pub fn extension(self) -> &'static str {
                match self { $(Self::$name => $extension),+ }
            }
        }
    };
}

kinds! {
    Jpeg = "image/jpeg", "jpg";
    Png = "image/png", "png";
    Webp = "image/webp", "webp";
    Pdf = "application/pdf", "pdf";
}

impl FileKind {
    /// What the bytes say they are; what somebody calls them does not count.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Whether a browser may show it inside a page.
    #[must_use]
    pub fn is_image(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

/// A file that belongs to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentInfo {
    pub attachment_id: String,
    pub kind: FileKind,
    pub bytes: u64,
    pub file_name: String,
    /// Who added it, by id; a guest is `guest:<code id>`.
    pub added_by: String,
    pub added_at: DateTime<Utc>,
    /// Event it came with, if it came with one.
    pub event_seq: Option<u32>,
}

/// Longest file name kept, in characters.
const MAX_NAME: usize = 80;

/// A file name that is safe to write into a header and on any disk: the last part of a path, no control
/// characters, nothing that turns the direction of text, no quotes, ending as its kind does.
#[must_use]
pub fn file_name(given: &str, kind: FileKind) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match last.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 5 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) => stem,
        _ => last,
    };
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(
                c,
                '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%' | '`' | '\u{feff}'
            )
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    let kept: String = stem.chars().filter(|c| !is_hidden(*c)).take(MAX_NAME).collect();
    let kept = kept.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = if kept.is_empty() { "file" } else { kept };
    format!("{stem}.{}", kind.extension())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        for (bytes, kind) in [
            (&b"\xff\xd8\xff\xe0 JFIF"[..], Some(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n....", Some(FileKind::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileKind::Webp)),
            (b"%PDF-1.7", Some(FileKind::Pdf)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<html><script>alert(1)</script>", None),
            (b"GIF89a", None),
            (b" %PDF-1.7", None),
            (b"MZ", None),
            (b"", None),
        ] {
            assert_eq!(FileKind::sniff(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn a_file_name_keeps_its_words_and_nothing_else() {
        for (given, kept) in [
            ("现场 照片.JPG", "现场 照片.jpg"),
            ("C:\\Users\\wang\\a.png", "a.jpg"),
            ("../../etc/passwd", "passwd.jpg"),
            ("..", "file.jpg"),
            ("", "file.jpg"),
            ("a\"; filename=\"b.html", "a filename=b.jpg"),
            ("photo\u{202e}gpj.exe", "photogpj.jpg"),
            ("v1.2 final", "v1.2 final.jpg"),
        ] {
            assert_eq!(file_name(given, FileKind::Jpeg), kept, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn no_file_name_leaves_its_directory_or_its_header(given in "\\PC*", raw: String) {
            for given in [given, raw] {
                let kept = file_name(&given, FileKind::Pdf);
                prop_assert!(kept.ends_with(".pdf") && !kept.starts_with('.'));
                prop_assert!(!kept.contains(['/', '\\', '"', '\r', '\n', '\0']));
                prop_assert!(kept.chars().count() <= MAX_NAME + 4);
            }
        }
    }
}
