//! The Latin spellings of a Chinese name: every run of syllables in it, and their initials.

use pinyin::ToPinyinMulti;

/// How many readings of one character are kept; more only adds spellings that nobody types.
const READINGS_MAX: usize = 2;
/// How many spellings of one run of syllables are kept.
const SPELLINGS_MAX: usize = 4;
/// How many syllables one spelling covers.
pub const SYLLABLES_MAX: usize = 6;
/// How many initials one spelling covers.
pub const INITIALS_MAX: usize = 12;
/// How many characters of one name are spelt.
const NAME_CHARS_MAX: usize = 32;

/// Surnames of one character that are not, or not only, read as the character usually is.
const SURNAMES: &str = "\
    单shan 解xie 仇qiu 区ou 朴piao 查zha 盖ge 任ren 曾zeng 员yun 缪miao 乐yue 召shao 折she 黑he 秘bi 种chong \
    繁po 隗wei 覃qin 谌chen 牟mou 能nai 祭zhai 句gou 翟zhai 洗xian 冼xian 郇xun 葛ge 车che 宁ning 薄bo 柏bai \
    纪ji 燕yan 佴nai 阚kan 禚zhuo 逄pang 长zhang 訾zi 郗xi 尉wei 卜bu 沈shen 贾jia 晟cheng";

/// Surnames of two characters with readings of their own.
const DOUBLE_SURNAMES: &[([char; 2], [&str; 2])] = &[
    (['尉', '迟'], ["yu", "chi"]),
    (['万', '俟'], ["mo", "qi"]),
    (['长', '孙'], ["zhang", "sun"]),
    (['澹', '台'], ["tan", "tai"]),
    (['单', '于'], ["chan", "yu"]),
    (['鲜', '于'], ["xian", "yu"]),
    (['令', '狐'], ["ling", "hu"]),
    (['中', '行'], ["zhong", "hang"]),
    (['亓', '官'], ["qi", "guan"]),
];

/// Surnames that a name is likeliest meant by who types its beginning, the most frequent first.
const FREQUENT: &str = "\
    王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔\
    钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐\
    易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴";

/// The frequent surnames whose whole syllable is the longest that `typed` begins with.
#[must_use]
pub fn surnames_typed(typed: &str) -> Vec<char> {
    let read = |c: char| readings_at(&[c], 0).into_iter().next().filter(|reading| typed.starts_with(reading));
    let meant: Vec<(char, &str)> = FREQUENT.chars().filter_map(|c| Some((c, read(c)?))).collect();
    let longest = meant.iter().map(|(_, reading)| reading.len()).max().unwrap_or_default();
    meant.into_iter().filter(|(_, reading)| reading.len() == longest).map(|(c, _)| c).collect()
}

/// Calls `spelling` with every spelling of `name`, a run of folded glyphs: from each character on, the syllables and the
/// initials. Repeats are possible.
pub fn spellings(name: &str, spelling: &mut dyn FnMut(&str)) {
    let chars: Vec<char> = name.chars().take(NAME_CHARS_MAX).collect();
    let readings: Vec<Vec<&'static str>> = (0..chars.len()).map(|at| readings_at(&chars, at)).collect();
    for start in 0..readings.len() {
        let rest = readings.get(start..).unwrap_or_default();
        let known = rest.iter().take_while(|readings| !readings.is_empty()).count();
        let rest = rest.get(..known).unwrap_or_default();
        combine(rest.iter().take(SYLLABLES_MAX), &mut |reading| reading, spelling);
        combine(rest.iter().take(INITIALS_MAX), &mut |reading| reading.get(..1).unwrap_or_default(), spelling);
    }
}

/// How a whole run of folded glyphs may be spelt, the likeliest first; nothing if one of them has no reading.
#[must_use]
pub fn sounds(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().take(SYLLABLES_MAX).collect();
    let readings: Vec<Vec<&'static str>> = (0..chars.len()).map(|at| readings_at(&chars, at)).collect();
    let mut sounds = Vec::new();
    if readings.iter().all(|readings| !readings.is_empty()) {
        combine(readings.iter(), &mut |reading| reading, &mut |sound| sounds.push(sound.to_owned()));
    }
    sounds
}

