// Answering a questionnaire in the browser, as somebody does who takes the first that fits.
import assert from "node:assert/strict";
import { arrive } from "./browser.mjs";

/** From this section to the page before handing in, each by its button; what an answer brings up is answered too. */
export async function answerEverything({ page }) {
  for (let section = 0; section < 30; section += 1) {
    if (!/\/answer\/[a-z0-9_]+$/.test(new URL(page.url()).pathname)) return;
    for (let round = 0; round < 6; round += 1) {
      // Kept by itself: the server says what is asked now.
      const kept = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().includes("/answer/"));
      if ((await fillWhatIsEmpty(page)) === 0) {
        kept.catch(() => {});
        break;
      }
      assert.equal((await kept).status(), 200, `kept by itself on ${page.url()}`);
    }
    const next = page.getByRole("button", { name: /保存して次へ|保存して提出前の確認へ/ });
    await arrive(page, () => next.click());
    assert.equal(await page.locator("main form .error-summary").count(), 0, `no error on ${page.url()}`);
  }
  assert.fail("the sections have no end");
}

/** How many it filled. */
export async function fillWhatIsEmpty(page) {
  return page.evaluate(() => {
    let filled = 0;
    const touch = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
    for (const question of document.querySelectorAll("[data-question]:not([data-not-asked])")) {
      const groups = question.querySelector("[data-row]") ? [...question.querySelectorAll("[data-row]:not([data-not-asked])")] : [question];
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
          // Numbers ask for the numeric keyboard; two of something is always possible.
          field.value = field.inputMode ? "2" : "架空の答え";
          touch(field);
          filled += 1;
        }
      }
    }
    return filled;
  });
}
