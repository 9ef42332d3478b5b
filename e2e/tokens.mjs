// Our tokens.css bears names of the Digital Agency's design system: the values must be its own, too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { E2E, ROOT } from "./lib/places.mjs";

const declarations = (css) => [...css.replaceAll(/\/\*[\s\S]*?\*\//g, "").matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)].map(([, name, value]) => [name, plain(value)]);
const plain = (value) => value.trim().replaceAll(/\s+/g, " ").replaceAll('"', "'").toLowerCase();

export function compareTokens(report) {
  const theirs = new Map(declarations(readFileSync(join(E2E, "node_modules/@digital-go-jp/design-tokens/dist/tokens.css"), "utf8")));
  const families = new Set([...theirs.keys()].map((name) => name.split("-").slice(0, 4).join("-")));
  const ours = declarations(readFileSync(join(ROOT, "crates/site/assets/css/tokens.css"), "utf8"));
  const faults = [];
  let compared = 0;
  for (const [name, value] of ours) {
    if (theirs.has(name)) {
      compared += 1;
      if (theirs.get(name) !== value) faults.push(`${name} is ${value}, in the design system ${theirs.get(name)}`);
    } else if (families.has(name.split("-").slice(0, 4).join("-"))) {
      faults.push(`${name} looks like a name of the design system, but it has none such`);
    }
  }
  if (compared < 20) faults.push(`only ${compared} tokens were compared: has the file moved?`);
  report.add("design tokens have the design system's values", faults);
}
