// The pictures of the manual and of README: e2e/run manual. Only what exists is taken.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { windowOf } from "./lib/browser.mjs";
import { ROOT } from "./lib/places.mjs";

const FOLDER = join(ROOT, "docs/manual/images");

/** One of the cast (crates/site/src/demo/cast.rs). */
const MAIL = "midori@yanai.example.jp";

/** Name and address; where needed: as whom, how tall, what to do on the page first. */
const PICTURES = [
  { name: "front", at: "/", height: 800 },
  { name: "cases", at: "/cases?q=みとり", height: 760 },
  { name: "regions", at: "/regions?q=池田町", height: 700 },
  { name: "region", at: "/regions/352128", height: 760 },
  {
    name: "sign-in-code",
    at: "/sign-in",
    height: 640,
    then: async (page) => {
      await page.locator("main input[name=mail]").fill(MAIL);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/sign-in\/code/);
    },
  },
];

export async function takePictures(run) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, at, as, height = 720, then } of PICTURES) {
    const context = await windowOf(run, as, { viewport: { width: 1120, height } });
    const page = await context.newPage();
    const answer = await page.goto(at);
    await then?.(page);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    run.report.add(`docs/manual/images/${name}.png`, answer.ok() ? [] : [`${at} answered ${answer.status()}`]);
    await context.close();
  }
}
