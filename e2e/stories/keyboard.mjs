import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "with the keyboard alone: skip to the content, and onward from there";
export const needs = ["GET /regions"];

const focused = (page) => page.evaluate(() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  return { id: e.id, words: e.innerText?.trim(), seen: box.width > 1 && box.height > 1 && box.top >= 0, ring: style.outlineStyle !== "none" || style.boxShadow !== "none" };
});

export default async function (run) {
  const context = await windowOf(run);
  const page = await context.newPage();
  await page.goto("/regions");
  await page.keyboard.press("Tab");
  const first = await focused(page);
  assert.equal(first.words, "本文へ移動", "the first stop is the skip link");
  assert.ok(first.seen && first.ring, "the skip link shows itself, with a focus ring");
  await page.keyboard.press("Enter");
  assert.equal((await focused(page)).id, "main", "the skip link leads to <main>");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  assert.ok(inside, "the next stop is inside <main>");
  // Every stop of the page shows where one is.
  for (let stop = 0; stop < 30; stop += 1) {
    const at = await focused(page);
    assert.ok(at.ring, `no focus ring on 「${at.words || at.id}」`);
    await page.keyboard.press("Tab");
  }
  await context.close();
}