/// The parts of `name`, a run of folded glyphs, that somebody may mean who typed the beginning of their spelling: where
/// each starts and ends, in characters.
#[must_use]
pub fn spelt_by(name: &str, typed: &str) -> Vec<(usize, usize)> {
    let chars: Vec<char> = name.chars().take(NAME_CHARS_MAX).collect();
    let readings: Vec<Vec<&'static str>> = (0..chars.len()).map(|at| readings_at(&chars, at)).collect();
    let mut parts = Vec::new();
    for start in 0..readings.len() {
        let rest = readings.get(start..).unwrap_or_default();
        let initials = rest.iter().zip(typed.chars()).take(INITIALS_MAX);
        let initials = initials.take_while(|(all, typed)| all.iter().any(|reading| reading.starts_with(*typed)));
        let of_initials = Some(initials.count()).filter(|count| *count == typed.chars().count());
        parts.extend(syllables(rest, typed, SYLLABLES_MAX).or(of_initials).map(|length| (start, start + length)));
    }
    parts
}

/// How many of `readings` it takes to spell what begins with `typed`, if they do.
fn syllables(readings: &[Vec<&'static str>], typed: &str, most: usize) -> Option<usize> {
    let (all, rest) = readings.split_first().filter(|_| most > 0)?;
    let spells = |reading: &&str| match typed.strip_prefix(reading) {
        Some(typed) if !typed.is_empty() => syllables(rest, typed, most - 1).map(|more| more + 1),
        _ => reading.starts_with(typed).then_some(1),
    };
    all.iter().find_map(spells)
}

fn combine<'a>(
    syllables: impl Iterator<Item = &'a Vec<&'static str>>,
    part: &mut dyn FnMut(&'static str) -> &'static str,
    spelling: &mut dyn FnMut(&str),
) {
    let mut spelt = vec![String::new()];
    for readings in syllables {
        let mut parts: Vec<&str> = readings.iter().map(|reading| part(reading)).collect();
        parts.dedup();
        let mut longer = Vec::with_capacity(spelt.len() * parts.len());
        // The first reading of everything comes first, so that the cap drops the unlikely ones.
        for part in parts {
            longer.extend(spelt.iter().map(|before| format!("{before}{part}")));
        }
        longer.truncate(SPELLINGS_MAX);
        spelt = longer;
    }
    spelt.iter().filter(|spelt| !spelt.is_empty()).for_each(|spelt| spelling(spelt));
}

fn readings_at(chars: &[char], at: usize) -> Vec<&'static str> {
    let Some(&c) = chars.get(at) else { return Vec::new() };
    let mut readings = Vec::with_capacity(READINGS_MAX);
    if at < 2
        && let [first, second, ..] = chars
    {
        let double = DOUBLE_SURNAMES.iter().find(|(surname, _)| surname == &[*first, *second]);
        readings.extend(double.and_then(|(_, spelt)| spelt.get(at)));
    }
    if at == 0 {
        readings.extend(SURNAMES.split_whitespace().find_map(|surname| surname.strip_prefix(c)));
    }
    if let Some(all) = c.to_pinyin_multi() {
        for reading in all.into_iter().map(|pinyin| typed(pinyin.plain())) {
            if !reading.is_empty() && readings.len() < READINGS_MAX && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings.truncate(READINGS_MAX);
    readings
}

/// The spelling as it is typed: ü is v on every keyboard.
fn typed(plain: &'static str) -> &'static str {
    match plain {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        _ if plain.is_ascii() => plain,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(name: &str) -> Vec<String> {
        let mut all = Vec::new();
        spellings(name, &mut |spelling| all.push(spelling.to_owned()));
        all
    }

    #[test]
    fn a_name_is_spelt_from_every_syllable_on_and_by_its_initials() {
        let all = spelt("张三丰");
        for expected in ["zhangsanfeng", "sanfeng", "feng", "zsf", "sf", "f"] {
            assert!(all.iter().any(|spelling| spelling == expected), "{expected} not in {all:?}");
        }
    }

    #[test]
    fn a_frequent_surname_is_meant_by_its_whole_syllable() {
        assert_eq!(surnames_typed("zhangs"), ['张', '章']);
        assert_eq!(surnames_typed("wan"), ['万']);
        assert_eq!(surnames_typed("zh"), [] as [char; 0]);
    }

    #[test]
    fn a_surname_has_its_own_reading() {
        for (name, expected) in [
            ("单田芳", "shantianfang"),
            ("解晓东", "xiexiaodong"),
            ("尉迟恭", "yuchigong"),
            ("吕布", "lvbu"),
            ("曾国藩", "zengguofan"),
        ] {
            assert!(spelt(name).iter().any(|spelling| spelling == expected), "{name} in {:?}", spelt(name));
        }
    }

    /// How surnames are read, after 《新华字典》 and the usage of those who bear them.
    #[test]
    fn surnames_are_found_as_those_who_bear_them_say_them() {
        for (surname, spelling) in [
            ("单", "shan"),
            ("仇", "qiu"),
            ("曾", "zeng"),
            ("区", "ou"),
            ("解", "xie"),
            ("查", "zha"),
            ("尉迟", "yuchi"),
            ("朴", "piao"),
            ("盖", "ge"),
            ("任", "ren"),
            ("缪", "miao"),
            ("乐", "yue"),
            ("召", "shao"),
            ("折", "she"),
            ("黑", "he"),
            ("秘", "bi"),
            ("种", "chong"),
            ("繁", "po"),
            ("隗", "wei"),
            ("隗", "kui"),
            ("覃", "qin"),
            ("覃", "tan"),
            ("谌", "chen"),
            ("牟", "mu"),
            ("牟", "mou"),
            ("能", "nai"),
            ("祭", "zhai"),
            ("句", "gou"),
            ("翟", "zhai"),
            ("翟", "di"),
            ("冼", "xian"),
            ("郇", "xun"),
            ("郇", "huan"),
            ("葛", "ge"),
            ("车", "che"),
            ("宁", "ning"),
            ("薄", "bo"),
            ("柏", "bai"),
            ("纪", "ji"),
            ("燕", "yan"),
            ("华", "hua"),
            ("应", "ying"),
            ("过", "guo"),
            ("曲", "qu"),
            ("那", "na"),
            ("宓", "mi"),
            ("盛", "sheng"),
            ("石", "shi"),
            ("相", "xiang"),
            ("冯", "feng"),
            ("万", "wan"),
            ("叶", "ye"),
            ("费", "fei"),
            ("贲", "ben"),
            ("俞", "yu"),
            ("臧", "zang"),
            ("齐", "qi"),
            ("仉", "zhang"),
            ("殳", "shu"),
            ("撒", "sa"),
            ("占", "zhan"),
            ("都", "du"),
            ("佟", "tong"),
            ("仝", "tong"),
            ("岑", "cen"),
            ("眭", "sui"),
            ("笪", "da"),
            ("昝", "zan"),
            ("晁", "chao"),
            ("乜", "nie"),
            ("逄", "pang"),
            ("訾", "zi"),
            ("郗", "xi"),
            ("郗", "chi"),
            ("阚", "kan"),
            ("佴", "nai"),
            ("尹", "yin"),
            ("员", "yun"),
            ("哈", "ha"),
            ("干", "gan"),
            ("教", "jiao"),
            ("尉", "wei"),
            ("重", "chong"),
            ("贾", "jia"),
            ("沈", "shen"),
            ("莘", "shen"),
            ("莘", "xin"),
            ("郝", "hao"),
            ("洪", "hong"),
            ("令狐", "linghu"),
            ("万俟", "moqi"),
            ("长孙", "zhangsun"),
            ("澹台", "tantai"),
            ("单于", "chanyu"),
            ("鲜于", "xianyu"),
            ("中行", "zhonghang"),
            ("亓官", "qiguan"),
            ("呼延", "huyan"),
            ("皇甫", "huangfu"),
            ("司徒", "situ"),
            ("诸葛", "zhuge"),
            ("欧阳", "ouyang"),
            ("上官", "shangguan"),
            ("夏侯", "xiahou"),
            ("东方", "dongfang"),
            ("赫连", "helian"),
            ("公孙", "gongsun"),
            ("慕容", "murong"),
            ("宇文", "yuwen"),
            ("司马", "sima"),
            ("吕", "lv"),
            ("闾丘", "lvqiu"),
            ("宰父", "zaifu"),
            ("谷梁", "guliang"),
            ("乐正", "yuezheng"),
        ] {
            let all = spelt(&format!("{surname}伟"));
            assert!(all.iter().any(|known| *known == format!("{spelling}wei")), "{surname} {spelling}: {all:?}");
        }
    }

    #[test]
    fn spellings_are_bounded_for_the_longest_names() {
        let name = "行重长乐".repeat(1_000);
        let all = spelt(&name);
        assert!(all.len() <= NAME_CHARS_MAX * 2 * SPELLINGS_MAX);
        assert!(all.iter().all(|spelling| spelling.len() <= SYLLABLES_MAX * 6));
    }

    #[test]
    fn characters_without_a_reading_are_passed_over() {
        assert!(spelt("😀𠮷張").len() < 9);
        assert!(spelt("").is_empty());
    }
}
