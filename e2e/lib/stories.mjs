// Stories only a real browser can tell: e2e/stories/*.mjs.
// Each exports `title`, `needs` (routes, as in routes.txt) and a default async function (run).
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { each } from "./browser.mjs";
import { E2E, OUT } from "./places.mjs";

export async function tellStories(run, only) {
  const folder = join(E2E, "stories");
  const files = readdirSync(folder).filter((name) => name.endsWith(".mjs") && (!only || name === `${only}.mjs`)).sort();
  if (files.length === 0) run.report.add(`e2e/stories/${only}.mjs`, ["there is no such story"]);
  // Two at a time: people wait for mails and for what is kept by itself. What one story changes, no other looks at.
  await each(files, (file) => tell(run, file), 2);
}

async function tell(run, file) {
  const story = await import(pathToFileURL(join(E2E, "stories", file)).href);
  const missing = (story.needs ?? []).filter((need) => !run.routes.some((route) => `${route.method} ${route.path}` === need));
  if (missing.length > 0) {
    run.report.waits(story.title, `there is no ${missing.join(", ")} yet`);
    return;
  }
  const own = windowsOf(run.browser);
  try {
    await story.default({ ...run, browser: own });
    run.report.add(story.title, []);
  } catch (error) {
    const seen = await pictures(own, file);
    run.report.add(story.title, [`${error.message}`, `in e2e/stories/${file}`, ...seen]);
  }
  for (const context of own.contexts()) await context.close();
}

/** The windows of one story, among those of all. */
function windowsOf(browser) {
  const opened = [];
  return {
    async newContext(options) {
      const context = await browser.newContext(options);
      opened.push(context);
      context.once("close", () => opened.splice(opened.indexOf(context), 1));
      return context;
    },
    contexts: () => [...opened],
  };
}

/** What was on the screen when a story broke off. */
async function pictures(browser, file) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  return Promise.all(pages.map(async (page, n) => {
    const name = `story-${file.replace(".mjs", "")}-${n + 1}.png`;
    await page.screenshot({ path: join(OUT, name), fullPage: true });
    return `on the screen: ${page.url()} (e2e/out/${name})`;
  }));
}
