// The pictures of the manual and of README: e2e/run manual. Only what exists is taken.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { windowOf } from "./lib/browser.mjs";
import { ROOT } from "./lib/places.mjs";

const MANUAL = join(ROOT, "docs/manual");
const FOLDER = join(MANUAL, "images");

/** One of the cast (crates/site/src/demo/cast.rs). */
const MAIL = "midori@yanai.example.jp";

/** A code to pass on, off the paper of an officer's town. */
async function codeOf(run, officer, address) {
  const context = await windowOf(run, officer);
  const page = await context.newPage();
  await page.goto(address);
  const code = (await page.locator(".pass-on-code").innerText()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}/)[0];
  await context.close();
  return code;
}

const enterCode = async (page, run) => {
  await page.locator("main input[name=code]").fill(await codeOf(run, "nambu-officer", "/surveys/3/links/193666/sheet"));
};

/** Name and address; where needed: as whom, how tall, what of the page stands on top, what to do on the page first. */
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
  // A town answers (survey-answer.md).
  { name: "survey-own", at: "/surveys/2/352128", as: "yanai-officer", height: 780 },
  { name: "survey-answer", at: "/surveys/2/193666/answer/s4", as: "nambu-officer", height: 800, top: "#q8_1_1" },
  { name: "survey-submit", at: "/surveys/2/352128/submit", as: "yanai-officer", height: 620 },
  { name: "survey-sheet", at: "/surveys/2/193666/sheet", as: "nambu-officer", height: 720, top: "#download" },
  { name: "survey-sheet-choice", at: "/surveys/2/193666/sheet/2", as: "nambu-officer", height: 760, top: "main .banner" },
  { name: "survey-position", at: "/surveys/2/252131/position", as: "higashiomi-officer", height: 640, top: "#summary" },
  { name: "survey-position-question", at: "/surveys/2/252131/position", as: "higashiomi-officer", height: 560, top: "#q1" },
  { name: "survey-inquiry", at: "/surveys/2/252131/inquiries/1", as: "higashiomi-officer", height: 860, top: "#thread" },
  // A prefecture looks after its towns (survey-prefecture.md).
  { name: "survey-room-prefecture", at: "/surveys/2/collection?late=yes", as: "yamanashi-officer", height: 860, top: "main > h2" },
  { name: "survey-return", at: "/surveys/2/192015", as: "yamanashi-officer", height: 420, top: "#desk" },
  { name: "survey-matrix", at: "/surveys/2/matrix", as: "yamanashi-officer", height: 860, top: "#towns" },
  { name: "survey-gap", at: "/surveys/2/matrix", as: "yamanashi-officer", height: 900, top: "#gap" },
  { name: "survey-pass-on", at: "/surveys/3/links/190004/sheet", as: "yamanashi-officer", height: 800 },
  // A coordinator answers by a code (survey-coordinator.md).
  { name: "survey-door", at: "/answer", height: 760, then: enterCode },
  {
    name: "survey-resume-code",
    at: "/answer",
    height: 820,
    then: async (page, run) => {
      await enterCode(page, run);
      await page.getByRole("button", { name: "進む" }).click();
      await page.getByRole("button", { name: "回答を始める" }).click();
      await page.locator(".code-shown").waitFor();
    },
  },
  // The office collects, checks and publishes (survey-office.md).
  { name: "survey-room", at: "/surveys/2/collection", as: "cooperation-office", height: 860, top: ".room-figure" },
  { name: "survey-intake", at: "/surveys/2/collection/intakes/1", as: "cooperation-office", height: 760, top: "#take" },
  { name: "survey-fault", at: "/surveys/2/collection/intakes/1/3", as: "cooperation-office", height: 760, top: "main .banner" },
  { name: "survey-findings", at: "/surveys/2/findings", as: "cooperation-office", height: 900 },
  { name: "survey-ask", at: "/surveys/2/252131/questions/q11", as: "cooperation-office", height: 440, top: "#inquiries" },
  { name: "survey-data-sets", at: "/surveys/2/data-sets", as: "cooperation-office", height: 1000, top: "main .facts" },
  { name: "survey-table", at: "/surveys/5/tables/q1", as: "cooperation-office", height: 860 },
  { name: "survey-published", at: "/surveys/5/published/1", height: 860 },
  // Where a town stands, and what it plans (officer.md).
  { name: "situation-town", at: "/situation/352128", as: "yanai-officer", height: 900 },
  { name: "situation-scene", at: "/situation/352128", as: "yanai-officer", height: 760, top: "#scene-mitori" },
  { name: "situation-enter", at: "/situation/352128/values?scene=mitori", as: "yanai-officer", height: 760 },
  { name: "situation-import", at: "/situation/imports/1", as: "cooperation-office", height: 820 },
  { name: "situation-columns", at: "/situation/imports/1/files/2/columns", as: "cooperation-office", height: 860 },
  { name: "situation-prefecture", at: "/situation/prefectures/350001", as: "yamaguchi-officer", height: 860, top: "#late" },
  { name: "situation-urgent", at: "/situation/prefectures/350001", as: "yamaguchi-officer", height: 760, top: "#urgent" },
  { name: "situation-country", at: "/situation/country?indicator=home-deaths", as: "yamaguchi-officer", height: 820 },
  { name: "groundwork", at: "/groundwork/352128", as: "yanai-officer", height: 820 },
  { name: "groundwork-undertakings", at: "/groundwork/352128/undertakings", as: "yanai-officer", height: 860 },
  { name: "groundwork-aim", at: "/groundwork/352128/aims/mitori", as: "yanai-officer", height: 860 },
  { name: "plans-chart", at: "/plans/1", as: "yanai-officer", height: 860, top: "#chart-head" },
  { name: "plans-canvas", at: "/plans/1/canvas", as: "yanai-officer", height: 820 },
  { name: "plans-box", at: "/plans/1/boxes/4", as: "yanai-officer", height: 900 },
  { name: "plans-review", at: "/plans/1/reviews/1", as: "yanai-officer", height: 820 },
  { name: "wide-area-functions", at: "/wide-area/1/functions", as: "nambu-officer", height: 820 },
  {
    name: "wide-area-cost",
    at: "/wide-area/cost-sharing?total=12000000&w-a-equal=4&w-a-population=3&w-a-aged=3&towns=%E6%9F%B3%E4%BA%95%E5%B8%82%E3%80%81%E5%91%A8%E9%98%B2%E5%A4%A7%E5%B3%B6%E7%94%BA%E3%80%81%E4%B8%8A%E9%96%A2%E7%94%BA",
    height: 860,
    top: "#result",
  },
];

