// Every page, looked at as a picture and asked the same questions.
import { join } from "node:path";
import * as checks from "./checks.mjs";
import { each, Tabs, windowOf } from "./browser.mjs";
import { validHtml } from "./html.mjs";
import { pictureName, readTable } from "./routes.mjs";
import { OUT } from "./places.mjs";

export async function lookAtPages(run, { full, only }) {
  const { entries, faults } = readTable(run.routes);
  run.report.add("e2e/pages.json names every page", faults);
  const everybody = new Set(run.people.map((person) => person.id));
  const unknown = entries.filter((entry) => entry.as && !everybody.has(entry.as));
  run.report.add("everybody in e2e/pages.json is one of the cast",
    unknown.map((entry) => `${entry.path}: there is no 「${entry.as}」 in /demo/people.json`));
  const wanted = entries.filter((entry) => !unknown.includes(entry) && (!only || entry.path.startsWith(only)));

  // By person, so that a tab is used for one page after the other.
  const byPerson = [...wanted].sort((a, b) => (a.as ?? "").localeCompare(b.as ?? ""));
  const links = new Map();
  const seen = new Set();
  await withTabs(run, byPerson, (entry, tabs) => lookAt(run, entry, { links, seen, full, tabs }));
  if (!only) await followLinks(run, links, seen);
  if (!full) return;
  const visits = [undefined, ...everybody].flatMap((person) =>
    wanted.filter((entry) => entry.kind === "page" && entry.as !== person && !entry.before).map((entry) => ({ entry, person })));
  await withTabs(run, visits, ({ entry, person }, tabs) => visit(run, entry, person, tabs));
}

/** A few at a time, each worker with a tab of its own. */
async function withTabs(run, items, work) {
  const all = new Map();
  await each(items, (item, worker) => {
    if (!all.has(worker)) all.set(worker, new Tabs(run));
    return work(item, all.get(worker));
  });
  await Promise.all([...all.values()].map((tabs) => tabs.close()));
}

/** The page of an entry, as the person with the most on it. */
async function lookAt(run, entry, looking) {
  try {
    const addresses = [await addressOf(run, entry), ...(entry.also ?? [])];
    for (const address of addresses) {
      const name = addresses.length > 1 && address !== addresses[0] ? pictureName(address) : pictureName(entry.path);
      if (entry.kind === "data") await data(run, entry, address);
      else if (entry.kind === "redirect") await redirect(run, entry, address);
      else {
        await bothWidths(run, entry, address, name, looking);
        if (looking.full) await otherwise(run, entry, address, name);
      }
    }
  } catch (error) {
    run.report.add(`${entry.path}`, [error.stack ?? String(error)]);
  }
}

async function addressOf(run, entry) {
  if (entry.landing) return (await afterwards(run, entry)).landing;
  if (!entry.link) return entry.at;
  const { storageState } = await afterwards(run, entry);
  const context = await windowOf(run, entry.as, storageState ? { storageState } : {});
  try {
    let address = entry.from;
    for (const shape of [entry.link].flat()) {
      const answer = await context.request.get(address);
      const found = new RegExp(`href="(${shape})"`).exec(await answer.text());
      if (!found) throw new Error(`${address} (as ${entry.as ?? "visitor"}) has no link like ${shape}`);
      address = found[1].replaceAll("&amp;", "&").replaceAll("&#38;", "&");
    }
    return address + (entry.then ?? "");
  } finally {
    await context.close();
  }
}

/** A document of many pages takes an unoptimised program some seconds, and more beside others. */
const FILE_MS = 120_000;

/** Documents and pictures of charts are set one after the other: side by side they wait for each other. */
let documents = Promise.resolve();

/** Asks for a file. On a busy machine a document may be told to come back: then it is asked for again, as a person would. */
function ask(context, address) {
  const once = () => context.request.get(address, { timeout: FILE_MS });
  if (!/\.(pdf|png)(\?|$)/.test(address)) return once();
  const mine = documents.then(async () => {
    let answer = await once();
    for (let again = 0; again < 2 && [422, 503].includes(answer.status()); again += 1) answer = await once();
    return answer;
  });
  documents = mine.catch(() => {});
  return mine;
}

