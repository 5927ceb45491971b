//! What makes a large archive less even than the plain generator: customers who write traditional characters or English,
//! rare surnames and characters, and notes with numbers and dates in them.

use super::generator::Generator;
use super::random::Random;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a customer writes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Script {
    /// Simplified characters, as nearly everybody.
    #[default]
    Simplified,
    /// Traditional ones: Hong Kong, Taiwan, and the elderly.
    Traditional,
    /// English: foreigners and their companies.
    English,
}

/// How many in a hundred write in what.
const SCRIPTS: &[(Script, u32)] = &[(Script::Simplified, 93), (Script::Traditional, 1), (Script::English, 6)];

/// Surnames that are rare, and as a rule read as one would not expect.
const RARE_SURNAMES: &[&str] = &[
    "单", "仇", "区", "解", "查", "尉迟", "缪", "盖", "朴", "翟", "折", "逄", "冼", "谌", "隗", "万俟", "澹台", "令狐",
    "长孙", "乐", "宁", "卜", "訾", "郗", "阚", "佴", "亓官", "呼延", "皇甫", "慕容",
];

/// Characters of real names that few fonts have, one of them beyond the first plane.
const RARE_GIVEN: &str = "𠮷㛃䶮喆玥堃翀昇犇翯";

const ENGLISH_FIRST: &[&str] = &[
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "John",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Richard",
    "Susan",
    "Joseph",
    "Jessica",
    "Thomas",
    "Sarah",
    "Charles",
    "Karen",
    "Oliver",
    "Zoë",
    "René",
];

const ENGLISH_LAST: &[&str] = &[
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Wilson", "Anderson", "Taylor",
    "Moore", "Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis", "Müller", "Dupont", "Rossi",
];

const ENGLISH_COMPANIES: &[&str] = &[
    "Northwind",
    "Contour",
    "Bluewater",
    "Evergreen",
    "Silverline",
    "Harbour",
    "Summit",
    "Pacific",
    "Meridian",
    "Crestview",
    "Lakeside",
    "Granite",
    "Orchid",
    "Falcon",
    "Beacon",
    "Sterling",
];

const ENGLISH_TRADES: &[&str] = &[
    "Trading",
    "Logistics",
    "Engineering",
    "Electronics",
    "Consulting",
    "Foods",
    "Machinery",
    "Energy",
    "Leasing",
    "Insurance",
    "Media",
    "Automotive",
];

const ENGLISH_NOTES: &[&str] = &[
    "oil and filter changed",
    "customer asks for an urgent appointment",
    "front brake pads replaced",
    "dashcam installed",
    "insurance renewed until 202#",
    "air conditioning does not cool",
    "original invoice missing",
    "courtesy car returned",
    "four-wheel alignment",
    "mileage 1##00 km",
    "two keys handed over",
    "deposit of 20000 paid",
    "warranty claim accepted",
    "copy of the passport attached",
    "scan is blurred, scan again",
    "rear bumper scratched",
];

/// Phrases with numbers and dates in them. `#` is a digit, `年` a year's last digit.
const NUMBERED_NOTES: &[&str] = &[
    "合同HT-202#-00##",
    "保单号PDAA202#3101####",
    "发票号码0######8",
    "联系人电话138 00#3 8##0",
    "约定202#年#月1#日交车",
    "保险202#-0#-1#到期",
    "原车牌沪A·#2#45已注销",
    "二手车置换鄂A#8#8#",
    "工单WO20####01",
    "尾箱编号B0##-#",
    "钥匙牌K##",
    "抵扣券1,#00元",
    "上牌沪C 1#2#5",
    "电池序列号CATL0##Z#",
    "里程表1##38km",
    "维修授权RA-##-#",
];

