import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "a logic model drawn by keyboard, by mouse, by touch and by two people at once: nothing is lost";
export const needs = ["GET /plans/{plan}/canvas"];

/** A plan of her own, begun from an example; its address. */
async function begin(context) {
  const page = await context.newPage();
  await page.goto("/plans/new?from=example:satellite");
  await page.fill("#title", "図で書いてみる");
  await page.click("main form button[type=submit]");
  await page.waitForURL(/\/plans\/\d+/);
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/canvas`);
  await page.waitForSelector(".canvas-tools:not([hidden])");
  return { page, address };
}

const says = (page, words) => page.waitForFunction((wanted) => document.querySelector(".canvas-says").textContent.includes(wanted), words);
const words = (page) => page.locator(".canvas-box .canvas-words").allTextContents();
const arrows = (page) => page.locator(".canvas-arrows path").count();

export default async function (run) {
  const context = await windowOf(run, "yanai-officer");
  const { page, address } = await begin(context);
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));

  // By keyboard: a new box, an arrow, other words, another place.
  await page.locator(".canvas-words").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("n");
  await page.keyboard.type("鍵盤だけで書いた箱");
  await page.keyboard.press("Enter");
  await says(page, "箱を加えました");
  const before = await arrows(page);
  await page.keyboard.press("l");
  await page.keyboard.press("ArrowRight");
  const end = await page.evaluate(() => document.activeElement.closest(".canvas-box").dataset.id);
  await page.keyboard.press("Enter");
  await says(page, "");
  await page.waitForFunction((n) => document.querySelectorAll(".canvas-arrows path").length !== n, before);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("直したことば");
  await page.keyboard.press("Enter");
  await says(page, "保存しました");
  assert.equal(await page.locator(`#box-${end} .canvas-words`).textContent(), "直したことば");
  // Esc gives nothing.
  await page.keyboard.press("Enter");
  await page.keyboard.type("やめた");
  await page.keyboard.press("Escape");
  assert.ok(!(await words(page)).includes("やめた"));

  // By mouse: drawn from the right edge of one box to another.
  const from = page.locator('[data-level="activity"] .canvas-box').last();
  const to = page.locator('[data-level="final"] .canvas-box').first();
  const joined = await arrows(page);
  const [a, b] = [await from.boundingBox(), await to.boundingBox()];
  await page.mouse.move(a.x + a.width - 8, a.y + a.height / 2);
  await page.mouse.down();
  await page.mouse.move(b.x + 30, b.y + b.height / 2, { steps: 6 });
  await page.mouse.up();
  await says(page, "つなぎました");
  assert.equal(await arrows(page), joined + 1, "one arrow more");

  // A circle is refused in words, and the picture goes back to what is stored.
  const [first, second] = await page.locator('[data-level="middle"] .canvas-box').evaluateAll((all) => all.map((one) => one.dataset.id));
  // In the example the second leads to the first already.
  await page.evaluate(([x, y]) => {
    document.querySelector(`#box-${x} .canvas-words`).click();
    document.querySelector('[data-do="join"]').click();
    document.querySelector(`#box-${y} .canvas-words`).click();
  }, [first, second]);
  await says(page, "輪");
  await page.waitForFunction((n) => document.querySelectorAll(".canvas-arrows path").length === n, joined + 1);

  // Two at once: each sees what the other did, and the same words are asked about.
  const other = await windowOf(run, "yanai-coordinator");
  const his = await other.newPage();
  await his.goto(`${address}/canvas`);
  await his.waitForSelector(".canvas-tools:not([hidden])");
  await his.locator(`#box-${end} .canvas-words`).focus();
  await his.keyboard.press("Enter");
  await his.keyboard.press("Control+A");
  await his.keyboard.type("彼のことば");
  await page.locator(`#box-${end} .canvas-words`).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("彼女のことば");
  await page.keyboard.press("Enter");
  await says(page, "保存しました");
  await his.keyboard.press("Enter");
  await says(his, "彼女のことば");
  assert.equal(await his.locator(".canvas-typing").inputValue(), "彼のことば", "what he typed is still there");
  await his.keyboard.press("Enter");
  await says(his, "保存しました");
  await page.waitForFunction((id) => document.querySelector(`#box-${id} .canvas-words`).textContent === "彼のことば", end, { timeout: 15_000 });

  // What the canvas shows is what is stored.
  const shown = (await words(page)).sort();
  await page.reload();
  await page.waitForSelector(".canvas-tools:not([hidden])");
  assert.deepEqual((await words(page)).sort(), shown);
  assert.deepEqual(faults, []);

  // By touch, on a telephone: the button, then the other box.
  const phone = await windowOf(run, "yanai-officer", { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const small = await phone.newPage();
  await small.goto(`${address}/canvas`);
  await small.waitForSelector(".canvas-tools:not([hidden])");
  await small.locator(".canvas-box").first().tap();
  await small.locator('[data-do="words"]').tap();
  await small.fill(".canvas-typing", "指で直した");
  await small.keyboard.press("Enter");
  await says(small, "保存しました");
  const wide = await small.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, "the page itself does not scroll sideways");

  // Without scripts every box leads to its form.
  const plain = await windowOf(run, "yanai-officer", { javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(`${address}/canvas`);
  await Promise.all([still.waitForURL(/\/boxes\/\d+$/), still.locator(".canvas-words").first().click()]);
  for (const one of [context, other, phone, plain]) await one.close();
}
