//! Attributes of the template's elements: which there may be, what they mean, and what is handed down from a group.

use crate::label::drawing::Colour;
use crate::label::error::{LabelError, Said};
use crate::label::fonts::Family;
use crate::label::text::Align;
use roxmltree::Node;
use std::str::FromStr;
use tiny_skia::{LineCap, LineJoin, Stroke, StrokeDash, Transform};

/// Attributes that any drawn element may have, and what may stand in its `style`.
const LOOKS: &[&str] = &[
    "fill",
    "fill-rule",
    "font-family",
    "font-size",
    "font-weight",
    "letter-spacing",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-width",
    "text-anchor",
    "writing-mode",
];
/// Attributes of any element that change nothing of what is drawn.
const SILENT: &[&str] = &["id", "class", "data-note"];
/// What drawing programs add to files of theirs.
const EDITORS: &[&str] =
    &["http://www.inkscape.org/namespaces/inkscape", "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"];
const XLINK: &str = "http://www.w3.org/1999/xlink";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// An element with its line.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// The node.
    pub node: Node<'a, 'a>,
    /// Where it stands.
    pub line: u32,
}

impl<'a> Element<'a> {
    /// The element of a node.
    pub fn new(node: Node<'a, 'a>) -> Self {
        Self { node, line: node.document().text_pos_at(node.range().start).row }
    }

    /// A refusal of what cannot be read here.
    pub fn unreadable(&self, en: impl Into<String>, zh: impl Into<String>) -> LabelError {
        self.wrong(Said::new(en, zh))
    }

    /// The same, where it is said already.
    pub fn wrong(&self, detail: Said) -> LabelError {
        LabelError::Unreadable { line: self.line, detail }
    }

    /// A refusal of this element where it stands.
    pub fn forbidden_within(&self, en: &str, zh: &str) -> LabelError {
        let name = self.node.tag_name().name();
        self.forbidden(format!("the element {name} in {en}"), format!("{zh}中的元素 {name}"))
    }

    /// A refusal of what must not stand here.
    pub fn forbidden(&self, en: impl Into<String>, zh: impl Into<String>) -> LabelError {
        LabelError::Forbidden { line: self.line, what: Said::new(en, zh) }
    }

    /// Refuses every attribute that neither all elements nor this one may have.
    pub fn check(&self, own: &[&str]) -> Result<(), LabelError> {
        for attribute in self.node.attributes() {
            let name = attribute.name();
            match attribute.namespace() {
                Some(namespace) if EDITORS.contains(&namespace) || namespace == XML => continue,
                Some(namespace) if namespace == XLINK && name == "href" && own.contains(&"href") => continue,
                Some(_) => return Err(self.forbidden(name, name)),
                None => {}
            }
            let is_known = own.contains(&name) || LOOKS.contains(&name) || SILENT.contains(&name);
            if !is_known && !["style", "transform", "data-page", "data-if"].contains(&name) {
                return Err(self.forbidden(name, name));
            }
        }
        let unknown = self.declarations().map(|(name, _)| name).find(|name| !name.is_empty() && !is_style(name));
        unknown.map_or(Ok(()), |name| Err(self.forbidden(name, name)))
    }

    /// Nothing may lead out of the template: neither `href` nor `url(…)`, in whatever attribute.
    pub fn check_links(&self) -> Result<(), LabelError> {
        let outside = self.node.attributes().find(|attribute| {
            let (name, value) = (attribute.name(), attribute.value());
            (name == "href" && !value.starts_with('#')) || value.to_ascii_lowercase().contains("url(")
        });
        outside.map_or(Ok(()), |attribute| {
            let target = attribute.value().chars().take(100).collect();
            Err(LabelError::LinksOutside { line: self.line, target })
        })
    }

    fn declarations(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let style = self.node.attribute("style").unwrap_or_default();
        style.split(';').filter_map(|one| one.split_once(':')).map(|(name, value)| (name.trim(), value.trim()))
    }

