// The five tasks of docs/manual/tasks.md: each from the front page, by the words on the screen, within so many
// steps and (at the pace of lib/stranger.mjs) two minutes.
import assert from "node:assert/strict";
import { windowOf } from "../lib/browser.mjs";
import { Stranger } from "../lib/stranger.mjs";

export const title = "five tasks, each done by a stranger within two minutes";
export const needs = ["GET /search", "GET /regions", "POST /register", "POST /cases/new", "POST /cases/{number}/publish"];

const MAIL = "atarashii@yanai.example.jp";
const CASE = "島の医師が入院先にもいる";

async function stranger(run, person) {
  const context = await windowOf(run, person);
  const page = await context.newPage();
  await page.goto("/");
  return { context, page, hand: new Stranger(page) };
}

export default async function (run) {
  await findsTheIsland(run);
  await findsACode(run);
  const newcomer = await registers(run, await codeSheet(run));
  const number = await writesACase(newcomer);
  await newcomer.context.close();
  await decides(run);
  await publishes(run, number);
}

/** 1. 「看取り」に困っている。離島の事例をさがして読む。 */
async function findsTheIsland(run) {
  const { context, page, hand } = await stranger(run);
  await hand.type("困っていることを、そのままのことばで書いてください", "看取り");
  await hand.enter();
  await hand.follow(/退院して島へ戻る人が増えた/, page.locator("main"));
  await hand.sees("平郡島");
  hand.done("finds the island's case", 3);
  await context.close();
}

/** 2. 四つある池田町のうち、福井県の池田町の団体コードを調べる。 */
async function findsACode(run) {
  const { context, page, hand } = await stranger(run);
  await hand.type("困っていることを、そのままのことばで書いてください", "池田町");
  await hand.enter();
  const row = page.locator("main li", { hasText: "福井県" }).filter({ hasText: "池田町" });
  assert.match(await row.innerText(), /団体コード\s*183822/);
  hand.done("finds a code", 2);
  await context.close();
}

/** Not counted: the town's manager has invited somebody and printed the sheet. */
async function codeSheet(run) {
  const context = await windowOf(run, "yanai-manager");
  const page = await context.newPage();
  await page.goto("/account");
  await page.getByRole("link", { name: /自分の組織/ }).click();
  const organisation = new URL(page.url()).pathname;
  await page.goto(`${organisation}/invite`);
  await page.locator("main").getByLabel("氏名").fill("見本 あたらし");
  await page.locator("main").getByLabel("メールアドレス").fill(MAIL);
  await page.locator("main").getByRole("radio", { name: /市町村 担当者/ }).check();
  await page.locator("main button[type=submit]").first().click();
  await page.goto(organisation);
  await page.getByRole("button", { name: "招待中の方のコード票を作る" }).click();
  const code = await page.locator("main tr", { hasText: MAIL }).locator("td").last().innerText();
  await context.close();
  return code.trim();
}

/** 3. 紙のコード票を受け取った。登録してログインする。 */
async function registers(run, code) {
  const { context, page, hand } = await stranger(run);
  await hand.follow("ログイン", page.locator("header"));
  await hand.follow("登録コードを受け取っている", page.locator("main"));
  await hand.type("メールアドレス", MAIL);
  await hand.type("登録コード", code);
  await hand.type("氏名", "見本 あたらし");
  await hand.type("ふりがな", "みほん あたらし");
  await hand.press("登録して、はじめる");
  await hand.sees("登録が終わり、ログインしました");
  hand.done("registers with a sheet", 7);
  return { context, page };
}

/** 4. 自分の町の取組を書いて、事務局に出す。 */
async function writesACase({ page }) {
  await page.goto("/");
  const hand = new Stranger(page);
  await hand.follow("事例", page.getByRole("navigation", { name: "全体メニュー" }));
  await hand.follow("事例を書く", page.locator("main"));
  await hand.type("題名", CASE);
  await hand.type("要約", "医師が入院先にもいて、島へ帰れる。");
  await hand.type("困りごと必須", "島で看取れない。");
  await hand.type("取組の背景", "島の人口は約300人。");
  await hand.type("取組の概要", "週2日、診療所を開く。");
  await hand.tick(/^看取り/, page.getByRole("group", { name: /場面/ }));
  await hand.tick(/./, page.getByRole("group", { name: /困りごとの入口/ }));
  await hand.tick(/./, page.getByRole("group", { name: /実施内容/ }));
  await hand.press("残して事務局に出す");
  await hand.sees("事務局");
  const number = /\/cases\/(\d+)/.exec(page.url())?.[1];
  assert.ok(number, `handed in: ${page.url()}`);
  hand.done("writes a case", 11);
  return number;
}

/** 4の続き. 所属の管理者として、出してよいと承認する。 */
async function decides(run) {
  const { context, hand } = await stranger(run, "yanai-manager");
  await hand.follow(new RegExp(`${CASE}.*を承認する`), hand.page.locator("main"));
  await hand.press(/^承認して/);
  await hand.sees("承認して、事務局に出しました");
  hand.done("decides for her town", 2);
  await context.close();
}

/** 5. 事務局として、出された事例を確かめて公開する。 */
async function publishes(run, number) {
  const { context, page, hand } = await stranger(run, "cooperation-office");
  await hand.follow(new RegExp(`確かめる.*${CASE}`), page.locator("main"));
  await hand.press(/^公開する/);
  await hand.sees("公開しました");
  hand.done("publishes it", 2);
  const visitor = await windowOf(run);
  const reader = await visitor.newPage();
  await reader.goto(`/cases/${number}`);
  assert.match(await reader.locator("main").innerText(), new RegExp(CASE));
  await visitor.close();
  await context.close();
}