const MORE_NOTES: &[&str] = &[
    "左后车门划痕需补漆",
    "客户自带机油",
    "等待配件到货",
    "倒车影像无显示",
    "座椅加热失灵",
    "天窗异响已润滑",
    "蓄电池更换",
    "玻璃水已加注",
    "刹车油两年更换",
    "前挡风玻璃裂纹",
    "胎压报警已复位",
    "中控屏死机升级软件",
    "方向盘抖动动平衡",
    "底盘护板松动",
    "雨刮片更换",
    "客户投诉等待时间过长",
    "赠送首次保养",
    "延保合同已签",
    "金融贷款审批通过",
    "水箱渗漏",
    "正时皮带到期",
    "离合器打滑",
    "涡轮增压器漏油",
    "排气管锈蚀",
    "减震器漏油更换",
    "尊享会员积分兑换",
    "代办临时号牌",
    "营业执照复印件已收",
    "法人授权委托书原件",
    "组织机构代码证过期",
    "居住证办理中",
    "户口簿复印件",
    "结婚证复印件",
    "完税证明已领",
    "车船税已缴",
    "环保标志遗失补办",
    "事故责任认定书",
    "交警队取证",
    "公估报告已出",
    "拖车费用自理",
];

/// Each simplified character and its commonest traditional form.
static TRADITIONAL: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let mut chars = include_str!("../search/simplified.txt").chars().filter(|c| !c.is_whitespace());
    let mut forms = HashMap::new();
    while let (Some(traditional), Some(simplified)) = (chars.next(), chars.next()) {
        if ('\u{4e00}'..='\u{9fff}').contains(&traditional) {
            forms.entry(simplified).or_insert(traditional);
        }
    }
    forms
});

/// The text in traditional characters.
pub(super) fn traditional(text: &str) -> String {
    text.chars().map(|c| TRADITIONAL.get(&c).copied().unwrap_or(c)).collect()
}

pub(super) fn script(random: &mut Random) -> Script {
    random.weighted(SCRIPTS)
}

/// A name in a script, made from a plain one.
pub(super) fn name(plain: String, is_company: bool, script: Script, random: &mut Random) -> String {
    match script {
        Script::English if is_company => {
            let ending = random.weighted(&[("Ltd.", 60), ("GmbH", 15), ("Inc.", 25)]);
            format!("{} {} {ending}", random.pick(ENGLISH_COMPANIES), random.pick(ENGLISH_TRADES))
        }
        Script::English => format!("{} {}", random.pick(ENGLISH_FIRST), random.pick(ENGLISH_LAST)),
        Script::Traditional => traditional(&plain),
        Script::Simplified if is_company => plain,
        Script::Simplified => rare(plain, random),
    }
}

/// One in a hundred has a rare surname, one in a thousand a rare character.
fn rare(plain: String, random: &mut Random) -> String {
    match random.below(1_000) {
        0 => {
            let mut name: String = plain.chars().take(2).collect();
            name.push(random.char_of(RARE_GIVEN));
            name
        }
        1..=10 => format!("{}{}", random.pick(RARE_SURNAMES), plain.chars().skip(1).collect::<String>()),
        _ => plain,
    }
}

impl Generator {
    /// One phrase of a note.
    pub(super) fn varied_phrase(&mut self, script: Script) -> String {
        let list = match script {
            Script::English => ENGLISH_NOTES,
            _ if self.random().percent(25) => NUMBERED_NOTES,
            _ => MORE_NOTES,
        };
        let phrase = self.random().pick(list);
        let digits: String =
            phrase.chars().map(|c| if c == '#' { self.random().char_of("0123456789") } else { c }).collect();
        if script == Script::Traditional { traditional(&digits) } else { digits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_varied_archive_six_in_a_hundred_are_english_and_one_traditional() {
        let folders: Vec<_> = Generator::new(11).with_variety().take(20_000).collect();
        let count = |wanted: &dyn Fn(&str) -> bool| folders.iter().filter(|folder| wanted(&folder.customer)).count();
        let english = count(&|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        assert!((900..1_500).contains(&english), "{english}");
        let is_traditional = |text: &str| text.chars().any(|c| TRADITIONAL.values().any(|form| *form == c));
        let given = folders.iter().filter(|folder| is_traditional(&folder.address)).count();
        assert!((120..320).contains(&given), "{given}");
        assert!(count(&|name| name.contains(['𠮷', '㛃', '䶮'])) > 0);
        assert!(count(&|name| name.starts_with(['单', '仇', '区'])) > 10);
    }
}
