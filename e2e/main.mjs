// One run: start the demonstration, look at everything, stop it, count.
import { mkdirSync, rmSync } from "node:fs";
import { lookAtPages } from "./lib/pages.mjs";
import { openBrowser } from "./lib/browser.mjs";
import { readRoutes } from "./lib/routes.mjs";
import { Report } from "./lib/report.mjs";
import { startDemo } from "./lib/server.mjs";
import { OUT } from "./lib/places.mjs";
import { takePictures } from "./manual.mjs";
import { tellStories } from "./lib/stories.mjs";
import { compareTokens } from "./tokens.mjs";

const [mode, only] = process.argv.slice(2);
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });

const report = new Report();
const routes = readRoutes();
if (mode === "all" || mode === "full") compareTokens(report);

try {
  const demo = await startDemo();
  try {
    await look(demo);
  } finally {
    await demo.stop(report);
  }
} catch (error) {
  report.add("the run itself", [error.stack ?? String(error)]);
}
process.exitCode = report.close();

async function look(demo) {
  const browser = await openBrowser();
  try {
    const run = { base: demo.base, browser, routes, report, people: await demo.people() };
    if (mode === "manual") await takePictures(run, only);
    else if (mode === "story") await tellStories(run, only);
    else {
      await lookAtPages(run, { full: mode === "full", only: mode === "page" ? (only ?? "/") : undefined });
      if (mode !== "page") await tellStories(run);
    }
  } finally {
    await browser.close();
  }
}
