//! Files in and out: one part of a form, and a download that no browser runs.

use axum::body::Body;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::response::{IntoResponse, Response};
use desk::{GivenFile, MAX_FILE_BYTES, OpenedFile};
use http::{HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_util::io::ReaderStream;

/// What RFC 8187 lets stand in a name.
pub(crate) const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// A file is looked at by itself: no script, no form, no origin of ours.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");

/// More than any form of ours has without its file, in bytes.
pub(crate) const MAX_FORM_BYTES: usize = 64 * 1024;
/// Bytes of a whole upload: the file and what a form puts around it.
pub(crate) const MAX_UPLOAD_BYTES: usize = MAX_FILE_BYTES + 64 * 1024;

/// Reads the part `file` of a form, and stops as soon as it is too large. `None`: there is no such part, or no
/// form. Other parts are not looked at.
pub(crate) async fn received(mut form: Multipart) -> Option<GivenFile> {
    while let Ok(Some(part)) = form.next_field().await {
        if part.name() == Some("file") {
            return given(part).await;
        }
    }
    None
}

/// The fields of a form that carries a file, and the file if one was chosen.
pub(crate) async fn parted(mut form: Multipart) -> (Vec<(String, String)>, Option<GivenFile>) {
    let (mut fields, mut file) = (Vec::new(), None);
    while let Ok(Some(part)) = form.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            file = given(part).await.filter(|file| !file.bytes.is_empty());
        } else if let Ok(text) = part.text().await {
            fields.push((name, text.chars().take(MAX_FORM_BYTES).collect()));
        }
    }
    (fields, file)
}

/// Reads one part as a file, and stops as soon as it is too large.
pub(crate) async fn given(mut part: Field<'_>) -> Option<GivenFile> {
    let name = part.file_name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    loop {
        match part.chunk().await {
            Ok(Some(chunk)) => {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > MAX_FILE_BYTES {
                    break;
                }
            }
            Ok(None) => break,
            Err(_) => return None,
        }
    }
    Some(GivenFile {
        name,
        bytes,
        event_seq: None,
    })
}

/// The file as an answer. Pictures are shown, everything else is saved; nothing is kept on the way.
pub(crate) fn sent(opened: OpenedFile) -> Response {
    let OpenedFile { info, file } = opened;
    let way = if info.kind.is_image() {
        "inline"
    } else {
        "attachment"
    };
    let name = utf8_percent_encode(&info.file_name, KEPT);
    let disposition = format!(
        "{way}; filename=\"file.{}\"; filename*=UTF-8''{name}",
        info.kind.extension()
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(info.kind.media_type()),
        ),
        (header::CONTENT_LENGTH, HeaderValue::from(info.bytes)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    (
        StatusCode::OK,
        headers,
        Body::from_stream(ReaderStream::new(file)),
    )
        .into_response()
}
