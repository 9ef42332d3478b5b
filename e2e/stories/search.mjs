import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";

export const title = "searching from the header with the keyboard finds 平郡島's case by 「みとり」";
export const needs = ["GET /search", "GET /cases/{number}"];

export default async function (run) {
  const context = await windowOf(run);
  const page = await context.newPage();
  await page.goto("/regions");
  await page.locator(".site-search input[name=q]").focus();
  await page.keyboard.type("みとり");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  assert.equal(new URL(page.url()).searchParams.get("q"), "みとり");
  const hit = page.locator("main li", { hasText: "平郡島" }).locator("a[href^='/cases/']").first();
  await hit.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/cases\/\d+/);
  assert.match(await page.locator("main").innerText(), /平郡島/);
  await context.close();
}
