use std::path::Path;
use std::process::ExitCode;

use foundation::web::escape;
use site::cli::library::{LibraryCommand, run};

use crate::world::{World, new_folder, story};

async fn import(world: &World, folder: &Path, list: Option<&str>, tier: &str, dry_run: bool) -> bool {
    let list = list.map(|text| {
        let path = folder.with_extension("csv");
        std::fs::write(&path, text).expect("a list");
        path
    });
    let command = LibraryCommand::Import { folder: folder.to_owned(), list, tier: tier.to_owned(), dry_run };
    run(&world.core, command).await.expect("an outcome") == ExitCode::SUCCESS
}

story! {
    /// Without a list the file name is the title and only the office sees it; again, it is recognised; changed, it is a new version.
    async fn a_folder_is_taken_in_and_recognised(world) {
        let folder = new_folder();
        std::fs::create_dir_all(folder.join("章")).expect("a folder");
        std::fs::write(folder.join("ゆきわり草.txt"), "# 冬の道\nゆきわり草の話です。").expect("a file");
        std::fs::write(folder.join("章/かたくり.html"), "<h1>春</h1><p>かたくりの話です。</p>").expect("a file");
        std::fs::write(folder.join("写真.jpg"), "no document").expect("a file");
        let mut office = world.sign_in("cooperation-office").await;
        let mut visitor = world.visitor();
        let find = |word: &str| format!("/library?q={}", escape(word));

        assert!(import(&world, &folder, None, "office", true).await);
        assert!(!office.get(&find("ゆきわり草")).await.contains("/read?page="), "a dry run changes nothing");
        assert!(import(&world, &folder, None, "office", false).await);
        office.get(&find("ゆきわり草の話")).await.expect(200, "冬の道");
        office.get(&find("かたくりの話")).await.expect(200, "/read?page=1");
        assert!(!visitor.get(&find("ゆきわり草の話")).await.contains("/read?page="), "only the office sees it");

        // Again: nothing new. With a list: its details. Changed: a new version at the same address.
        let before = office.get(&find("ゆきわり草の話")).await.links("/library/");
        assert!(import(&world, &folder, None, "public", false).await);
        assert!(!visitor.get(&find("ゆきわり草の話")).await.contains("/read?page="), "what is there keeps who sees it");
        let list = "file,title,kind,year,scenes,tier\nゆきわり草.txt,雪の手引き,手引き・ガイド,令和6,看取り,public\n";
        assert!(import(&world, &folder, Some(list), "office", false).await);
        visitor.get(&find("ゆきわり草の話")).await.expect(200, "雪の手引き");
        std::fs::write(folder.join("ゆきわり草.txt"), "# 春の道\nゆきわり草の話です。りんどう。").expect("a file");
        assert!(import(&world, &folder, Some(list), "office", false).await);
        let after = visitor.get(&find("りんどう")).await.expect(200, "春の道").links("/library/");
        let document = |links: &[String]| links.iter().find(|to| !to.contains('?') && !to.ends_with("new")).cloned();
        assert_eq!(document(&before), document(&after), "the address stays");
        std::fs::remove_dir_all(&folder).expect("gone");
    }
}

story! {
    /// A fault in the list changes nothing; a file that cannot be read leaves the others in.
    async fn faults_are_told_and_the_rest_goes_in(world) {
        let folder = new_folder();
        std::fs::write(folder.join("よい.txt"), "すずらんの話です。").expect("a file");
        std::fs::write(folder.join("わるい.pdf"), "no document").expect("a file");
        let mut visitor = world.visitor();
        let find = format!("/library?q={}", escape("すずらんの話"));
        let list = "file,kind\nよい.txt,本\nない.txt,\n";
        assert!(!import(&world, &folder, Some(list), "public", false).await);
        assert!(!visitor.get(&find).await.contains("/read?page="));
        assert!(!import(&world, &folder, None, "public", false).await, "one file is refused");
        visitor.get(&find).await.expect(200, "/read?page=1");
        std::fs::remove_dir_all(&folder).expect("gone");
    }
}