    /// An attribute of how it looks; what `style` says goes first.
    fn look(&self, name: &str) -> Option<&'a str> {
        self.declarations()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
            .or_else(|| self.node.attribute(name))
    }

    /// A number, in millimetres where it is a length.
    pub fn number(&self, name: &str) -> Result<Option<f32>, LabelError> {
        self.node.attribute(name).map(|value| self.parse(name, value)).transpose()
    }

    /// A number that may be left out and is nought then.
    pub fn number_or_0(&self, name: &str) -> Result<f32, LabelError> {
        Ok(self.number(name)?.unwrap_or(0.0))
    }

    /// A number that must be there and above nought.
    pub fn positive(&self, name: &str) -> Result<f32, LabelError> {
        let value = self.number(name)?.filter(|value| *value > 0.0);
        value.ok_or_else(|| {
            self.unreadable(format!("{name} must be a number above 0"), format!("{name} 必须是大于 0 的数"))
        })
    }

    fn parse(&self, name: &str, value: &str) -> Result<f32, LabelError> {
        let text = value.trim();
        let text = text.strip_suffix("mm").or_else(|| text.strip_suffix("px")).unwrap_or(text);
        f32::from_str(text).ok().filter(|number| number.is_finite() && number.abs() <= 100_000.0).ok_or_else(|| {
            self.unreadable(
                format!("{name}=\"{value}\" is no number of millimetres"),
                format!("{name}=\"{value}\" 不是毫米数"),
            )
        })
    }

    /// Several numbers.
    pub fn numbers(&self, name: &str) -> Result<Vec<f32>, LabelError> {
        let value = self.node.attribute(name).unwrap_or_default();
        let words = value.split(|c: char| c == ',' || c.is_ascii_whitespace()).filter(|word| !word.is_empty());
        words.take(10_000).map(|word| self.parse(name, word)).collect()
    }

    /// Where its group lies.
    pub fn transform(&self) -> Result<Transform, LabelError> {
        let Some(value) = self.node.attribute("transform") else { return Ok(Transform::identity()) };
        let read =
            svgtypes::Transform::from_str(value).map_err(|error| self.wrong(Said::reported("transform", &error)))?;
        let t = Transform::from_row(
            read.a as f32,
            read.b as f32,
            read.c as f32,
            read.d as f32,
            read.e as f32,
            read.f as f32,
        );
        if t.is_finite() { Ok(t) } else { Err(self.unreadable("transform is not finite", "transform 不是有限数")) }
    }
}

fn is_style(name: &str) -> bool {
    // Inkscape writes these wherever it may, and they change nothing here.
    LOOKS.contains(&name) || name.starts_with("-inkscape") || ["display", "font-style", "line-height"].contains(&name)
}

/// How things look where nothing else is said, handed down from group to group.
#[derive(Debug, Clone)]
pub struct Look {
    /// Inside of shapes, and text; none is not painted.
    pub fill: Option<Colour>,
    /// What is enclosed twice.
    pub is_even_odd: bool,
    /// Lines; none are not painted.
    pub line: Option<Colour>,
    /// How lines are drawn.
    pub stroke: Stroke,
    /// Type.
    pub family: Family,
    /// Bold.
    pub is_bold: bool,
    /// Size.
    pub size_mm: f32,
    /// Between characters.
    pub spacing_mm: f32,
    /// Where in a line.
    pub align: Align,
    /// Chinese from above.
    pub is_vertical: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            fill: Some(Colour::BLACK),
            is_even_odd: false,
            line: None,
            stroke: Stroke::default(),
            family: Family::Sans,
            is_bold: false,
            size_mm: 3.0,
            spacing_mm: 0.0,
            align: Align::Start,
            is_vertical: false,
        }
    }
}

impl Look {
    /// The look of an element within this one's.
    pub fn of(&self, element: &Element<'_>) -> Result<Self, LabelError> {
        let mut look = self.clone();
        if let Some(value) = element.look("fill") {
            look.fill = colour(element, value)?;
        }
        if let Some(value) = element.look("stroke") {
            look.line = colour(element, value)?;
        }
        if let Some(value) = element.look("fill-rule") {
            look.is_even_odd = value == "evenodd";
        }
        look.read_stroke(element)?;
        look.read_type(element)?;
        Ok(look)
    }

