// A person of the cast at her own screen: finds links, buttons and fields by their words, saves files, reads her mail.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { arrive, windowOf } from "./browser.mjs";
import { noSidewaysScroll } from "./checks.mjs";

export const PHONE = { viewport: { width: 390, height: 844 } };
export const PLAIN = { javaScriptEnabled: false };

/** Seconds a mail may take into the demonstration's mailbox: it is sent by a job. */
const MAIL_SECONDS = 15;

/** A document of many pages takes an unoptimised program some seconds, and more beside others. */
const FILE_MS = 90_000;

export class Person {
  constructor(run, context, page) {
    this.run = run;
    this.context = context;
    this.page = page;
  }

  /** `id` is one of the cast, or undefined for a visitor. */
  static async at(run, id, options = {}) {
    const context = await windowOf(run, id, options);
    return new Person(run, context, await context.newPage());
  }

  get main() {
    return this.page.locator("main");
  }

  get path() {
    return new URL(this.page.url()).pathname;
  }

  async goto(address, status = 200) {
    const answer = await this.page.goto(address);
    assert.equal(answer.status(), status, address);
    await this.#fits();
  }

  async follow(words, within = this.main) {
    await this.#arrive(within.getByRole("link", { name: words }).first());
  }

  async press(words, within = this.main) {
    await this.#arrive(within.getByRole("button", { name: words }).first());
  }

  async type(label, text, within = this.main) {
    await within.getByLabel(label).first().fill(text);
  }

  /** The file behind a link. Where the program says it is busy she does what it says: goes back and presses again. */
  async save(words, within = this.main) {
    for (let again = 0; ; again += 1) {
      const link = within.getByRole("link", { name: words }).first();
      const asked = new URL(await link.getAttribute("href"), this.page.url()).pathname;
      const download = this.page.waitForEvent("download", { timeout: FILE_MS });
      const told = this.page.waitForResponse((answer) => new URL(answer.url()).pathname === asked && answer.status() >= 400, { timeout: FILE_MS }).then(() => undefined);
      const [file] = await Promise.all([Promise.race([download, told]), link.click()]);
      for (const late of [download, told]) late.catch(() => {});
      if (file) return readFile(await file.path());
      await this.page.waitForURL((url) => url.pathname === asked);
      assert.ok(again < 2 && /少し待ってから/.test(await this.words()), `${asked} gives no file: ${await this.words()}`);
      await this.page.goBack();
    }
  }

  /** Puts files into a field: `[{name, bytes}]`. */
  async attach(label, files) {
    await this.main.locator("input[type=file]").and(this.page.getByLabel(label)).setInputFiles(files.map(({ name, bytes }) => ({ name, mimeType: "application/octet-stream", buffer: bytes })));
  }

  async words() {
    return this.main.innerText();
  }

  async sees(words) {
    const text = await this.words();
    const there = words instanceof RegExp ? words.test(text) : text.includes(words);
    assert.ok(there, `「${words}」 stands on ${this.page.url()}`);
  }

  async seesNot(words) {
    const text = await this.words();
    assert.ok(!(words instanceof RegExp ? words.test(text) : text.includes(words)), `「${words}」 does not stand on ${this.page.url()}`);
  }

  async hasNoButton(words) {
    assert.equal(await this.main.getByRole("button", { name: words }).count(), 0, `there is no button 「${words}」 on ${this.page.url()}`);
  }

  /** Opens the newest mail to an address with such a subject in the demonstration's mailbox. */
  async mail(to, subject) {
    for (const end = Date.now() + MAIL_SECONDS * 1000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
      await this.page.goto("/demo/mailbox");
      const row = this.main.locator("tr", { hasText: to }).filter({ hasText: subject }).first();
      if ((await row.count()) === 0) continue;
      await row.locator("a").first().click();
      await this.page.waitForURL(/\/demo\/mailbox\/\d+/);
      return this.words();
    }
    return assert.fail(`no mail 「${subject}」 to ${to} within ${MAIL_SECONDS} s`);
  }

  async leave() {
    await this.context.close();
  }

  async #arrive(what) {
    const answer = await arrive(this.page, () => what.click(), FILE_MS);
    assert.ok(!answer || answer.status() < 500, `${this.page.url()} answers ${answer?.status()}`);
    await this.#fits();
  }

  /** Whatever the window, nothing of a page is beyond its edge. */
  async #fits() {
    assert.deepEqual(await noSidewaysScroll(this.page), [], this.page.url());
  }
}
