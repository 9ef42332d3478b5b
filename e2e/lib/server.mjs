// The demonstration, started fresh in a temporary folder on a free port, stopped politely.
import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OUT, ROOT } from "./places.mjs";

const READY_SECONDS = 240;
const STOP_SECONDS = 15;

export async function startDemo() {
  const data = mkdtempSync(join(tmpdir(), "renkei-e2e-"));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const log = join(OUT, "server.log");
  const server = spawn(process.env.E2E_PROGRAM, ["demo", "--data", data, "--listen", `127.0.0.1:${port}`], {
    cwd: ROOT,
    // Nobody's own settings (RENKEI_…) may change what is looked at.
    env: { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("RENKEI_"))), RUST_LOG: "warn", NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const file = createWriteStream(log);
  server.stdout.pipe(file, { end: false });
  server.stderr.pipe(file, { end: false });
  const ended = new Promise((resolve) => server.once("exit", (code) => resolve(code ?? -1)));
  const throwAway = () => {
    server.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (throwAway(), process.exit(1)));
  try {
    await ready(base, server);
  } catch (error) {
    throwAway();
    throw new Error(`${error.message}\n${readFileSync(log, "utf8")}`);
  }
  return {
    base,
    /** The cast: `[{id, name, organisation, tier, role}]`; nobody while there is no sign-in yet. */
    async people() {
      const answer = await fetch(`${base}/demo/people.json`);
      return answer.ok ? answer.json() : [];
    },
    async stop(report) {
      server.kill("SIGTERM");
      const late = new Promise((resolve) => setTimeout(() => resolve("late"), STOP_SECONDS * 1000).unref());
      const code = await Promise.race([ended, late]);
      throwAway();
      report.add("the server stops when asked to", code === 0 ? [] : [`ended with ${code} instead of 0`]);
      const errors = readFileSync(log, "utf8").split("\n").filter((line) => /\bERROR\b|panicked at/.test(line));
      report.add("the server's log has no error", errors.slice(0, 20));
    },
  };
}

async function ready(base, server) {
  for (const end = Date.now() + READY_SECONDS * 1000; Date.now() < end; ) {
    if (server.exitCode !== null) throw new Error(`the program ended with ${server.exitCode} before it was ready`);
    const answer = await fetch(`${base}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`not ready after ${READY_SECONDS} s`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
