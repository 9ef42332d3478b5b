// A town's officer and the yearly survey: the mail, the answer by web on a phone, a connection that breaks, the sheet for
// Excel without scripts, handing in, where the town stands, the PDF.
import assert from "node:assert/strict";
import { Person, PHONE, PLAIN } from "../lib/person.mjs";
import { answerEverything } from "../lib/questionnaire.mjs";
import { fillIn } from "../lib/workbook.mjs";

export const title = "a town's officer: from the mail to her position, by web and by Excel, on a phone and without scripts";
export const needs = [
  "POST /surveys/{survey}/collection/letters", "POST /surveys/{survey}/{code}/answer/{section}", "POST /surveys/{survey}/{code}/sheet",
  "POST /surveys/{survey}/{code}/submit", "GET /surveys/{survey}/{code}/position.pdf",
];

/** One of the cast (crates/site/src/demo/cast.rs) and her town. */
const MAIL = "midori@yanai.example.jp";
const TOWN = "352128";
const MESSAGE = "昨年度から問8が変わりました。";

export default async function (run) {
  const survey = await theOfficeWritesToHer(run);
  const address = `${survey}/${TOWN}`;
  const signedIn = await sheComesByTheMail(run, address);
  await sheIsCutOffAndGoesOn(run, signedIn, address);
  await sheAnswersARowByExcel(run, signedIn, address);
  await sheHandsIn(run, signedIn, address);
}

/** Not hers: the office asks the towns of her prefecture that have begun. */
async function theOfficeWritesToHer(run) {
  const office = await Person.at(run, "cooperation-office");
  await office.goto("/surveys");
  await office.follow(/令和8年度.*市町村票/);
  const survey = office.path;
  await office.follow(/回収室/);
  await office.follow("回答票（Excel）を配る");
  await office.page.locator("main select[name=state]").selectOption({ label: "途中" });
  await office.page.locator("main select[name=prefecture]").selectOption({ label: "山口県" });
  await office.press("この条件で絞る");
  await office.type("添えることば", MESSAGE);
  await office.press("お願いを送る");
  await office.sees(/送りました/);
  await office.leave();
  return survey;
}

/** The mail's link, the sign-in by a mailed code, and there she is; last year's answer stands beside. */
async function sheComesByTheMail(run, address) {
  const her = await Person.at(run, undefined, PHONE);
  const mail = await her.mail(MAIL, "への回答のお願い");
  assert.ok(mail.includes(MESSAGE), "the office's words are in the mail");
  const link = /https?:\/\/\S+/.exec(mail)?.[0];
  assert.ok(link?.endsWith(address), `the mail leads to her town's page: ${link}`);
  await her.page.goto(new URL(link).pathname);
  if (!/\/sign-in/.test(her.path)) await her.follow("ログイン");
  await her.type("メールアドレス", MAIL);
  await her.press(/コードを/);
  const waiting = await her.context.newPage();
  const box = new Person(run, her.context, waiting);
  const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(await box.mail(MAIL, "コード"))?.[0];
  await waiting.close();
  await her.page.locator("main input[name=code]").fill(code);
  await her.page.keyboard.press("Enter");
  await her.page.waitForURL((url) => url.pathname === address);
  await her.sees("途中");
  await her.goto(`${address}/answer/s2`);
  await her.sees("前年の答え");
  const storageState = await her.context.storageState();
  await her.leave();
  return { storageState };
}

async function sheIsCutOffAndGoesOn(run, signedIn, address) {
  const her = await Person.at(run, undefined, { ...PHONE, ...signedIn });
  await her.goto(`${address}/answer/s5`);
  const box = her.page.locator("[data-question]:not([hidden]) input[type=radio]:not([value='']):not(:checked)").first();
  const [name, value] = await box.evaluate((e) => [e.name, e.value]);
  // No connection: she is told, and what she chose stays on the page.
  await her.context.setOffline(true);
  await box.check();
  await her.page.locator("[data-saved]", { hasText: "いまは自動で保存できません" }).waitFor();
  await her.context.setOffline(false);
  // It is back: the next change is kept, and with it what waited; then the window is gone.
  const kept = her.page.waitForResponse((answer) => answer.request().method() === "POST" && answer.status() === 200);
  await box.dispatchEvent("change");
  await kept;
  await her.page.locator("[data-saved]", { hasText: "保存しました" }).waitFor();
  await her.leave();

  const again = await Person.at(run, undefined, { ...PHONE, ...signedIn });
  await again.goto("/");
  await again.page.locator(`main a[href='${address}']`).click();
  await again.page.waitForURL((url) => url.pathname === address);
  await again.goto(`${address}/answer/s5`);
  assert.ok(await again.page.locator(`input[name="${name}"][value="${value}"]`).isChecked(), "what she chose is there");
  await again.goto(`${address}/answer/s1`);
  await answerEverything(again);
  assert.match(again.path, /\/submit$/);
  await again.leave();
}

/** Without scripts: the sheet holds what she answered; a number she types with full-width digits comes back as a change. */
async function sheAnswersARowByExcel(run, signedIn, address) {
  const her = await Person.at(run, undefined, { ...PLAIN, ...signedIn });
  await her.goto(address);
  await her.follow("Excelで答える");
  const sheet = await her.save("回答票（Excel）をダウンロードする");
  const { bytes } = fillIn(sheet, { "q:q13_2": "１２" });
  await her.attach("記入した回答票", [{ name: "市町村票 (2).xlsx", bytes }]);
  await her.press("取り込む前に確かめる");
  const changes = her.page.getByRole("region", { name: "変わる答えの表" }).locator("tbody tr");
  assert.equal(await changes.count(), 1, "only what she changed");
  assert.match(await changes.innerText(), /問13-2[\s\S]*12[\s\S]*2/);
  await her.press("取り込んで提出前の確認へ");
  assert.match(her.path, /\/submit$/);
  await her.sees("そろっています");
  await her.leave();
}

async function sheHandsIn(run, signedIn, address) {
  const her = await Person.at(run, undefined, signedIn);
  await her.goto(`${address}/submit`);
  await her.press("提出する");
  await her.sees(/受付番号/);
  const receipt = await her.page.locator(".receipt-number").innerText();
  await her.follow("ほかの団体と比べた位置を見る");
  await her.sees("速報");
  await her.sees("似た20市町村");
  const standing = await her.page.locator("main .standing").innerText();
  assert.match(standing, /1,741市町村のうち1,\d{3}市町村の回答/, "how many answered so far");
  const pdf = await her.save("PDF");
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 20_000, `the document has something in it: ${pdf.length} bytes`);
  const mail = await her.mail(MAIL, "調査の回答を受け付けました");
  assert.ok(mail.includes(receipt), "the receipt is in the mail");
  // Handed in is handed in: nothing can be written any more.
  await her.page.goto(`${address}/answer/s1`);
  await her.hasNoButton(/保存して/);
  await her.leave();
}
