// What is asked of a page. Each check answers with sentences; none means all is well.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { E2E } from "./places.mjs";

const FIRST_LOAD_BYTES = 150_000;

/** WCAG 2.2 A and AA, and axe's own good practice. */
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const AXE = readFileSync(join(E2E, "node_modules/axe-core/axe.min.js"), "utf8");

export async function accessibility(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (tags) => {
    const options = { resultTypes: ["violations"], preload: false };
    const rest = { runOnly: { type: "tag", values: tags }, rules: { "target-size": { enabled: true }, "color-contrast": { enabled: false } } };
    const found = (await window.axe.run(document, { ...options, ...rest })).violations;
    // Contrast takes axe two thirds of its time, and a table of a thousand cells has it once: two of each look are asked.
    const looks = new Map();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const look = [element.tagName, style.color, style.fontSize, style.fontWeight, style.textShadow, style.fill];
      for (let under = element; under; under = under.parentElement) {
        const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(under);
        look.push(backgroundColor, backgroundImage, opacity, filter);
        if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) break;
      }
      const same = looks.get(look.join()) ?? [];
      if (same.length < 2 && !same.includes(element)) looks.set(look.join(), [...same, element]);
    }
    const include = [...looks.values()].flat();
    const contrast = include.length ? (await window.axe.run({ include }, { ...options, runOnly: ["color-contrast"] })).violations : [];
    return [...found, ...contrast].map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")}: ${n.failureSummary}`) }));
  }, AXE_TAGS);
  return violations.map((v) => `axe ${v.id}: ${v.help}\n  ${v.nodes.join("\n  ").replaceAll("\n", "\n  ")}`);
}

export async function noSidewaysScroll(page) {
  const { wide, room, culprit } = await page.evaluate(() => {
    const root = document.documentElement;
    const room = root.clientWidth;
    const over = [...document.body.querySelectorAll("*")]
      .filter((e) => e.getBoundingClientRect().right > room + 1 && getComputedStyle(e).position !== "fixed")
      .map((e) => `${e.tagName.toLowerCase()}${[...e.classList].map((c) => `.${c}`).join("")}`);
    return { wide: document.scrollingElement.scrollWidth, room, culprit: over.slice(0, 4).join(", ") };
  });
  return wide > room ? [`scrolls sideways: ${wide} px in ${room} px (${culprit})`] : [];
}

/** What every page has, whatever it shows. */
export async function frame(page) {
  const seen = await page.evaluate(() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    demo: document.body.innerText.includes("デモデータ（架空の内容を含みます）"),
    broken: [...document.images].filter((i) => i.complete && i.naturalWidth === 0).map((i) => i.src),
    missing: /\{\{|\}\}|\bundefined\b|\bNaN\b|Some\(|None\b|null\b/.exec(document.querySelector("main")?.innerText ?? "")?.[0],
    ids: [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href").slice(1)).filter((id) => id && !document.getElementById(id)),
  }));
  const faults = [];
  if (seen.headings !== 1) faults.push(`has ${seen.headings} h1 instead of one`);
  if (!seen.title.includes("れんけい")) faults.push(`title is 「${seen.title}」, without the name of the site`);
  if (!seen.demo) faults.push("does not say デモデータ（架空の内容を含みます）");
  for (const source of seen.broken) faults.push(`picture does not load: ${source}`);
  if (seen.missing) faults.push(`shows a value that is none: ${seen.missing}`);
  for (const id of seen.ids) faults.push(`links to #${id}, which is not on the page`);
  return faults;
}

/** Listens to a tab from its first byte: console, requests to elsewhere, how much was sent. `again()` before the next page. */
export async function listen(page, base) {
  let faults = [];
  let bytes = 0;
  const wire = await page.context().newCDPSession(page);
  await wire.send("Network.enable");
  // A tab is used for many pages; each is weighed as if it were the first.
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  wire.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("console", (message) => {
    // The page itself may be an error page, that is asked for; everything it loads may not fail.
    const itself = message.location().url === page.url() || message.location().url === "";
    if (message.type() === "error" && !(itself && /Failed to load resource/.test(message.text()))) {
      faults.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !url.startsWith("data:")) faults.push(`asks another origin: ${url}`);
  });
  return {
    /** What was heard since the last time. */
    faults: () => faults,
    again: () => ((faults = []), (bytes = 0)),
    weight: () => (bytes > FIRST_LOAD_BYTES ? [`first load is ${Math.round(bytes / 1000)} kB, more than ${FIRST_LOAD_BYTES / 1000} kB`] : []),
  };
}
