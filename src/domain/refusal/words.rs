//! The words that refusals put into their sentences, in each language: nobody reads a sentence half in each.

use super::{Code, Language, Refusal};
use std::fmt;

/// What there may be too much of, or none of: by the word for it in the code, which is the English one.
const THINGS: &[(&str, &str)] = &[
    ("address", "地址"),
    ("attachments", "附件"),
    ("business types", "业务类型"),
    ("bytes", "字节"),
    ("bytes in a template", "模板字节数"),
    ("cases", "业务单"),
    ("characters", "字符"),
    ("characters in a field", "字段字符数"),
    ("classes", "密级"),
    ("codes", "编号"),
    ("columns", "列"),
    ("commands", "指令"),
    ("counts", "清点"),
    ("data", "数据"),
    ("departments", "部门"),
    ("devices", "设备"),
    ("dots in a picture", "图片点数"),
    ("dots in an inch, and at least 72", "每英寸点数，不少于七十二"),
    ("elements in a template", "模板元素数"),
    ("events", "事件"),
    ("files", "文件"),
    ("folders", "档案袋"),
    ("groups in groups", "组的嵌套层数"),
    ("identities", "身份标识"),
    ("labels", "标签"),
    ("labels at once", "一次打印的标签"),
    ("lanes", "排架组"),
    ("list", "列表"),
    ("mappings", "对应关系"),
    ("observations", "观察记录"),
    ("pages", "页"),
    ("papers", "文件"),
    ("people", "人员"),
    ("person", "人员"),
    ("phones", "电话"),
    ("pictures at once", "一次输出的图片"),
    ("preset", "预设"),
    ("printers", "打印机"),
    ("ranges", "列"),
    ("rows", "行"),
    ("scanners", "扫描仪"),
    ("scans", "扫描件"),
    ("search", "检索"),
    ("searches", "检索"),
    ("segments in a path", "路径线段数"),
    ("segments in a template", "模板线段数"),
    ("shelves", "架层"),
    ("slots", "储位"),
    ("spans", "区段"),
    ("storerooms", "库房"),
    ("subjects", "归户对象"),
    ("things in one drawing", "一幅图的图元数"),
    ("things to print at once", "一次打印的图元"),
    ("token", "令牌"),
    ("tokens", "令牌"),
    ("transfers", "移交"),
    ("unpacked bytes", "解压后字节"),
    ("volumes", "分卷"),
    ("zones", "区域"),
];

/// A thing in a language; whatever is none of ours is named as it was.
pub(super) fn thing(word: &str, language: Language) -> &str {
    match THINGS.iter().find(|(known, _)| *known == word) {
        Some((_, chinese)) if language == Language::Zh => chinese,
        _ => word,
    }
}

impl Refusal {
    /// A value that cannot be, with what could be, or what it was: an id, a range, the same in every language.
    #[must_use]
    pub fn bad(field: &str, detail: impl fmt::Display) -> Self {
        Self::new(Code::BadValue).with("field", field).with("detail", detail)
    }

    /// A value that cannot be, and why.
    #[must_use]
    pub fn bad_in_words(field: &str, en: &str, zh: &str) -> Self {
        Self::new(Code::BadValue).with("field", field).in_words("detail", en, zh)
    }

    /// The same refusal with a phrase, in each language.
    #[must_use]
    pub fn in_words(self, name: &str, en: &str, zh: &str) -> Self {
        self.with(&format!("{name}_en"), en).with(&format!("{name}_zh"), zh)
    }

    /// A request that cannot be read, with what whoever reads it says: programs say that in English, and of the usual
    /// things it is known in Chinese.
    #[must_use]
    pub fn unreadable(said: impl fmt::Display) -> Self {
        let said = said.to_string();
        Self::new(Code::BadRequest).in_words("detail", &said, &unreadable_in_chinese(&said))
    }
}

