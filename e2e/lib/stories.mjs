// Stories only a real browser can tell: e2e/stories/*.mjs.
// Each exports `title`, `needs` (routes, as in routes.txt) and a default async function (run).
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { E2E } from "./places.mjs";

export async function tellStories(run, only) {
  const folder = join(E2E, "stories");
  const files = readdirSync(folder).filter((name) => name.endsWith(".mjs") && (!only || name === `${only}.mjs`)).sort();
  if (files.length === 0) run.report.add(`e2e/stories/${only}.mjs`, ["there is no such story"]);
  for (const file of files) {
    const story = await import(pathToFileURL(join(folder, file)).href);
    const missing = (story.needs ?? []).filter((need) => !run.routes.some((route) => `${route.method} ${route.path}` === need));
    if (missing.length > 0) {
      run.report.waits(story.title, `there is no ${missing.join(", ")} yet`);
      continue;
    }
    try {
      await story.default(run);
      run.report.add(story.title, []);
    } catch (error) {
      run.report.add(story.title, [`${error.message}`, `in e2e/stories/${file}`]);
    }
  }
}
