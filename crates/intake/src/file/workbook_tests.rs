use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;

/// A zip archive of one part.
fn archive(name: &str, content: impl Read) -> Vec<u8> {
    let mut content = content;
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file(name, options).unwrap();
    std::io::copy(&mut content, &mut writer).unwrap();
    writer.finish().unwrap().into_inner()
}

fn checked(bytes: &[u8]) -> Result<(), String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    check(file.path())
}

/// Where the archive says what its only part unpacks to: in front of it and in the directory.
fn set_declared(bytes: &mut [u8], size: u32) {
    for (head, at) in [(&b"PK\x03\x04"[..], 22), (&b"PK\x01\x02"[..], 24)] {
        let start = bytes.windows(4).rposition(|window| window == head).unwrap();
        bytes[start + at..start + at + 4].copy_from_slice(&size.to_le_bytes());
    }
}

#[test]
fn a_part_that_says_it_is_too_large_is_refused_before_it_is_unpacked() {
    for (name, size, said) in [
        ("xl/worksheets/sheet1.xml", 3 << 30, "2048 MiB"),
        ("xl/sharedStrings.xml", 300 << 20, "256 MiB"),
        ("XL/SharedStrings.XML", 300 << 20, "256 MiB"),
        ("xl/workbook.xml", 40 << 20, "32 MiB"),
        ("_rels/.rels", 40 << 20, "32 MiB"),
    ] {
        let mut bytes = archive(name, &b"<x/>"[..]);
        set_declared(&mut bytes, size);
        let error = checked(&bytes).unwrap_err();
        assert!(error.contains(name) && error.contains(said), "{error}");
    }
}

#[test]
fn a_part_that_unpacks_to_more_than_it_says_is_refused() {
    let swollen = std::io::repeat(b'<').take(20 << 20);
    let mut bytes = archive("xl/worksheets/sheet1.xml", swollen);
    assert!(bytes.len() < 100_000);
    set_declared(&mut bytes, 1000);
    let error = checked(&bytes).unwrap_err();
    assert!(
        error.contains("xl/worksheets/sheet1.xml cannot be unpacked") && error.contains("declared"),
        "{error}"
    );
}

#[test]
fn an_endless_text_in_a_sheet_is_refused() {
    let text = b"<v>"
        .chain(std::io::repeat(b'1').take(MAX_RECORD_BYTES as u64))
        .chain(&b"</v>"[..]);
    let error = checked(&archive("xl/worksheets/sheet1.xml", text)).unwrap_err();
    assert!(error.contains("text of more than 4 MiB"), "{error}");
    let many = "<v>1</v>".repeat(1 << 20);
    assert_eq!(
        checked(&archive("xl/worksheets/sheet1.xml", many.as_bytes())),
        Ok(())
    );
}

#[test]
fn a_number_of_texts_that_nobody_has_is_not_believed() {
    for count in ["16777217", "99999999999999999999", " =  '99999999999' "] {
        let text = format!("<sst {}uniqueCount=\"{count}\"><si/></sst>", " ".repeat(65_530));
        let error = checked(&archive("xl/sharedStrings.xml", text.as_bytes())).unwrap_err();
        assert!(error.contains("texts"), "{error}");
    }
    let text = "<sst uniqueCount=\"1000000\" count=\"99999999999\"><si/></sst>";
    assert_eq!(checked(&archive("xl/sharedStrings.xml", text.as_bytes())), Ok(()));
}

#[test]
fn parts_that_are_never_read_may_be_of_any_size() {
    let mut bytes = archive("xl/media/image1.png", &b"x"[..]);
    set_declared(&mut bytes, 4 << 29);
    assert_eq!(checked(&bytes), Ok(()));
}
