//! Snapshots anyone can read: `routes.txt`, `who_can_do_what.txt`, `rules.txt`. A change must be looked
//! at: run `./test snapshots` (or set `UPDATE_SNAPSHOTS=1`) and read the difference.

use std::fmt::Write as _;
use std::path::PathBuf;

use site::permissions::{Role, TABLE, ThingRole};

fn compare(name: &str, now: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, now).expect("the snapshot is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == now,
        "{name} has changed. Read the difference by eye, then keep it with:\n  UPDATE_SNAPSHOTS=1 cargo test -p site --test it snapshots\n  git diff crates/site/snapshots"
    );
}

/// Pads to a width in half-width columns: Japanese characters take two.
fn padded(text: &str, width: usize) -> String {
    let taken = japanese::width::columns(text);
    format!("{text}{}", " ".repeat(width.saturating_sub(taken)))
}

#[test]
fn routes() {
    let mut out =
        String::from("# Every address, its method, the action it needs. (demo) marks what only a demonstration has.\n");
    let plain = site::routes::all(false).entries();
    for route in site::routes::all(true).entries() {
        let demo = if plain.contains(&route) { "" } else { "  (demo)" };
        let _ = writeln!(out, "{:<4} {:<44} {}{demo}", route.method, route.path, route.action);
    }
    compare("routes.txt", &out);
}

#[test]
fn who_can_do_what() {
    let mut out = String::from(
        "# だれが何をできるか（permissions/who_may.rs から作られます）\n\
         # –＝できない 自＝自分が作ったもの 所＝自分の組織 市＝担当する市町村 県＝担当する都道府県 事＝担当する事業 全＝すべて\n\
         # ｜より右は、物についての役割: その物のページで、役割のあいだだけ。物＝その物だけ（所属でできることは足さない）\n\
         # 列は順に: ",
    );
    let labels: Vec<_> =
        Role::EVERY.iter().map(|role| role.label()).chain(ThingRole::EVERY.iter().map(|role| role.label())).collect();
    out.push_str(&labels.join("、"));
    out.push_str("\n\n");
    out.push_str(&padded("", 62));
    for role in Role::EVERY {
        out.push_str(&padded(role.short_label(), 6));
    }
    for role in ThingRole::EVERY {
        out.push_str(&padded(&format!("｜{}", role.short_label()), 8));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    for row in TABLE {
        out.push_str(&padded(row.name, 28));
        out.push_str(&padded(row.label, 34));
        for role in Role::EVERY {
            out.push_str(&padded(row.reach(role).short_label(), 6));
        }
        for role in ThingRole::EVERY {
            out.push_str(&padded(&format!("｜{}", row.reach_on_thing(Some(role)).short_label()), 8));
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    compare("who_can_do_what.txt", &out);
}

#[test]
fn rules() {
    let mut out = String::from("# 業務規則（各機能の rules.rs の定数から作られます）: 番号・値・きまり・出典\n");
    for rule in site::rules() {
        let _ = writeln!(
            out,
            "{}  {}  {}  〔{}〕",
            padded(rule.id, 36),
            padded(rule.value, 12),
            rule.sentence,
            rule.source
        );
    }
    compare("rules.txt", &out);
}
