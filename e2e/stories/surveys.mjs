// A survey in a real browser: a town answers with scripts on (kept by itself, what is not asked steps aside) and hands
// in, its prefecture returns it, the town puts it right with scripts off, the office accepts.
import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "a survey: answered, returned by the prefecture, put right without scripts, accepted by the office";
export const needs = [
  "GET /surveys/{survey}/{code}/answer/{section}", "POST /surveys/{survey}/{code}/submit",
  "POST /surveys/{survey}/{code}/return", "POST /surveys/{survey}/{code}/accept",
];

const TOWN = "352128";
const REASON = "問4の答えを、もう一度見てください。";

export default async function (run) {
  const address = await theTownAnswers(run);
  await thePrefectureReturns(run, address);
  await theTownPutsItRight(run, address);
  await theOfficeAccepts(run, address);
}

/** From what waits on the start page to the receipt. */
async function theTownAnswers(run) {
  const context = await windowOf(run, "yanai-officer");
  const page = await context.newPage();
  await page.goto("/");
  await page.locator(`main a[href*='/surveys/'][href$='/${TOWN}']`).first().click();
  await page.waitForURL(/\/surveys\/\d+\/\d{6}$/);
  const address = new URL(page.url()).pathname;
  // Kept by itself: an answer given and the window closed is still there.
  await page.goto(`${address}/answer/s2`);
  const box = page.locator("[data-question]:not([hidden]) input[type=radio]:not([value=''])").first();
  await box.check();
  await page.locator("[data-saved]", { hasText: "保存" }).waitFor();
  const [name, value] = await box.evaluate((e) => [e.name, e.value]);
  await page.reload();
  assert.ok(await page.locator(`input[name="${name}"][value="${value}"]`).isChecked(), "what was kept by itself is there");
  await answerEverything(page, `${address}/answer/s1`);
  await page.waitForURL(/\/submit$/);
  await page.getByRole("button", { name: "提出する" }).click();
  await page.waitForLoadState("load");
  assert.match(await page.locator("main").innerText(), /受付番号/, "a receipt");
  await context.close();
  return address;
}

/** Section by section, by the button; what follows an answer is answered too. */
async function answerEverything(page, first) {
  await page.goto(first);
  for (let section = 0; section < 30; section += 1) {
    if (!/\/answer\/[a-z0-9_]+$/.test(new URL(page.url()).pathname)) return;
    for (let round = 0; round < 6 && (await fillWhatIsEmpty(page)) > 0; round += 1) {
      await page.locator("[data-saved]", { hasText: "保存" }).waitFor();
    }
    await page.getByRole("button", { name: /保存して次へ|保存して提出前の確認へ/ }).click();
    await page.waitForLoadState("load");
    assert.equal(await page.locator("main .error-summary").count(), 0, `no error on ${page.url()}`);
  }
  assert.fail("the sections have no end");
}

/** Fills what is asked and empty, as somebody does who takes the first that fits. */
async function fillWhatIsEmpty(page) {
  return page.evaluate(() => {
    let filled = 0;
    const touch = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
    for (const question of document.querySelectorAll("[data-question]:not([data-not-asked])")) {
      const groups = question.querySelector("[data-row]")
        ? [...question.querySelectorAll("[data-row]:not([data-not-asked])")]
        : [question];
      for (const group of groups) {
        const boxes = [...group.querySelectorAll("input.choice-box:not([value=''])")];
        if (boxes.length > 0 && !boxes.some((box) => box.checked)) {
          const first = boxes.find((box) => !box.hasAttribute("data-exclusive")) ?? boxes[0];
          first.checked = true;
          touch(first);
          filled += 1;
        }
        for (const field of group.querySelectorAll("input[type=text]:not(.question-other), textarea")) {
          if (field.value !== "" || field.closest(".question-grid")) continue;
          field.value = field.inputMode ? "1" : "架空の答え";
          touch(field);
          filled += 1;
        }
      }
    }
    return filled;
  });
}

async function thePrefectureReturns(run, address) {
  const context = await windowOf(run, "yamaguchi-officer");
  const page = await context.newPage();
  await page.goto(address);
  assert.equal(await page.getByRole("button", { name: "確定する" }).count(), 0, "a prefecture does not accept");
  const answer = await page.goto(`${address}/answer/s2`);
  assert.ok(answer.status() >= 400, "a prefecture does not write a town's answers");
  await page.goto(address);
  // Without a reason nothing is returned.
  await page.getByRole("button", { name: "差し戻す" }).click();
  await page.locator("main .error-summary a").first().waitFor();
  await page.getByLabel("差戻しの理由").fill(REASON);
  await page.getByRole("button", { name: "差し戻す" }).click();
  await page.waitForLoadState("load");
  assert.match(await page.locator("main").innerText(), /差戻し/);
  await context.close();
}

async function theTownPutsItRight(run, address) {
  const context = await windowOf(run, "yanai-officer", { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(address);
  assert.ok((await page.locator("main").innerText()).includes(REASON), "the reason stands on the town's page");
  await page.goto(`${address}/answer/s2`);
  await page.getByRole("button", { name: "保存して次へ" }).click();
  await page.goto(`${address}/submit`);
  await page.getByRole("button", { name: "提出する" }).click();
  await page.waitForLoadState("load");
  assert.match(await page.locator("main").innerText(), /受付番号/);
  await context.close();
}

async function theOfficeAccepts(run, address) {
  const context = await windowOf(run, "cooperation-office");
  const page = await context.newPage();
  await page.goto(address);
  await page.getByRole("button", { name: "確定する" }).click();
  await page.waitForLoadState("load");
  await page.goto(address);
  assert.match(await page.locator("h1 ~ *, .page-head, main").first().innerText(), /確定|回答/);
  assert.equal(await page.getByRole("button", { name: "確定する" }).count(), 0, "accepted once");
  await context.close();
}
