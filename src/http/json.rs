//! Answers as JSON.

use crate::domain::refusal::{Code, Refusal};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Room for most answers.
const USUAL_BYTES: usize = 1_024;

/// An answer as JSON, written into a list of bytes: axum's own goes through a buffer that asks for room at every few of
/// them, and two fifths of what reading a card costs is writing it.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(USUAL_BYTES);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Refusal::new(Code::Internal).into_response()
            }
        }
    }
}