/// What a reader of JSON, of a query or of a form says, in Chinese.
fn unreadable_in_chinese(said: &str) -> String {
    let named = |before: &str| {
        let (_, rest) = said.split_once(before)?;
        let name = rest.trim_start_matches(['`', '\'', '"']).split(['`', '\'', '"', ',', ' ']).next()?;
        Some(name.to_owned())
    };
    let at = |name: &str| {
        let (_, rest) = said.rsplit_once(name)?;
        let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    };
    let what = if let Some(field) = named("unknown field ") {
        format!("没有字段 {field}")
    } else if let Some(field) = named("missing field ") {
        format!("缺少字段 {field}")
    } else if let Some(field) = named("duplicate field ") {
        format!("字段 {field} 重复")
    } else if let Some(value) = named("unknown variant ") {
        format!("不能取值 {value}")
    } else if said.contains("invalid type") || said.contains("invalid value") {
        "值的类型不符".to_owned()
    } else if said.contains("out of range") {
        "日期或数值超出范围".to_owned()
    } else if said.contains("EOF") || said.contains("length") {
        "内容不完整".to_owned()
    } else {
        "格式不符".to_owned()
    };
    match at("line ").zip(at("column ")) {
        Some((line, column)) => format!("{what}（第 {line} 行第 {column} 列）"),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{Code, Language, Refusal};
    use super::THINGS;

    fn is_chinese(c: char) -> bool {
        matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
    }

    /// Names of things that are called so in every language.
    const NAMES: [&str; 10] = ["Idempotency-Key", "eSCL", "UTF-8", "GB18030", "SVG", "QR", "DPI", "dpi", "mm", "CSV"];

    fn without_names(text: &str) -> String {
        let mut text = text.to_owned();
        while let Some((before, rest)) = text.split_once('{') {
            text = format!("{before}{}", rest.split_once('}').unwrap().1);
        }
        NAMES.iter().fold(text, |text, name| text.replace(name, ""))
    }

    #[test]
    fn no_sentence_of_the_table_is_half_in_one_language_and_half_in_the_other() {
        for code in Code::ALL {
            let (en, zh) = (code.template(Language::En), code.template(Language::Zh));
            assert!(!en.chars().any(is_chinese), "{en}");
            let rest = without_names(zh);
            let words: String = rest.chars().filter(char::is_ascii_alphabetic).collect();
            assert!(words.is_empty(), "{zh}: {words}");
            let whole = zh.chars().any(is_chinese) || without_names(en).chars().all(|c| !c.is_alphabetic());
            assert!(whole, "{zh}");
            let holes = |text: &str| {
                let mut holes: Vec<_> = text.split('{').skip(1).map(|hole| hole.split('}').next().unwrap()).collect();
                holes.sort_unstable();
                holes.into_iter().map(str::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(holes(en), holes(zh), "{code:?} names the same things in both");
        }
    }

    /// The sources of everything that refuses: what they put into sentences is read from them.
    fn sources() -> Vec<(String, String)> {
        let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.to_string_lossy().into_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if name.ends_with(".rs") && !name.contains("tests") && !name.ends_with("refusal/words.rs") {
                    sources.push((name, std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        sources
    }

    #[test]
    fn nothing_that_is_put_into_a_sentence_says_the_same_in_two_languages_at_once() {
        // What is written into files beside a backup or a table is read by whoever finds it, in both.
        let both =
            |name: &str| ["/backup/", "archive/incoming.rs", "erasure/resume.rs"].iter().any(|one| name.contains(one));
        for (name, text) in sources().into_iter().filter(|(name, _)| !both(name)) {
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let Some((before, after)) = line.split_once(" / ") else { continue };
                let before = before.chars().last().is_some_and(|c| c.is_ascii_alphanumeric() || c == '}');
                let after = after.chars().next().is_some_and(is_chinese) || after.starts_with("{no} 重复");
                assert!(!(before && after), "{name}: {line}");
            }
            // Two languages in one, and one in brackets behind the other.
            for both in [".en, issue.detail.zh)", "text.zh, text.en)", "{zh} ({en})", ".zh} / {}"] {
                assert!(!text.contains(both), "{name}: {both}");
            }
        }
    }

    #[test]
    fn every_thing_that_there_may_be_too_much_of_has_a_word_in_chinese() {
        let mut named = 0;
        for (name, text) in sources() {
            for said in text.split("with(\"what\", \"").skip(1) {
                let word = said.split('"').next().unwrap();
                assert!(THINGS.iter().any(|(known, _)| *known == word), "{name}: {word}");
                named += 1;
            }
        }
        assert!(named > 20, "the sources are read: {named}");
        assert!(THINGS.is_sorted() && THINGS.iter().all(|(_, zh)| zh.chars().all(is_chinese)));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_one_language() {
        for (said, zh) in [
            (
                "unknown field `colour`, expected one of `a`, `b` at line 1 column 9",
                "请求无法读取：没有字段 colour（第 1 行第 9 列）",
            ),
            ("Failed to deserialize query string: missing field `by`", "请求无法读取：缺少字段 by"),
            ("unknown variant `red`, expected `a`", "请求无法读取：不能取值 red"),
            ("invalid type: string, expected u32", "请求无法读取：值的类型不符"),
            ("expected value at line 1 column 1", "请求无法读取：格式不符（第 1 行第 1 列）"),
        ] {
            let refusal = Refusal::unreadable(said);
            assert_eq!(refusal.message(Language::Zh), zh);
            assert_eq!(refusal.message(Language::En), format!("The request cannot be read: {said}"));
        }
        let refusal = Refusal::new(Code::LimitExceeded).with("limit", 3).with("what", "folders");
        assert_eq!(refusal.message(Language::Zh), "超出上限：档案袋最多 3。");
        assert_eq!(refusal.message(Language::En), "Too much at once: at most 3 folders.");
    }
}