async function data(run, entry, address) {
  const context = await windowOf(run, entry.as);
  const answer = await ask(context, address);
  const body = await answer.body();
  const faults = [];
  const wanted = entry.status ?? 200;
  if (answer.status() !== wanted) faults.push(`status ${answer.status()}`);
  if ((body.length === 0) !== (wanted === 204)) faults.push(body.length === 0 ? "is empty" : "is not empty");
  if ((answer.headers()["content-type"] ?? "").startsWith("text/html")) faults.push("is a page, not a file");
  const type = answer.headers()["content-type"] ?? "";
  // JSON Lines are one document per line.
  const parts = /jsonl/.test(type) ? body.toString("utf8").trimEnd().split("\n") : /json/.test(type) ? [body.toString("utf8")] : [];
  for (const document of parts) {
    try { JSON.parse(document); } catch (error) { faults.push(`is no JSON: ${error.message}`); break; }
  }
  run.report.add(`${address} as ${entry.as ?? "visitor"}`, faults);
  await context.close();
}

async function redirect(run, entry, address) {
  const context = await windowOf(run, entry.as);
  const answer = await context.request.get(address, { maxRedirects: 0 });
  run.report.add(`${address} as ${entry.as ?? "visitor"}`, answer.status() === 303 ? [] : [`status ${answer.status()} instead of 303`]);
  await context.close();
}

const sent = new Map();

/** `before` are forms that somebody sends to get to the page: sent once, her cookies kept for every window. */
async function afterwards(run, entry) {
  if (!entry.before) return {};
  if (!sent.has(entry)) {
    sent.set(entry, (async () => {
      const context = await windowOf(run, entry.as);
      let landing;
      for (const [to, fields] of entry.before) {
        const answer = await context.request.post(to, { ...body(fields), maxRedirects: 0 });
        if (answer.status() !== 303) throw new Error(`POST ${to} answered ${answer.status()}`);
        landing = answer.headers().location;
      }
      const storageState = await context.storageState();
      await context.close();
      return { landing, storageState };
    })());
  }
  return sent.get(entry);
}

/** A field that is `{name, text}` is a file. */
function body(fields) {
  const files = Object.values(fields).some((value) => typeof value === "object");
  if (!files) return { form: fields };
  const part = (value) => (typeof value === "object" ? { name: value.name, mimeType: "text/csv", buffer: Buffer.from(value.text) } : value);
  return { multipart: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, part(value)])) };
}

/** Opens a window on the page, of its own. */
async function open(run, entry, address, options, person = entry.as) {
  const { storageState } = await afterwards(run, entry);
  const context = await windowOf(run, person, storageState ? { ...options, storageState } : options);
  const page = await context.newPage();
  const heard = await checks.listen(page, run.base);
  const answer = await page.goto(address, { waitUntil: "load" });
  return { context, page, heard, answer };
}

/** Pictures end here: below it a page of 46 questions goes on as above. */
const TALLEST = 12_000;

async function picture(page, name, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = height > TALLEST ? { x: 0, y: 0, width: page.viewportSize().width, height: TALLEST } : undefined;
  await page.screenshot({ path: join(OUT, `${name}.${width}.png`), fullPage: true, clip });
}

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Loaded once, looked at on a desk and on a phone. */
async function bothWidths(run, entry, address, name, { links, seen, full, tabs }) {
  const { storageState } = await afterwards(run, entry);
  const { page, heard } = await tabs.of(entry.as, storageState);
  await page.setViewportSize(DESK);
  heard.again();
  const answer = await page.goto(address, { waitUntil: "load" });
  const html = validHtml(await answer.text());
  const expected = entry.status ?? 200;
  const faults = [];
  if (answer.status() !== expected) faults.push(`status ${answer.status()} instead of ${expected} (${page.url()})`);
  faults.push(...heard.weight());
  await picture(page, name, 1280);
  faults.push(...(await checks.accessibility(page)), ...(await checks.noSidewaysScroll(page)), ...(await checks.frame(page)));
  const hrefs = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")));
  for (const href of hrefs) note(links, entry.as, href, address);
  if (answer.status() < 400) seen.add(asked(entry.as, address));

  await page.setViewportSize(PHONE);
  const narrow = await checks.noSidewaysScroll(page);
  if (full) narrow.push(...(await checks.accessibility(page)));
  await picture(page, name, 390);
  run.report.add(`${address} as ${entry.as ?? "visitor"} at 390 px`, narrow);
  run.report.add(`${address} as ${entry.as ?? "visitor"} at 1280 px`, [...faults, ...heard.faults(), ...(await html)]);
}

