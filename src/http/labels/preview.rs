//! A template as it will look, before it is kept: filled with invented contents or with something real.

use super::{eyes, one_file, warnings};
use crate::archive::Meta;
use crate::domain::command::Command;
use crate::domain::policy::Permission;
use crate::domain::refusal::{Code, Refusal};
use crate::domain::value::Bilingual;
use crate::http::App;
use crate::http::extract::Submit;
use crate::http::problem::Problem;
use crate::label::{Format, Medium, Print, Start, Template, Words, print, sample};
use crate::printing::{Design, Spoken, confidential, draw_from, needed};
use axum::extract::State as Of;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a browser may do with the drawing: show it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// How many rows an invented list has.
const ROWS: usize = 7;

/// A template's own name.
pub fn title(template: &Template) -> Bilingual {
    Bilingual::new(template.title(Words::Zh), template.title(Words::En))
}

/// A template to look at.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PreviewBody {
    /// The template.
    svg: String,
    /// In which language its words are.
    #[serde(default)]
    words: Spoken,
    /// Whatever it is filled with, by its code; invented contents unless said.
    of: Option<String>,
    /// The printer's dots in an inch; 203 unless said.
    dpi: Option<u32>,
}

/// A template drawn in its true size, as it will be printed. What is wrong with it is said with its line; `x-warnings` is as
/// of labels.
#[utoipa::path(post, operation_id = "preview_template", path = "/label-templates/preview", tag = "labels", request_body = PreviewBody,
    responses((status = 200, content((String = "image/svg+xml"))), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn preview(Of(app): Of<App>, submit: Submit<PreviewBody>) -> Result<Response, Refusal> {
    let Submit { asker, meta, body } = submit;
    asker.require(Permission::LabelPrint)?;
    app.views.surely_caught_up(asker.state().seq).await?;
    let (language, app_too) = (asker.language, app.clone());
    let drawn = tokio::task::spawn_blocking(move || {
        let template = Template::read(&body.svg)?;
        let words = body.words.words();
        let (printed, looks) = match &body.of {
            None => {
                let contents = [sample(template.kind(), words, ROWS)];
                let medium = Medium::own(template.size_mm());
                let dpi = body.dpi.unwrap_or(203);
                let job = Print {
                    template: &template,
                    contents: &contents,
                    words,
                    medium: &medium,
                    start: Start::default(),
                    dpi,
                };
                (print(&job, Format::Svg)?, Vec::new())
            }
            Some(code) => {
                let design = design(body.words, body.dpi);
                let codes = std::slice::from_ref(code);
                asker.require(needed(template.kind()))?;
                let eyes = eyes(&app_too, &asker);
                let printed = draw_from(eyes, &template, &design, codes, Format::Svg)?;
                (printed, confidential(eyes, template.kind(), codes))
            }
        };
        Ok::<_, Refusal>((printed, looks))
    });
    let (printed, looks) = drawn.await.map_err(|_| Code::Internal)??;
    for folder in looks {
        app.archive.execute(Meta::of(meta.actor), Command::Look { folder }).await?;
    }
    let headers = [
        (header::CONTENT_TYPE, Format::Svg.media_type().to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (HeaderName::from_static("x-warnings"), warnings(&printed.warnings, language)),
    ];
    Ok((headers, one_file(&printed.files, None)?).into_response())
}

fn design(words: Spoken, dpi: Option<u32>) -> Design {
    let (template, paper) = ("preview".to_owned(), crate::domain::label::Paper::default());
    Design { template, paper, words, start: 1, right_tenths: 0, down_tenths: 0, dpi }
}
