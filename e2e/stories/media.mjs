// What a page is like for who sees it differently: at 200 %, in colours of her own, without motion, on paper.
import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";
import { noSidewaysScroll } from "../lib/checks.mjs";

export const title = "200 %, forced colours, less motion and paper: the pages people use most";
export const needs = ["GET /cases", "GET /surveys/{survey}/{code}/answer/{section}", "GET /surveys/{survey}/collection"];

const PAGES = [
  ["/"], ["/search?q=みとり"], ["/cases?scene=mitori"], ["/cases/1"], ["/regions?q=池田町"], ["/regions/352128"], ["/sign-in"],
  ["/surveys/2/193666/answer/s1", "nambu-officer"], ["/surveys/2/collection", "cooperation-office"], ["/", "nambu-officer"],
];

export default async function (run) {
  for (const [address, person] of PAGES) {
    const as = `${address} as ${person ?? "a visitor"}`;
    await twiceAsLarge(run, address, person, as);
    await inHerColours(run, address, person, as);
    await onPaper(run, address, person, as);
  }
}

async function open(run, address, person, options) {
  const context = await windowOf(run, person, options);
  const page = await context.newPage();
  const answer = await page.goto(address);
  assert.equal(answer.status(), 200, address);
  return { context, page };
}

/** A window of 1280 px at 200 % has room for 640. Nothing is cut off, and nothing small is left behind. */
async function twiceAsLarge(run, address, person, as) {
  const { context, page } = await open(run, address, person, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  assert.deepEqual(await noSidewaysScroll(page), [], `${as} at 200 %`);
  // And for whoever has set letters twice as large in her browser.
  await page.setViewportSize({ width: 1280, height: 900 });
  const wire = await context.newCDPSession(page);
  await wire.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  await page.reload();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "32px");
  assert.deepEqual(await noSidewaysScroll(page), [], `${as} with letters twice as large`);
  await context.close();
}

/** Colours are the reader's: what was told by a ground has an edge, the focus is seen, nothing moves. */
async function inHerColours(run, address, person, as) {
  const { context, page } = await open(run, address, person, { forcedColors: "active", reducedMotion: "reduce" });
  const seen = await page.evaluate(() => {
    const shown = (e) => e.getClientRects().length > 0;
    const edge = (e) => {
      const style = getComputedStyle(e);
      return ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none");
    };
    const bare = [...document.querySelectorAll(".button, .input, .search-input, .search-button, .chip, .fictitious, .banner")]
      .filter((e) => shown(e) && !edge(e)).map((e) => e.outerHTML.slice(0, 80));
    const slow = [...document.querySelectorAll("*")].map((e) => getComputedStyle(e))
      .filter((s) => s.transitionDuration.split(",").some((d) => parseFloat(d) > 0.01) || (s.animationName !== "none" && parseFloat(s.animationDuration) > 0.01)).length;
    return { bare, slow, moving: document.getAnimations().length, forced: matchMedia("(forced-colors: active)").matches, smooth: getComputedStyle(document.documentElement).scrollBehavior };
  });
  assert.ok(seen.forced, "the browser forces its colours");
  assert.deepEqual(seen.bare, [], `${as}: nothing is told by its ground alone`);
  assert.equal(seen.slow + seen.moving, 0, `${as}: nothing moves`);
  assert.notEqual(seen.smooth, "smooth", `${as}: the page does not glide`);
  for (let stop = 0; stop < 8; stop += 1) {
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    assert.ok(ring, `${as}: stop ${stop + 1} shows where one is`);
  }
  await context.close();
}

/** Black on white, without what only a screen needs, and the demonstration still says what it is. */
async function onPaper(run, address, person, as) {
  const { context, page } = await open(run, address, person);
  await page.emulateMedia({ media: "print" });
  for (const part of [".skip", ".site-search", ".site-menu", ".site-person", ".pagination"]) {
    const found = page.locator(part).first();
    if (await found.count()) assert.equal(await found.isVisible(), false, `${as}: ${part} is left out on paper`);
  }
  assert.ok(await page.locator(".demo-bar").isVisible(), `${as}: paper says it is a demonstration`);
  // A4 less its margins, at 96 px to the inch.
  await page.setViewportSize({ width: 680, height: 1000 });
  assert.deepEqual(await noSidewaysScroll(page), [], `${as} on A4`);
  await context.close();
}
