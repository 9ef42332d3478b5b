// The pictures of the manual and of README: e2e/run manual. Only what exists is taken.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { windowOf } from "./lib/browser.mjs";
import { ROOT } from "./lib/places.mjs";

const FOLDER = join(ROOT, "docs/manual/images");

/** name, address, and where needed: as whom, what to do first, how tall. */
const PICTURES = [
  { name: "front", at: "/", height: 720 },
  { name: "regions", at: "/regions?q=池田町", height: 620 },
  { name: "region", at: "/regions/193666", height: 720 },
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
