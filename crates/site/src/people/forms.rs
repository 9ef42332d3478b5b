//! What a browser sends about signing in, registering and organisations → typed input.

use foundation::web::Form;

use super::rules;

/// 254 characters is the longest address mail knows.
const MAIL_CHARACTERS: usize = 254;

/// A mail address: tidied, lower-cased, of the shape `a@b.c`.
pub fn mail(form: &mut Form, field: &str) -> String {
    let typed = form.required_text(field, "メールアドレス", MAIL_CHARACTERS);
    if typed.is_empty() {
        return typed;
    }
    match mail_address(&typed) {
        Some(address) => address,
        None => {
            form.refuse(field, "メールアドレスの形になっていません。「名前@組織のドメイン」の形で入れてください。");
            String::new()
        }
    }
}

fn mail_address(typed: &str) -> Option<String> {
    let address = japanese::fold::half_width(&japanese::fold::tidy(typed)).to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let sound = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let local_letters = |b: u8| b.is_ascii_alphanumeric() || b"._%+-'/=?^`{|}~!#$&*".contains(&b);
    let domain_letters = |b: u8| b.is_ascii_alphanumeric() || b".-".contains(&b);
    (sound(local)
        && sound(domain)
        && domain.contains('.')
        && local.bytes().all(local_letters)
        && domain.bytes().all(domain_letters))
    .then_some(address)
}

/// A typed code; what cannot be one is said at once and costs no try.
pub fn code(form: &mut Form, field: &str) -> String {
    let typed = form.required_text(field, "届いたコード", 40);
    if typed.is_empty() {
        return typed;
    }
    rules::typed_code(&typed).unwrap_or_else(|| {
        form.refuse(field, "コードは英大文字と数字の8文字です。メールのコードを確かめて、入れ直してください。");
        String::new()
    })
}

/// Name as it stands on a name plate; kana in hiragana, with whatever kana it was typed.
pub fn name(form: &mut Form, field: &str) -> String {
    let typed = form.required_text(field, "氏名", 60);
    japanese::fold::tidy(&typed)
}

pub fn kana(form: &mut Form, field: &str) -> String {
    let typed = form.required_text(field, "ふりがな", 60);
    let kana = japanese::kana::to_hiragana(&japanese::fold::tidy(&typed));
    if !kana.is_empty() && !kana.chars().all(|c| japanese::kana::is_kana(c) || matches!(c, ' ' | '　' | 'ー' | '・'))
    {
        form.refuse(field, "ふりがなは、ひらがなで入れてください（カタカナでも構いません）。");
    }
    kana
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_were_meant() {
        for (typed, meant) in [
            ("Taro@Example.JP", "taro@example.jp"),
            ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp"),
            (" a.b+c@city.example ", "a.b+c@city.example"),
        ] {
            assert_eq!(mail_address(typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in
            ["", "taro", "taro@", "@example.jp", "a b@example.jp", "a@b", "a@b..c", "a@b@c.jp", "あ@example.jp"]
        {
            assert_eq!(mail_address(typed), None, "{typed}");
        }
    }
}
