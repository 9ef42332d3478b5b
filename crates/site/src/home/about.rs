//! What the pages about the platform itself show.

use askama::Template;

use crate::shared::Frame;

#[derive(Template)]
#[template(path = "home/templates/about.html")]
pub struct AboutPage {
    pub frame: Frame,
    /// Empty when the operator has not said.
    pub operator: String,
    pub contact: String,
}

#[derive(Template)]
#[template(path = "home/templates/accessibility.html")]
pub struct AccessibilityPage {
    pub frame: Frame,
    pub operator: String,
    pub contact: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        for (operator, contact) in [("見本県 医介連携事務局", "renkei@example.jp"), ("", "")] {
            let (operator, contact) = (operator.to_owned(), contact.to_owned());
            assert_page(&AboutPage {
                frame: Frame::sample("れんけいについて"),
                operator: operator.clone(),
                contact: contact.clone(),
            });
            assert_page(&AccessibilityPage { frame: Frame::sample("アクセシビリティ"), operator, contact });
        }
    }
}
