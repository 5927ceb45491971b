//! Pages with words on them, drawn with the typefaces of labels.

use image::{GrayImage, ImageFormat, Luma};
use std::io::Cursor;
use strongroom::label::stamp;

/// A sales contract, as a dealer has it.
pub const CONTRACT: [&str; 14] = [
    "汽车销售合同",
    "甲方：北京长风汽车销售有限公司",
    "乙方：张伟，身份证号码 110101199003072316",
    "第一条 乙方于签订本合同之日支付定金人民币贰万元整。",
    "第二条 甲方应于二〇二六年四月三十日前交付车辆。",
    "第三条 车辆颜色为珠光白，内饰为棕色真皮座椅。",
    "第四条 车辆识别代号 LSVAB2BR5FN123456",
    "第五条 乙方逾期付款的，应承担违约责任并支付违约金。",
    "第六条 甲方提供三年或十万公里的质量保证服务。",
    "第七条 因履行本合同发生的争议由甲方所在地法院管辖。",
    "The deposit is not refundable after registration.",
    "This agreement is made in two copies of equal force.",
    "甲方签章：刘经理  日期：二〇二六年三月五日",
    "乙方签字：张伟  联系电话 13800138000",
];

/// A page of A4 with the contract.
pub fn page(dpi: u32) -> GrayImage {
    let dots = |mm: f32| (mm / 25.4 * dpi as f32) as u32;
    let mut page = GrayImage::from_pixel(dots(210.0), dots(297.0), Luma([250]));
    for (at, line) in (0..).zip(CONTRACT) {
        let drawn = stamp(line, 170.0, 5.0, 1, dpi).unwrap();
        let (left, top) = (dots(22.0), dots(30.0) + at * dots(11.0));
        for (place, dot) in (0..).zip(&drawn.grey) {
            let (x, y) = (left + place % drawn.width_px as u32, top + place / drawn.width_px as u32);
            page.put_pixel(x, y, Luma([(*dot).min(250)]));
        }
    }
    page
}

/// The same so small that looking for codes on it takes no time: for a command that does not look at it.
pub fn small(width: u32) -> GrayImage {
    let page = page(100);
    image::imageops::resize(&page, width, width * page.height() / page.width(), image::imageops::FilterType::Triangle)
}

pub fn png(page: &GrayImage) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    page.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}
