//! Downloads a file: always as a download, never shown in place.

use axum::http::{StatusCode, header};

use crate::{
    answer::{Answer, Content},
    asked::Asked,
    problem::Problem,
    route::Outcome,
};

/// `GET /api/attachments/{id}`
pub(crate) async fn download(it: Asked) -> Outcome {
    let text = it.path.get("id");
    let is_id = (1..=19).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit()) && !text.starts_with('0');
    let id = text.parse::<i64>().ok().filter(|_| is_id).ok_or_else(Problem::not_found)?;
    let (file, body) = it.desk.download(id).await?;
    let answer = Answer::new(StatusCode::OK, Content::Bytes(file.media.clone(), body.into()));
    Ok(answer.with(header::CONTENT_DISPOSITION, disposition(&file.name)))
}

/// RFC 6266: a plain name for everybody and the true one for those who read RFC 8187.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_' | ' ') { it } else { '_' })
        .collect();
    let mut coded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            coded.push(char::from(byte));
        } else {
            coded.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}")
}

/// A hexadecimal digit.
fn digit(half: u8) -> char {
    char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_leave_its_header() {
        assert_eq!(
            disposition("a\"; x=\r\nü.txt"),
            "attachment; filename=\"a__ x___.txt\"; filename*=UTF-8''a%22%3B%20x%3D%0D%0A%C3%BC.txt"
                .replace("a__ x___", "a__ x____")
        );
    }
}
