//! From SVG to a template: one pass over the elements, refusing whatever is not known here.

use super::shapes;
use super::style::{Element, Look, align};
use super::words::Text;
use super::{Cell, ELEMENTS_MAX, OnPage, Part, Rows, SIDES_MM, TEMPLATE_BYTES, Template, What, When};
use crate::label::drawing::{Area, Colour, Turn};
use crate::label::error::{LabelError, Said};
use crate::label::kind::{BUILT_IN, Kind, NEVER_CUT};
use crate::label::qr::Level;
use crate::label::text::{Fit, Style};
use roxmltree::{Document, Node, ParsingOptions};
use tiny_skia::Transform;

const SVG: &str = "http://www.w3.org/2000/svg";
/// How deep groups may stand in groups.
const DEPTH_MAX: usize = 24;
/// How many segments all its paths may have, dashes counted each.
const SEGMENTS_MAX: usize = 200_000;
/// How small text may get where the template does not say, as a part of its size and in millimetres.
const LEAST: f32 = 0.62;
const LEAST_MM: f32 = 1.8;
/// How small a code may get before it is refused.
const LEAST_CODE_MM: f32 = 1.6;
/// What is drawn.
const DRAWN: &[&str] = &["g", "use", "text", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path"];

pub fn template(svg: &str) -> Result<Template, LabelError> {
    if svg.len() > TEMPLATE_BYTES {
        return Err(LabelError::TooMuch { limit: TEMPLATE_BYTES, what: "bytes in a template" });
    }
    let options = ParsingOptions { nodes_limit: 40_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|error| LabelError::Unreadable {
        line: error.pos().row,
        detail: Said::new(error.to_string(), "不是规范的 XML"),
    })?;
    let root = Element::new(document.root_element());
    if !root.node.has_tag_name((SVG, "svg")) {
        return Err(root.unreadable(
            "the outermost element is not svg in the namespace of SVG",
            "最外层元素不是 SVG 命名空间中的 svg",
        ));
    }
    root.check_links()?;
    root.check(&["width", "height", "viewBox", "version", "data-kind", "preserveAspectRatio"])?;
    let (width_mm, height_mm) = size(&root)?;
    let kind = root.node.attribute("data-kind").unwrap_or_default();
    let kind = Kind::of(kind).ok_or_else(|| {
        root.unreadable("data-kind must say what the template is for", "data-kind 必须说明模板的用途")
    })?;
    let mut reader = Reader {
        page: Area { x_mm: 0.0, y_mm: 0.0, width_mm, height_mm },
        kind,
        title: Text::default(),
        parts: Vec::new(),
        rows: None,
        drawn: 0,
        segments: 0,
        uses: Vec::new(),
        is_in_rows: false,
    };
    let look = Look::default().of(&root)?;
    reader.children(&root, &Place { look, frame: Transform::identity(), when: When::default(), depth: 0 })?;
    reader.finish()
}

/// The paper: width and height in millimetres, one unit of the drawing to a millimetre.
fn size(root: &Element<'_>) -> Result<(f32, f32), LabelError> {
    let (width, height) = (root.positive("width")?, root.positive("height")?);
    let is_mm = |name| root.node.attribute(name).is_some_and(|value| value.trim().ends_with("mm"));
    if !is_mm("width") || !is_mm("height") {
        return Err(root.unreadable("width and height must be in mm", "width 和 height 必须以 mm 为单位"));
    }
    let fits = matches!(root.numbers("viewBox")?[..], [x, y, w, h]
        if x == 0.0 && y == 0.0 && (w - width).abs() < 0.01 && (h - height).abs() < 0.01);
    if !fits {
        return Err(root.unreadable(
            format!("viewBox must be \"0 0 {width} {height}\": one unit is a millimetre"),
            format!("viewBox 必须为 \"0 0 {width} {height}\"，一个单位为一毫米"),
        ));
    }
    if !SIDES_MM.contains(&width) || !SIDES_MM.contains(&height) {
        return Err(root.unreadable("a side must be between 5 and 1200 mm", "边长必须在 5 至 1200 毫米之间"));
    }
    Ok((width, height))
}

/// Where in the tree one is.
#[derive(Clone)]
struct Place {
    look: Look,
    frame: Transform,
    when: When,
    depth: usize,
}

struct Reader<'a> {
    page: Area,
    kind: Kind,
    title: Text,
    parts: Vec<(u32, Part)>,
    rows: Option<(u32, Rows)>,
    drawn: usize,
    segments: usize,
    /// The elements that are being shown by `use` right now.
    uses: Vec<Node<'a, 'a>>,
    is_in_rows: bool,
}

