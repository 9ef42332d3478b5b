import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "signing in with a mailed code, with scripts and without";
export const needs = ["GET /sign-in", "POST /sign-in/code", "GET /demo/mailbox/{mail}"];

/** One of the cast (crates/site/src/demo/cast.rs). */
const MAIL = "akari@higashiomi.example.jp";
const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

export default async function (run) {
  for (const javaScriptEnabled of [true, false]) {
    const context = await windowOf(run, undefined, { javaScriptEnabled });
    const page = await context.newPage();
    await page.goto("/sign-in?next=%2Fregions%2F011002");
    await page.locator("main input[name=mail]").fill(MAIL);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/sign-in\/code/);

    const code = await newestCode(context);
    await page.locator("main input[name=code]").fill("WRNG-CDEE");
    await page.keyboard.press("Enter");
    // A wrong code is told on top, with a link to the field.
    await page.locator("main .error-summary a[href='#code']").waitFor();
    // As people type: lower case, without the hyphen.
    await page.locator("main input[name=code]").fill(code.replace("-", "").toLowerCase());
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/regions\/011002$/);

    const session = (await context.cookies()).find((cookie) => cookie.name === "renkei_session");
    assert.ok(session?.httpOnly && session.sameSite === "Lax", "the session cookie is HttpOnly and SameSite=Lax");
    await page.locator("form[action='/sign-out'] button").click();
    await page.locator("header a[href^='/sign-in']").waitFor();
    await context.close();
  }
}

/** Out of the newest mail to her in the demonstration's mailbox. */
async function newestCode(context) {
  const page = await context.newPage();
  await page.goto("/demo/mailbox");
  await page.locator("main tr", { hasText: MAIL }).filter({ hasText: "ログインのコード" }).first().locator("a").click();
  await page.waitForURL(/\/demo\/mailbox\/\d+/);
  const code = CODE.exec(await page.locator("main").innerText())?.[0];
  assert.ok(code, "the mail shows a code");
  await page.close();
  return code;
}
