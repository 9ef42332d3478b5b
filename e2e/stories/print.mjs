import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { windowOf } from "../lib/browser.mjs";
import { OUT } from "../lib/places.mjs";

export const title = "a case on paper: one document, without header, menu and search";
export const needs = ["GET /cases", "GET /cases/{number}"];

export default async function (run) {
  const context = await windowOf(run);
  const page = await context.newPage();
  await page.goto("/cases");
  await page.locator("main a[href^='/cases/']").first().click();
  await page.waitForURL(/\/cases\/\d+/);
  await page.emulateMedia({ media: "print" });
  for (const part of [".site-search", ".site-menu", ".skip"]) {
    assert.equal(await page.locator(part).first().isVisible(), false, `${part} is left out on paper`);
  }
  const pdf = await page.pdf({ format: "A4" });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 10_000, "the document has something in it");
  writeFileSync(join(OUT, "case.pdf"), pdf);
  await context.close();
}