impl<'a> Reader<'a> {
    fn children(&mut self, parent: &Element<'a>, place: &Place) -> Result<(), LabelError> {
        if place.depth > DEPTH_MAX {
            return Err(LabelError::TooMuch { limit: DEPTH_MAX, what: "groups in groups" });
        }
        for child in parent.node.children() {
            if child.is_element() {
                self.element(&Element::new(child), place)?;
            } else if child.is_pi() {
                return Err(Element::new(child).forbidden("a processing instruction", "处理指令"));
            } else if child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()) {
                return Err(Element::new(child).unreadable("words outside of text", "text 之外有文字"));
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element<'a>, outer: &Place) -> Result<(), LabelError> {
        let name = element.node.tag_name().name();
        match element.node.tag_name().namespace() {
            Some(SVG) => {}
            // What a drawing program notes for itself.
            Some(namespace) if namespace.contains("inkscape") || namespace.contains("sodipodi") => return Ok(()),
            _ => return Err(element.forbidden(format!("the element {name}"), format!("元素 {name}"))),
        }
        match name {
            "title" if outer.depth == 0 => {
                let words = element.node.text().unwrap_or_default();
                self.title = Text::read(words).map_err(|detail| element.wrong(detail))?;
                return Ok(());
            }
            "title" | "desc" | "metadata" => return Ok(()),
            "defs" => return element.check(&[]),
            _ => {}
        }
        if !DRAWN.contains(&name) {
            return Err(element.forbidden(format!("the element {name}"), format!("元素 {name}")));
        }
        element.check_links()?;
        self.drawn += 1;
        if self.drawn > ELEMENTS_MAX {
            return Err(LabelError::TooMuch { limit: ELEMENTS_MAX, what: "elements in a template" });
        }
        let place = Place {
            look: outer.look.of(element)?,
            frame: outer.frame.pre_concat(element.transform()?),
            when: when(element, &outer.when)?,
            depth: outer.depth + 1,
        };
        match name {
            "g" if element.node.attribute("data-rows").is_some() => self.repeated(element, &place),
            "g" => {
                element.check(&[])?;
                self.children(element, &place)
            }
            "use" => self.used(element, &place),
            "text" => self.text(element, &place),
            "rect" if element.node.attribute("data-qr").is_some() => self.qr(element, &place),
            "rect" => self.shape(element, &place, &["x", "y", "width", "height", "rx", "ry"]),
            "circle" => self.shape(element, &place, &["cx", "cy", "r"]),
            "ellipse" => self.shape(element, &place, &["cx", "cy", "rx", "ry"]),
            "line" => self.shape(element, &place, &["x1", "y1", "x2", "y2"]),
            "polyline" | "polygon" => self.shape(element, &place, &["points"]),
            _ => self.shape(element, &place, &["d"]),
        }
    }

    fn push(&mut self, line: u32, place: &Place, what: What) {
        self.parts.push((line, Part { when: place.when.clone(), what }));
    }

    fn shape(&mut self, element: &Element<'a>, place: &Place, own: &[&str]) -> Result<(), LabelError> {
        element.check(own)?;
        if let Some(child) = element.node.children().find(|child| child.is_element()) {
            let child = Element::new(child);
            if !["title", "desc"].contains(&child.node.tag_name().name()) {
                return Err(child.forbidden_within("a shape", "图形"));
            }
        }
        for item in shapes::items(element, &place.look, place.frame)? {
            self.segments += shapes::segments(&item);
            if self.segments > SEGMENTS_MAX {
                return Err(LabelError::TooMuch { limit: SEGMENTS_MAX, what: "segments in a template" });
            }
            if !shapes::is_near(&item) {
                return Err(element.unreadable("the shape lies far from the paper", "图形远在纸面之外"));
            }
            self.push(element.line, place, What::Art(item));
        }
        Ok(())
    }

    /// Shows another element of the template once more.
    fn used(&mut self, element: &Element<'a>, place: &Place) -> Result<(), LabelError> {
        element.check(&["href", "x", "y", "width", "height"])?;
        let href = element.node.attributes().find(|attribute| attribute.name() == "href").map(|found| found.value());
        let id = href.and_then(|href| href.strip_prefix('#')).unwrap_or_default();
        let target =
            element.node.document().descendants().find(|node| !id.is_empty() && node.attribute("id") == Some(id));
        let Some(target) = target else {
            return Err(element.unreadable(format!("there is no element #{id}"), format!("没有元素 #{id}")));
        };
        let is_loop = self.uses.contains(&target) || element.node.ancestors().any(|ancestor| ancestor == target);
        if is_loop {
            return Err(LabelError::Loops { line: element.line });
        }
        if place.depth > DEPTH_MAX {
            return Err(LabelError::TooMuch { limit: DEPTH_MAX, what: "groups in groups" });
        }
        let (x, y) = (element.number_or_0("x")?, element.number_or_0("y")?);
        let inner = Place { frame: place.frame.pre_translate(x, y), ..place.clone() };
        self.uses.push(target);
        let done = self.element(&Element::new(target), &inner);
        self.uses.pop();
        done
    }

    fn repeated(&mut self, element: &Element<'a>, place: &Place) -> Result<(), LabelError> {
        element.check(&["data-rows", "data-pitch", "data-blank"])?;
        if self.kind.row_fields().is_empty() {
            return Err(element.forbidden(
                format!("data-rows in a template for {}", self.kind.id()),
                format!("{}模板中的 data-rows", self.kind.zh()),
            ));
        }
        if self.rows.is_some() || self.is_in_rows {
            return Err(element.forbidden("a second group with data-rows", "第二个带 data-rows 的组"));
        }
        let (per_page, pitch_mm) = (element.positive("data-rows")? as usize, element.positive("data-pitch")?);
        if !(1..=200).contains(&per_page) {
            return Err(element.unreadable("data-rows must be between 1 and 200", "data-rows 必须在 1 至 200 之间"));
        }
        let outside = std::mem::take(&mut self.parts);
        self.is_in_rows = true;
        self.children(element, place)?;
        self.is_in_rows = false;
        let inside = std::mem::replace(&mut self.parts, outside);
        let last_mm = pitch_mm * (per_page - 1) as f32;
        for (line, part) in &inside {
            let area = match &part.what {
                What::Cell(cell) => cell.area(),
                What::Qr { area, .. } => *area,
                What::Art(_) => continue,
            };
            if area.y_mm + area.height_mm + last_mm > self.page.height_mm + 0.05 {
                return Err(LabelError::Unreadable {
                    line: *line,
                    detail: Said::new("the last row leaves the page", "最后一行超出纸面"),
                });
            }
        }
        let is_blank_drawn = element.node.attribute("data-blank") != Some("none");
        let parts = inside.into_iter().map(|(_, part)| part).collect();
        self.rows = Some((element.line, Rows { per_page, pitch_mm, parts, is_blank_drawn }));
        Ok(())
    }

    fn text(&mut self, element: &Element<'a>, place: &Place) -> Result<(), LabelError> {
        element.check(&["x", "y", "data-cell", "data-min", "data-lines", "data-fit", "data-valign"])?;
        let [x, y, width_mm, height_mm] = element.numbers("data-cell")?[..] else {
            return Err(element.unreadable(
                "text needs data-cell=\"x y width height\"",
                "text 需要 data-cell=\"x y width height\"（左、上、宽、高）",
            ));
        };
        let turn = turn_of(place.frame)
            .ok_or_else(|| element.forbidden("text that is scaled or askew", "缩放或倾斜的文字"))?;
        let text = self.words(element)?;
        let look = &place.look;
        let is_never_cut = text.fields().iter().any(|field| NEVER_CUT.contains(field));
        let least = if is_never_cut { LEAST_CODE_MM } else { (look.size_mm * LEAST).max(LEAST_MM) }.min(look.size_mm);
        let style = Style {
            family: look.family,
            is_bold: look.is_bold,
            size_mm: look.size_mm,
            least_mm: element.number("data-min")?.unwrap_or(least).clamp(0.5, look.size_mm),
            lines: element.number("data-lines")?.map_or(usize::MAX, |lines| (lines as usize).max(1)),
            fit: if element.node.attribute("data-fit") == Some("wrap") { Fit::Wrap } else { Fit::Shrink },
            align: look.align,
            valign: element
                .node
                .attribute("data-valign")
                .map_or(Ok(Default::default()), |value| align(element, value))?,
            is_vertical: look.is_vertical,
            spacing_mm: look.spacing_mm,
            colour: look.fill.unwrap_or(Colour::BLACK),
        };
        let frame = place.frame.pre_translate(x, y);
        let cell = Cell { width_mm, height_mm, frame, turn, style, text, is_never_cut };
        if width_mm <= 0.0 || height_mm <= 0.0 || !self.page.holds(&cell.area()) {
            return Err(element.unreadable("the cell leaves the paper", "文字框超出纸面"));
        }
        self.push(element.line, place, What::Cell(cell));
        Ok(())
    }

    fn words(&self, element: &Element<'a>) -> Result<Text, LabelError> {
        if let Some(child) = element.node.children().find(|child| child.is_element()) {
            let child = Element::new(child);
            return Err(child.forbidden_within("text", "文字"));
        }
        let words: String = element.node.children().filter_map(|child| child.text()).collect();
        self.checked(element, &words)
    }

    fn checked(&self, element: &Element<'a>, words: &str) -> Result<Text, LabelError> {
        let text = Text::read(words).map_err(|detail| element.wrong(detail))?;
        for field in text.fields() {
            let is_of_rows = self.is_in_rows && self.kind.row_fields().contains(&field);
            if !is_of_rows && !self.kind.fields().contains(&field) && !BUILT_IN.contains(&field) {
                let (line, field) = (element.line, field.to_owned());
                let kind = Said::new(self.kind.id(), self.kind.zh());
                return Err(LabelError::FieldUnknown { line, field, kind });
            }
        }
        Ok(text)
    }

    fn qr(&mut self, element: &Element<'a>, place: &Place) -> Result<(), LabelError> {
        element.check(&["x", "y", "width", "height", "data-qr", "data-level"])?;
        let (x_mm, y_mm) = (element.number_or_0("x")?, element.number_or_0("y")?);
        let (width_mm, height_mm) = (element.positive("width")?, element.positive("height")?);
        let payload = self.checked(element, element.node.attribute("data-qr").unwrap_or_default())?;
        let level = match element.node.attribute("data-level") {
            None | Some("Q") => Level::Q,
            Some("H") => Level::H,
            Some(_) => return Err(element.unreadable("data-level is Q or H", "data-level 只能是 Q 或 H")),
        };
        if turn_of(place.frame).is_none() {
            return Err(element.forbidden("a QR code that is scaled or askew", "缩放或倾斜的二维码"));
        }
        let area = Area { x_mm, y_mm, width_mm, height_mm }.transformed(place.frame);
        if !self.page.holds(&area) {
            return Err(element.unreadable("the QR code leaves the paper", "二维码超出纸面"));
        }
        self.push(element.line, place, What::Qr { area, level, payload });
        Ok(())
    }

    /// No text and no dark shape on a QR code.
    fn finish(self) -> Result<Template, LabelError> {
        let mut all: Vec<(u32, &Part, f32)> = self.parts.iter().map(|(line, part)| (*line, part, 0.0)).collect();
        if let Some((line, rows)) = &self.rows {
            all.extend(rows.parts.iter().map(|part| (*line, part, rows.pitch_mm * (rows.per_page - 1) as f32)));
        }
        let codes: Vec<Area> = all
            .iter()
            .filter_map(|(_, part, more)| match &part.what {
                What::Qr { area, .. } => Some(Area { height_mm: area.height_mm + more, ..*area }),
                _ => None,
            })
            .collect();
        for (line, part, more) in &all {
            let what = match &part.what {
                What::Cell(cell) => {
                    let area = cell.area();
                    let area = Area { height_mm: area.height_mm + more, ..area };
                    codes.iter().any(|code| code.overlaps(&area)).then_some(("text", "文字"))
                }
                What::Art(item) => codes.iter().any(|code| shapes::covers(item, code)).then_some(("a shape", "图形")),
                What::Qr { area, .. } => (codes.iter().filter(|code| code.overlaps(area)).count() > 1)
                    .then_some(("another QR code", "另一个二维码")),
            };
            if let Some((en, zh)) = what {
                return Err(LabelError::Overlaps { line: *line, what: Said::new(en, zh) });
            }
        }
        Ok(Template {
            kind: self.kind,
            title: self.title,
            width_mm: self.page.width_mm,
            height_mm: self.page.height_mm,
            parts: self.parts.into_iter().map(|(_, part)| part).collect(),
            rows: self.rows.map(|(_, rows)| rows),
        })
    }
}

/// The quarter turn of a frame that neither scales nor mirrors.
fn turn_of(frame: Transform) -> Option<Turn> {
    (0..4).map(Turn::of).find(|turn| {
        let (cos, sin) = turn.cos_sin();
        let near = |a: f32, b: f32| (a - b).abs() < 1e-3;
        near(frame.sx, cos) && near(frame.ky, sin) && near(frame.kx, -sin) && near(frame.sy, cos)
    })
}

fn when(element: &Element<'_>, outer: &When) -> Result<When, LabelError> {
    let page = match element.node.attribute("data-page") {
        None => outer.page,
        Some("first") => OnPage::First,
        Some("last") => OnPage::Last,
        Some(_) => return Err(element.unreadable("data-page is first or last", "data-page 只能是 first 或 last")),
    };
    let field = element.node.attribute("data-if").map(str::to_owned).or_else(|| outer.field.clone());
    Ok(When { page, field })
}
