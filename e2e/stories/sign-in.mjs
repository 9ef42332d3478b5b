import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "signing in with a mailed code, with scripts and without";
export const needs = ["GET /sign-in", "POST /sign-in", "GET /demo/mailbox"];

const CODE = /\b[0-9A-Z]{4}[- ]?[0-9A-Z]{4}\b/;

export default async function (run) {
  for (const javaScriptEnabled of [true, false]) {
    const context = await windowOf(run, undefined, { javaScriptEnabled });
    const page = await context.newPage();
    const mail = await mailOfSomebody(run, page);
    await page.goto("/sign-in?next=%2Fregions%2F011002");
    await page.locator("main input[name=mail]").fill(mail);
    await page.locator("main form:has(input[name=mail]) button[type=submit]").first().click();
    const field = page.locator("main input[name=code]");
    await field.waitFor();

    const box = await context.newPage();
    await box.goto("/demo/mailbox");
    const letter = await box.locator("main").innerText();
    const code = CODE.exec(letter.slice(Math.max(0, letter.indexOf(mail))))?.[0];
    assert.ok(code, "the newest mail in /demo/mailbox shows a code");
    await box.close();

    await field.fill(code);
    await page.locator("main form:has(input[name=code]) button[type=submit]").first().click();
    await page.waitForURL(/\/regions\/011002$/);
    const session = (await context.cookies()).find((cookie) => cookie.name === "renkei_session");
    assert.ok(session?.httpOnly && session.sameSite === "Lax", "the session cookie is HttpOnly and SameSite=Lax");
    const signOut = page.locator("form[action='/sign-out'] button");
    await signOut.click();
    await page.locator("a[href^='/sign-in']").first().waitFor();
    await context.close();
  }
}

/** The mail address of one of the cast, as /demo shows it. */
async function mailOfSomebody(run, page) {
  await page.goto("/demo");
  const words = await page.locator("main").innerText();
  const mail = /[\w.+-]+@[\w.-]+\.\w+/.exec(words)?.[0];
  assert.ok(mail, "/demo shows the mail addresses of the cast");
  return mail;
}
