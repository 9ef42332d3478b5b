// Valid HTML, looked at beside the browser: html-validate works in a thread of its own.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort } from "node:worker_threads";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { E2E } from "./places.mjs";

const waiting = new Map();
let worker;
let number = 0;

/** Sentences, none where all is well. */
export function validHtml(html) {
  if (!worker) {
    worker = new Worker(fileURLToPath(import.meta.url));
    worker.on("message", ({ id, faults }) => waiting.get(id).resolve(faults));
    worker.on("error", (error) => waiting.forEach(({ reject }) => reject(error)));
    worker.unref();
  }
  const id = (number += 1);
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, html });
  }).finally(() => waiting.delete(id));
}

if (!isMainThread) {
  const validator = new HtmlValidate(new StaticConfigLoader(JSON.parse(readFileSync(join(E2E, "html-validate.json"), "utf8"))));
  parentPort.on("message", async ({ id, html }) => {
    const lines = html.split("\n");
    const { results } = await validator.validateString(html);
    const faults = results.flatMap((r) => r.messages).slice(0, 20)
      .map((m) => `html ${m.ruleId}: ${m.message} (line ${m.line}: ${(lines[m.line - 1] ?? "").trim().slice(0, 120)})`);
    parentPort.postMessage({ id, faults });
  });
}