/** A picture of the manual is fetched with the repository by everybody. */
const LARGEST = 150_000;

export async function takePictures(run, only = "") {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, at, as, height = 720, top, then } of PICTURES.filter((picture) => picture.name.startsWith(only))) {
    const context = await windowOf(run, as, { viewport: { width: 1120, height } });
    const faults = [];
    try {
      const page = await context.newPage();
      const answer = await page.goto(at);
      if (!answer.ok()) faults.push(`${at} answered ${answer.status()}`);
      await then?.(page, run);
      if (top) await page.locator(top).first().evaluate((e) => scrollTo(0, e.getBoundingClientRect().top + scrollY - 24));
      const wire = await context.newCDPSession(page);
      const { data } = await wire.send("Page.captureScreenshot", { format: "webp", quality: 80 });
      const picture = Buffer.from(data, "base64");
      if (picture.length > LARGEST) faults.push(`is ${Math.round(picture.length / 1000)} kB, more than ${LARGEST / 1000} kB: take less of the page`);
      writeFileSync(join(FOLDER, `${name}.webp`), picture);
    } catch (error) {
      faults.push(error.stack ?? String(error));
    }
    run.report.add(`docs/manual/images/${name}.webp`, faults);
    await context.close();
  }
  const text = readdirSync(MANUAL).filter((file) => file.endsWith(".md")).map((file) => readFileSync(join(MANUAL, file), "utf8")).join("\n");
  const shown = new Set([...text.matchAll(/\(images\/([^)]+)\.webp\)/g)].map(([, name]) => name));
  const taken = new Set(PICTURES.map(({ name }) => name));
  run.report.add("the manual shows what is taken, and nothing else", [
    ...[...shown].filter((name) => !taken.has(name)).map((name) => `images/${name}.webp is shown in docs/manual and not taken: add it to e2e/manual.mjs`),
    ...[...taken].filter((name) => !shown.has(name)).map((name) => `images/${name}.webp is taken and not shown in docs/manual: remove it or show it`),
  ]);
}