/** 200 % text, forced colours, less motion, paper, no scripts. */
async function otherwise(run, entry, address, name) {
  const label = `${address} as ${entry.as ?? "visitor"}`;
  const zoomed = await open(run, entry, address, { viewport: { width: 640, height: 450 } });
  run.report.add(`${label} at 200 %`, [...(await checks.noSidewaysScroll(zoomed.page)), ...(await checks.accessibility(zoomed.page))]);
  await picture(zoomed.page, name, 640);
  await zoomed.context.close();

  const forced = await open(run, entry, address, { forcedColors: "active", reducedMotion: "reduce" });
  const moving = await forced.page.evaluate(() => document.getAnimations().length);
  run.report.add(`${label} in forced colours, with less motion`, [...forced.heard.faults(), ...(moving ? [`${moving} animations run`] : [])]);
  await picture(forced.page, name, "forced");
  const pdf = await forced.page.pdf({ format: "A4" });
  run.report.add(`${label} on paper`, pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 5000 ? [] : ["gives no PDF"]);
  await forced.context.close();

  const plain = await open(run, entry, address, { javaScriptEnabled: false });
  const words = (await plain.page.locator("main").innerText()).trim();
  run.report.add(`${label} without scripts`, words.length > 20 ? [] : ["is empty"]);
  await plain.context.close();
}

/** A page as somebody else: shown, refused or not found, but never broken, and never unusable. */
async function visit(run, entry, person, tabs) {
  try {
    const address = await addressOf(run, entry);
    const { page, heard } = await tabs.of(person);
    await page.setViewportSize(DESK);
    heard.again();
    const answer = await page.goto(address, { waitUntil: "load" });
    const faults = answer.status() >= 500 ? [`status ${answer.status()}`] : [];
    faults.push(...(await checks.accessibility(page)), ...(await checks.noSidewaysScroll(page)), ...(await checks.frame(page)), ...heard.faults());
    run.report.add(`${address} as ${person ?? "visitor"}`, faults);
  } catch (error) {
    run.report.add(`${entry.path} as ${person ?? "visitor"}`, [String(error)]);
  }
}

const asked = (person, address) => `${person ?? ""} ${address}`;

const LINKS_OF_A_KIND = 3;

/** A few links of every kind, per person: `/regions/011002` and `/regions/011003` are of one kind. */
function note(links, person, href, from) {
  if (!href.startsWith("/")) return;
  const address = href.split("#")[0];
  const kind = `${person ?? ""} ${address.replaceAll(/\d+/g, "0").replace(/\?.*/, (q) => q.replaceAll(/=[^&]*/g, "="))}`;
  const known = links.get(kind) ?? { person, addresses: new Map() };
  if (known.addresses.size < LINKS_OF_A_KIND && !known.addresses.has(address)) known.addresses.set(address, from);
  links.set(kind, known);
}

/** No link leads nowhere, or to a page that refuses the very person it is shown to. */
async function followLinks(run, links, seen) {
  const byPerson = new Map();
  for (const { person, addresses } of links.values()) byPerson.set(person, new Map([...(byPerson.get(person) ?? []), ...addresses]));
  for (const [person, addresses] of byPerson) {
    const context = await windowOf(run, person);
    const faults = [];
    // A ZIP of hundreds of workbooks is asked for by an entry of its own; a page that was looked at has been asked for.
    const open = [...addresses].filter(([address]) => !/\.zip(\?|$)/.test(address) && !seen.has(asked(person, address)));
    await each(open, async ([address, from]) => {
      const answer = await ask(context, address);
      if (answer.status() >= 400) faults.push(`${address} answers ${answer.status()} (linked on ${from})`);
    });
    run.report.add(`${addresses.size} links shown to ${person ?? "a visitor"} lead somewhere`, faults);
    await context.close();
  }
}
