import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

export const E2E = join(dirname(fileURLToPath(import.meta.url)), "..");
export const ROOT = join(E2E, "..");
export const OUT = join(E2E, "out");
