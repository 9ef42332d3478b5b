//! What a browser sends about signing in, registering and organisations → typed input.

use foundation::web::Form;
use jiff::civil::Date;

use super::actions::accounts::Coordination;
use super::actions::invitations::Invitation;
use super::actions::registration::Particulars;
use super::actions::serving;
use super::model::{COORDINATOR_CONTRACTS, COORDINATOR_LEVELS, role_of, roles_in};
use super::rules;
use crate::permissions::Role;
use crate::shared::{Choice, read_date};

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

pub fn mail_address(typed: &str) -> Option<String> {
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
    let name = one_blank_each(&japanese::fold::tidy(&typed));
    // Names go into letters: an address or a number in one is somebody's message, not a name.
    let no_name = |c: char| c.is_numeric() || matches!(c, '/' | '\\' | '@' | ':' | '<' | '>' | '=' | '#');
    if japanese::fold::half_width(&name).contains(no_name) {
        form.refuse(field, "氏名には、数字や「/」「@」などの記号を使えません。");
    }
    name
}

/// Family name and given name stand apart by one blank, whichever was typed.
fn one_blank_each(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn kana(form: &mut Form, field: &str) -> String {
    let typed = form.required_text(field, "ふりがな", 60);
    let kana = one_blank_each(&japanese::kana::to_hiragana(&japanese::fold::tidy(&typed)));
    if !kana.is_empty() && !kana.chars().all(|c| japanese::kana::is_kana(c) || matches!(c, ' ' | 'ー' | '・')) {
        form.refuse(field, "ふりがなは、ひらがなで入れてください（カタカナでも構いません）。");
    }
    kana
}

/// What somebody says about herself when she registers or asks to join.
pub fn particulars(form: &mut Form, professions: &[Choice]) -> Particulars {
    let offered: Vec<&str> = professions.iter().map(|c| c.value.as_str()).collect();
    Particulars {
        name: name(form, "name"),
        kana: kana(form, "kana"),
        professions: form.choices("professions", "職種・資格", &offered),
    }
}

/// A telephone number with its area code; an extension (内線) may follow. Empty is fine.
pub fn telephone(form: &mut Form, field: &str) -> String {
    let typed = form.text(field, "電話番号", 40);
    let number = japanese::fold::half_width(&japanese::fold::tidy(&typed)).replace(['ー', '−', '‐', '–'], "-");
    let main = number.split("内線").next().unwrap_or("");
    let digits = main.chars().filter(char::is_ascii_digit).count();
    let plain =
        number.replace("内線", "").chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | '+' | ' '));
    let sound = number.is_empty() || (plain && (10..=13).contains(&digits));
    if !sound {
        form.refuse(field, "電話番号は、市外局番から数字とハイフンで入れてください。例：0000-00-0000 内線123");
    }
    number
}

/// An invitation into an organisation of this kind.
pub fn invitation(form: &mut Form, kind: &str, today: Date) -> Option<Invitation> {
    let name = name(form, "name");
    let mail = mail(form, "mail");
    let offered: Vec<&str> = roles_in(kind).iter().map(|role| role.id()).collect();
    let role = role_of(&form.choice("role", "役割", &offered, true));
    let title = japanese::fold::tidy(&form.text("title", "部署・役職", 80));
    let valid_from = read_date(form, "from", "始まりの日", false).unwrap_or(today);
    if valid_from < today {
        form.refuse("from", "「始まりの日」は、今日かあとの日にしてください。さかのぼって所属にすることはできません。");
    }
    let valid_to = read_date(form, "to", "終わりの日", false);
    if valid_to.is_some_and(|to| to < valid_from) {
        form.refuse("to", "「終わりの日」は、始まりの日と同じか、あとの日にしてください。");
    }
    let coordination = match role {
        Some(Role::Coordinator) => Some(coordination(form)),
        _ => None,
    };
    let role = role.filter(|_| form.is_valid())?;
    Some(Invitation { name, mail, role, title, valid_from, valid_to, coordination })
}

/// `serves` are the words typed; which municipalities they mean is found out later.
fn coordination(form: &mut Form) -> Coordination {
    let ids = |offered: &[(&'static str, &str)]| offered.iter().map(|(id, _)| *id).collect::<Vec<_>>();
    let serves = serving::words(&form.text("serves", "担当する市町村", 2000));
    if serves.is_empty() && form.error("serves").is_empty() {
        form.refuse("serves", "コーディネーターには、「担当する市町村」の名前か団体コードを一つ以上入れてください。");
    }
    Coordination {
        level: form.choice("level", "配置の段階", &ids(COORDINATOR_LEVELS), true),
        core: form.checked("core", "1"),
        contract: form.choice("contract", "直営・委託の別", &ids(COORDINATOR_CONTRACTS), true),
        serves,
    }
}

/// A mail domain: `town.example.jp`, with or without `@`.
pub fn domain(form: &mut Form, field: &str) -> String {
    let typed = form.text(field, "メールのドメイン", 200);
    let domain = japanese::fold::half_width(&japanese::fold::tidy(&typed)).to_lowercase();
    let domain = domain.trim_start_matches('@').to_owned();
    if !domain.is_empty() && mail_address(&format!("a@{domain}")).is_none() {
        form.refuse(field, "ドメインの形になっていません。「town.example.jp」のように入れてください。");
    }
    domain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_have_an_area_code() {
        let read = |typed: &str| {
            let mut form = Form::new(foundation::web::Fields::from_pairs([("telephone", typed)]));
            let number = telephone(&mut form, "telephone");
            form.is_valid().then_some(number)
        };
        for (typed, meant) in [
            ("０８２０－２２－２１１１", "0820-22-2111"),
            ("0820ー22ー2111 内線123", "0820-22-2111 内線123"),
            ("090-0000-0000", "090-0000-0000"),
            ("", ""),
        ] {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["22-2111", "電話なし", "0820-22-2111<b>", "00000000000000000"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

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
