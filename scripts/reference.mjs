// `npm run reference`: downloads the program of codex 0.25.0, which some tests compare ours with. It is test data: it stays in
// node_modules/.cache, is not a dependency, and is never shipped. Those tests are skipped if it is missing.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { environment, root } from "./run.mjs";

const folder = path.join(root, "node_modules/.cache/codex-reference-0.25.0");
const whole = path.join(folder, "node_modules/@openai/codex/package.json");

if (!existsSync(whole)) {
  mkdirSync(folder, { recursive: true });
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=2", "--prefix", folder];
  const child = spawnSync("npm", ["install", ...flags, "@openai/codex@0.25.0"], {
    cwd: folder,
    env: environment,
    shell: process.platform === "win32",
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 180_000,
  });
  if (child.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    console.error("npm could not install @openai/codex@0.25.0; the tests that need it will skip");
    process.exitCode = 1;
  }
}
