//! What an administrator decides once for the whole archive. All of it is data, kept as events.

use serde::{Deserialize, Serialize};

/// The archive's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// What the archive calls itself, on pages and labels.
    pub archive_name: String,
    /// Where its labels point, such as `https://archive.example.com`; labels carry the bare code while it is empty.
    pub base_url: String,
    /// Former base URLs: labels outlive a server's name, so these stay trusted for ever.
    pub former_base_urls: Vec<String>,
    /// The fonds: the company's code in a group of companies, for code templates.
    pub fonds: String,
    /// The archive's one time zone, an IANA name; days begin and end by it.
    pub time_zone: String,
    /// For how many days a folder is lent when its business type does not say.
    pub default_loan_days: u32,
    /// How many days from today a due date may lie at most.
    pub max_loan_days: u32,
    /// How often a loan may be renewed.
    pub max_renewals: u32,
    /// Whether administrators must sign in with a second factor.
    #[serde(default)]
    pub administrators_need_totp: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            archive_name: String::new(),
            base_url: String::new(),
            former_base_urls: Vec::new(),
            fonds: String::new(),
            time_zone: "Asia/Shanghai".to_owned(),
            default_loan_days: 14,
            max_loan_days: 366,
            max_renewals: 3,
            administrators_need_totp: false,
        }
    }
}
