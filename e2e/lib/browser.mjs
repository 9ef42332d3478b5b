// Debian's Chromium, and people in it.
import { chromium } from "playwright-core";
import { listen } from "./checks.mjs";

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function openBrowser() {
  return chromium.launch({ executablePath: process.env.E2E_CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });
}

/** What a context needs so that every picture is the same on every machine. */
const CALM = { locale: "ja-JP", timezoneId: "Asia/Tokyo", colorScheme: "light" };

/** A window of somebody: `person` is an id of the cast, or undefined for a visitor. */
export async function windowOf(run, person, options = {}) {
  const storageState = person ? await sessionOf(run, person) : undefined;
  return run.browser.newContext({ baseURL: run.base, viewport: { width: 1280, height: 900 }, storageState, ...CALM, ...options });
}

const sessions = new Map();

/** Signed in once per person; all her windows share the session, as in one browser. */
function sessionOf(run, person) {
  if (!sessions.has(person)) {
    sessions.set(person, (async () => {
      const context = await run.browser.newContext({ baseURL: run.base });
      const answer = await context.request.post("/demo/sign-in", { form: { person }, maxRedirects: 0 });
      if (answer.status() !== 303) throw new Error(`POST /demo/sign-in person=${person} answered ${answer.status()}`);
      const state = await context.storageState();
      await context.close();
      return state;
    })());
  }
  return sessions.get(person);
}

/** Runs `work(item, worker)` on every item, a few workers at a time. */
export async function each(items, work, atATime = 3) {
  const queue = [...items];
  await Promise.all(Array.from({ length: atATime }, async (_, worker) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item, worker);
  }));
}

/** After that long without a request a press was lost: one that is seen leads to a request at once. */
const LOST_MS = 10_000;

/**
 * Presses and waits for the page that comes; gives the answer it came with. Chromium throws away what is pressed while it
 * holds back the first picture of a page. A person presses again then, and so do we: only where nothing was asked for.
 */
export async function arrive(page, press, timeout = 30_000) {
  const from = page.url();
  const came = page.waitForNavigation({ waitUntil: "load", timeout: LOST_MS + timeout });
  came.catch(() => {});
  const asked = page.waitForRequest((request) => request.isNavigationRequest() && request.frame() === page.mainFrame(), { timeout: LOST_MS });
  const lost = asked.then(() => false, () => true);
  await press();
  if (await Promise.race([lost, came.then(() => false)])) {
    console.log(`  pressed again on ${from}: the first press was lost`);
    await press();
  }
  return came.catch((error) => {
    throw new Error(`no page came from what was pressed on ${from}: ${error.message}`);
  });
}

/** One tab after the other: the same one as long as it is the same person's, for a tab costs more than a page in it. */
export class Tabs {
  constructor(run) {
    this.run = run;
  }

  /** Her tab and the ears on it; with cookies of her own (`storageState`) a new one. */
  async of(person, storageState) {
    if (!this.tab || storageState || this.person !== person) {
      await this.close();
      const context = await windowOf(this.run, person, storageState ? { storageState } : {});
      const page = await context.newPage();
      this.tab = { context, page, heard: await listen(page, this.run.base) };
      this.person = storageState ? NaN : person;
    }
    return this.tab;
  }

  async close() {
    await this.tab?.context.close();
    this.tab = undefined;
  }
}
