// What addresses there are (the snapshot the Rust tests keep true) and how to look at each (pages.json).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { E2E, ROOT } from "./places.mjs";

/** `[{method, path, action}]` */
export function readRoutes() {
  return readFileSync(join(ROOT, "crates/site/snapshots/routes.txt"), "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.trim().split(/\s+/))
    .map(([method, path, action]) => ({ method, path, action }));
}

/**
 * The entries of pages.json beside their routes, and what is wrong with the table.
 * An entry: { kind?: "page"|"data"|"redirect", at?: address, as?: cast id, also?: [addresses],
 *             from?: page, link?: pattern of a link on it, then?: what follows it, before?: [[address, {field: value}]],
 *             landing?: true, status? }
 */
export function readTable(routes) {
  const table = JSON.parse(readFileSync(join(E2E, "pages.json"), "utf8"));
  const shown = routes.filter((route) => route.method === "GET");
  const faults = [];
  for (const { path } of shown) {
    const entry = table.pages[path];
    if (!entry) {
      faults.push(`${path} has no entry in e2e/pages.json. Add the person with the most on it, e.g.\n` +
        `  "${path}": { ${path.includes("{") ? `"at": "${path.replaceAll(/\{[^}]*\}/g, "1")}", ` : ""}"as": "<id of /demo/people.json>" }` +
        `  (leave out "as" for a visitor; "kind": "data" for a file)`);
    } else if (path.includes("{") && !entry.at && !entry.link && !entry.landing) {
      faults.push(`${path} in e2e/pages.json needs an example address: "at", or "from" and "link", or "before" and "landing"`);
    }
  }
  for (const path of Object.keys(table.pages)) {
    if (!shown.some((route) => route.path === path)) faults.push(`e2e/pages.json names ${path}, which is no GET route any more: remove it`);
  }
  const entries = shown.filter(({ path }) => table.pages[path]).map(({ path }) => ({ path, kind: "page", at: path, ...table.pages[path] }));
  const extra = Object.entries(table.extra ?? {}).map(([at, entry]) => ({ path: at, at, kind: "page", ...entry }));
  return { entries: [...entries, ...extra], faults };
}

/** `/cases/{number}` with its query → `cases-number` */
export function pictureName(text) {
  return decodeURIComponent(text).replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "front";
}
