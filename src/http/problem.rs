//! How a refusal leaves the service: RFC 9457 problem details, in the asker's language, with a stable code.

use crate::domain::refusal::{Code, Kind, Language, Refusal};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` says what it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code, such as `FolderOnLoan`.
    pub code: String,
    /// What happened, in the language asked for.
    pub detail: String,
    /// What the sentence is about, by name.
    pub params: BTreeMap<String, String>,
}

impl Problem {
    /// The problem details of a refusal.
    #[must_use]
    pub fn of(refusal: &Refusal, language: Language) -> Self {
        let status = status(refusal.code.kind());
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code: refusal.code.name().to_owned(),
            detail: refusal.message(language),
            params: refusal.params.iter().cloned().collect(),
        }
    }
}

/// The status of a kind of refusal: the one table.
#[must_use]
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::BAD_REQUEST,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Stale => StatusCode::PRECONDITION_FAILED,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Kind::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A refusal leaves a handler as its status alone; `render` writes the sentence, for it knows the language.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(self.code.kind()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the problem details of a response that carries a refusal.
#[must_use]
pub fn render(mut response: Response, language: Language) -> Response {
    let refusal = match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => refusal,
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed.into(),
        None => return response,
    };
    let problem = Problem::of(&refusal, language);
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    // The rest of the answer stays: a 405 says in `Allow` what the address does answer.
    let mut rendered = response.map(|_| Body::from(body));
    *rendered.status_mut() = status(refusal.code.kind());
    let headers = rendered.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if refusal.code.kind() == Kind::Unavailable {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if let Some((_, seconds)) = refusal.params.iter().find(|(name, _)| name == "seconds")
        && let Ok(seconds) = HeaderValue::from_str(seconds)
    {
        headers.insert(header::RETRY_AFTER, seconds);
    }
    rendered
}

/// The language asked for: the first of ours in `Accept-Language`, else English.
#[must_use]
pub fn language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for tag in accepted.split(',').map(|part| part.trim().to_ascii_lowercase()) {
        if tag.starts_with("zh") {
            return Language::Zh;
        }
        if tag.starts_with("en") {
            return Language::En;
        }
    }
    Language::En
}

#[cfg(test)]
mod tests {
    use super::status;
    use crate::domain::refusal::{Code, Language};

    #[test]
    fn the_interfaces_page_lists_every_code_with_its_status_and_sentence_and_no_other() {
        let row = |code: &Code| {
            let (name, status) = (code.name(), status(code.kind()).as_u16());
            format!("| `{name}` | {status} | {} |", code.template(Language::En))
        };
        let wanted: Vec<String> = Code::ALL.iter().map(row).collect();
        let page = include_str!("../../docs/api.md");
        let table = page.lines().skip_while(|line| *line != "| code | status | sentence |").skip(2);
        let found: Vec<&str> = table.take_while(|line| line.starts_with('|')).collect();
        assert_eq!(found, wanted, "the table of docs/api.md should be:\n{}", wanted.join("\n"));
    }

    #[test]
    fn no_blank_of_a_sentence_is_named_by_a_language() {
        // `detail_zh` and `detail_en` both fill `{detail}`, each in its own sentence.
        for code in Code::ALL {
            let sentences = [Language::Zh, Language::En].map(|language| code.template(language));
            assert!(
                sentences.iter().all(|sentence| !sentence.contains("_zh}") && !sentence.contains("_en}")),
                "{code:?}"
            );
        }
    }
}
