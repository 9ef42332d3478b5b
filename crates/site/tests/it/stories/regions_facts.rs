//! Yearly facts and areas from a table, as the operator takes them in.

use site::permissions::{Actor, ImportRegions};
use site::regions::actions::{self, Source};

use crate::world::{World, story};

async fn take(world: &World, table: &str, as_of: &str) -> Result<(), Vec<String>> {
    let mut tx = world.core.write::<ImportRegions>(Actor::Console, "test").await.expect("the console may");
    let opened = actions::open_list(japanese::cp932::encode(table).bytes.into()).await.expect("it opens");
    let day = as_of.parse().expect("a day");
    let reading = actions::plan_facts(&mut tx, opened, day).await.expect("a reading");
    if !reading.faults.is_empty() {
        return Err(reading.faults.iter().map(|fault| format!("{} {}", fault.place(), fault.sentence)).collect());
    }
    let source = Source { title: "見本の統計".to_owned(), fictitious: false };
    actions::take_facts(&mut tx, &reading, &source).await.expect("stored");
    tx.commit_recorded().await.expect("committed");
    Ok(())
}

story! {
    async fn real_figures_take_the_place_of_older_ones_and_bear_their_source(world) {
        let before = world.visitor().get("/regions/352128").await.expect(200, "架空").text();
        assert!(!before.contains("見本の統計"));
        let table = "団体コード,市町村名,人口,65歳以上,過疎地域,二次医療圏\r\n\
                     352128,柳井市,\"29,111\",\"11,644\",非該当,柳井\r\n353051,周防大島町,13500,7500,該当,柳井\r\n";
        take(&world, table, "2026-10-01").await.expect("no fault");
        let town = world.visitor().get("/regions/352128").await.expect(200, "29,111").text();
        assert!(town.contains("令和8年10月1日時点、見本の統計"), "day and source stand beside the figure");
        assert!(town.contains("40.0"), "11,644 of 29,111, half-up");
        // The neighbours of the new area, and not those of the one it was in before.
        let area = town.split("柳井").skip(1).find(|piece| piece.contains("周防大島町"));
        assert!(area.is_some());
        assert_eq!(town.matches("二次医療圏").count(), before.matches("二次医療圏").count(), "in one, not in two");
        // Looked up by class and band like every other.
        let list = world.visitor().get("/regions?q=柳井&class=kaso").await;
        assert!(!list.contains("/regions/352128"));
        // An older table changes nothing that is newer; a newer population alone makes no share with old people.
        take(&world, "団体コード,人口\r\n352128,31000\r\n", "2020-10-01").await.expect("no fault");
        world.visitor().get("/regions/352128").await.expect(200, "29,111");
        take(&world, "団体コード,人口\r\n352128,28000\r\n", "2026-11-01").await.expect("no fault");
        let town = world.visitor().get("/regions/352128").await.expect(200, "28,000");
        assert!(!town.contains("高齢化率"), "a share of figures of two days is none");
        let json = world.visitor().get("/regions.json").await.expect(200, "見本の統計");
        assert!(json.contains("28000"));
    }
}

story! {
    async fn a_table_with_a_fault_is_not_taken_in(world) {
        let table = "団体コード,人口,65歳以上\r\n352128,29111,11644\r\n352129,1,1\r\n999993,1,1\r\n353051,10,20\r\n";
        let faults = take(&world, table, "2026-10-01").await.expect_err("three faults");
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[0].starts_with("3行目 A列") && faults[2].starts_with("5行目 C列"), "{faults:?}");
        assert!(!world.visitor().get("/regions/352128").await.contains("29,111"));
        let faults = take(&world, "人口\r\n1\r\n", "2026-10-01").await.expect_err("no code");
        assert!(faults[0].contains("使える列は、団体コード、人口"), "{faults:?}");
    }
}
