//! A file on a record: always a download, unless it is surely a picture; never run in our name.

use axum::{
    extract::Path,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};

use crate::{asker::Asker, problem::Problem};

/// What no file may do, whatever it holds.
const SANDBOX: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/// The content of a file.
pub(crate) async fn fetch(asker: Asker, Path(id): Path<i64>) -> Result<Response, Problem> {
    let (file, body) = asker.desk.download(id).await?;
    let is_picture = ["image/png", "image/jpeg", "image/gif"].contains(&file.media.as_str());
    let (way, kind) =
        if is_picture { ("inline", file.media.as_str()) } else { ("attachment", "application/octet-stream") };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream")),
    );
    headers.insert(header::CONTENT_DISPOSITION, disposition(way, &file.name));
    headers.insert(HeaderName::from_static("content-security-policy"), HeaderValue::from_static(SANDBOX));
    Ok(response)
}

/// How it is offered; the name in plain letters, and whole for those who read RFC 8187.
fn disposition(way: &str, name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_' | ' ') { it } else { '_' })
        .collect();
    let whole: String = crate::urls::encode(name).replace('+', "%20").replace('*', "%2A");
    HeaderValue::from_str(&format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}
