//! What the pages show on which somebody changes her own account.

use askama::Template;
use foundation::web::Form;

use crate::shared::{Choice, Frame};

/// `/account/profile`
#[derive(Template)]
#[template(path = "people/templates/profile.html")]
pub struct ProfilePage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub mail: String,
    pub professions: Vec<Choice>,
}

/// `/account/mail`
#[derive(Template)]
#[template(path = "people/templates/mail.html")]
pub struct NewMailPage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub form: Form,
    pub old: String,
}

/// `/account/mail/code`
#[derive(Template)]
#[template(path = "people/templates/mail-code.html")]
pub struct NewMailCodePage {
    pub frame: Frame,
    pub errors: Vec<(String, String)>,
    pub code_error: String,
    /// Where the code went.
    pub mail: String,
    pub minutes: i64,
    pub demo: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::testing::assert_page;

    #[test]
    fn every_sample_is_a_sound_page() {
        for wrong in [false, true] {
            let mut form = Form::default();
            if wrong {
                form.refuse("name", "「氏名」を入力してください。");
                form.refuse("mail", "「メールアドレス」を入力してください。");
            }
            let errors: Vec<_> = form.errors.iter().map(|e| (e.field.clone(), e.sentence.clone())).collect();
            assert_page(&ProfilePage {
                frame: Frame::sample("登録の内容を直す"),
                errors: errors.iter().filter(|e| e.0 == "name").cloned().collect(),
                form: form.clone(),
                mail: "midori@yanai.example.jp".to_owned(),
                professions: vec![Choice::new("nurse", "看護師", true)],
            });
            assert_page(&NewMailPage {
                frame: Frame::sample("メールアドレスを変える"),
                errors: errors.iter().filter(|e| e.0 == "mail").cloned().collect(),
                form,
                old: "midori@yanai.example.jp".to_owned(),
            });
            assert_page(&NewMailCodePage {
                frame: Frame::sample("届いたコードを入れる"),
                errors: if wrong {
                    vec![("code".to_owned(), "コードが違います。".to_owned())]
                } else {
                    Vec::new()
                },
                code_error: if wrong { "コードが違います。".to_owned() } else { String::new() },
                mail: "hanako@yanai.example.jp".to_owned(),
                minutes: 60,
                demo: wrong,
            });
        }
    }
}
