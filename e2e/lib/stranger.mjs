// A stranger at the screen: finds things by the words on the page, and everything she does takes its time.
import assert from "node:assert/strict";
import { arrive } from "./browser.mjs";

/** Seconds: to look at a page that is new, to find and press something, to go to a field, to type one character. */
const LOOK = 4;
const PRESS = 3;
const FIELD = 2;
const CHARACTER = 0.5;

export class Stranger {
  constructor(page) {
    this.page = page;
    this.steps = 0;
    this.seconds = LOOK;
    this.at = page.url();
  }

  /** A link, by its words. */
  async follow(words, within = this.page) {
    await this.#press(within.getByRole("link", { name: words }).first());
  }

  /** A button, by its words. */
  async press(words, within = this.page.locator("main")) {
    await this.#press(within.getByRole("button", { name: words }).first());
  }

  /** A box to tick, by its words. */
  async tick(words, within = this.page.locator("main")) {
    await within.getByLabel(words).first().check();
    this.steps += 1;
    this.seconds += PRESS;
  }

  async type(label, text, within = this.page.locator("main")) {
    await within.getByLabel(label).first().fill(text);
    this.steps += 1;
    this.seconds += FIELD + CHARACTER * text.length;
  }

  async enter() {
    await this.#arrive(() => this.page.keyboard.press("Enter"));
  }

  async #press(what) {
    await this.#arrive(() => what.click());
  }

  async #arrive(act) {
    // Whatever is followed or pressed here leads to a page, be it the same one again with what is missing.
    await arrive(this.page, act);
    this.steps += 1;
    this.seconds += PRESS;
    if (this.page.url() !== this.at) this.seconds += LOOK;
    this.at = this.page.url();
  }

  async sees(words) {
    assert.ok((await this.page.locator("main").innerText()).includes(words), `「${words}」 stands on ${this.page.url()}`);
  }

  /** Done: in no more steps than these, and within two minutes. */
  done(task, steps) {
    console.log(`  ${task}: ${this.steps} steps, about ${Math.round(this.seconds)} s`);
    assert.ok(this.steps <= steps, `took ${this.steps} steps, ${steps} are enough`);
    assert.ok(this.seconds <= 120, `took about ${Math.round(this.seconds)} s, two minutes are enough`);
  }
}