    fn read_stroke(&mut self, element: &Element<'_>) -> Result<(), LabelError> {
        if let Some(value) = element.look("stroke-width") {
            self.stroke.width = element.parse("stroke-width", value)?;
        }
        if let Some(value) = element.look("stroke-miterlimit") {
            self.stroke.miter_limit = element.parse("stroke-miterlimit", value)?;
        }
        match element.look("stroke-linecap") {
            Some("round") => self.stroke.line_cap = LineCap::Round,
            Some("square") => self.stroke.line_cap = LineCap::Square,
            Some(_) => self.stroke.line_cap = LineCap::Butt,
            None => {}
        }
        match element.look("stroke-linejoin") {
            Some("round") => self.stroke.line_join = LineJoin::Round,
            Some("bevel") => self.stroke.line_join = LineJoin::Bevel,
            Some(_) => self.stroke.line_join = LineJoin::Miter,
            None => {}
        }
        match element.look("stroke-dasharray") {
            Some("none") => self.stroke.dash = None,
            Some(value) => {
                let words = value.split([',', ' ']).filter(|word| !word.is_empty()).take(16);
                let mut dashes =
                    words.map(|word| element.parse("stroke-dasharray", word)).collect::<Result<Vec<_>, _>>()?;
                if dashes.len() % 2 == 1 {
                    dashes.extend_from_within(..);
                }
                if dashes.iter().any(|dash| *dash < 0.05) {
                    return Err(element.unreadable(
                        "stroke-dasharray needs lengths of 0.05 mm or more",
                        "stroke-dasharray 的每段长度至少为 0.05 毫米",
                    ));
                }
                self.stroke.dash = StrokeDash::new(dashes, 0.0);
            }
            None => {}
        }
        Ok(())
    }

    fn read_type(&mut self, element: &Element<'_>) -> Result<(), LabelError> {
        if let Some(value) = element.look("font-family") {
            // Whatever is asked for, what is drawn with is one of the shipped faces.
            let is_serif =
                value.to_ascii_lowercase().replace("sans-serif", "").contains("serif") || value.contains("Song");
            self.family = if is_serif { Family::Serif } else { Family::Sans };
        }
        if let Some(value) = element.look("font-weight") {
            self.is_bold = value == "bold" || value.parse::<u32>().is_ok_and(|weight| weight >= 600);
        }
        if let Some(value) = element.look("font-size") {
            self.size_mm = element.parse("font-size", value)?;
            if !(0.5..=100.0).contains(&self.size_mm) {
                return Err(element
                    .unreadable("font-size must be between 0.5 and 100 mm", "font-size 必须在 0.5 至 100 毫米之间"));
            }
        }
        if let Some(value) = element.look("letter-spacing") {
            self.spacing_mm = if value == "normal" { 0.0 } else { element.parse("letter-spacing", value)? };
            if !(0.0..=100.0).contains(&self.spacing_mm) {
                return Err(element.unreadable(
                    "letter-spacing must be between 0 and 100 mm",
                    "letter-spacing 必须在 0 至 100 毫米之间",
                ));
            }
        }
        if let Some(value) = element.look("text-anchor") {
            self.align = align(element, value)?;
        }
        if let Some(value) = element.look("writing-mode") {
            self.is_vertical = matches!(value, "tb" | "tb-rl" | "vertical-rl");
        }
        Ok(())
    }
}

/// `start`, `middle` or `end`.
pub fn align(element: &Element<'_>, value: &str) -> Result<Align, LabelError> {
    match value {
        "start" | "top" => Ok(Align::Start),
        "middle" => Ok(Align::Middle),
        "end" | "bottom" => Ok(Align::End),
        other => Err(element.unreadable(
            format!("{other} is neither start, middle nor end"),
            format!("{other} 不是 start、middle 或 end"),
        )),
    }
}

fn colour(element: &Element<'_>, value: &str) -> Result<Option<Colour>, LabelError> {
    if value == "none" {
        return Ok(None);
    }
    let read = svgtypes::Color::from_str(value).ok().filter(|colour| colour.alpha == 255);
    let read = read.ok_or_else(|| element.forbidden(format!("the colour {value}"), format!("颜色 {value}")))?;
    Ok(Some(Colour { red: read.red, green: read.green, blue: read.blue }))
}
