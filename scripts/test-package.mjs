// `test-package.mjs [FOLDER]`: runs the tests of one folder, by default this one, with the shared configuration. The result is saved in the
// folder's .test-tally.json, so that it can still be counted when turbo finds no changes.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { environment, root } from "./run.mjs";

const folder = path.resolve(process.argv[2] ?? ".");
const tally = path.join(folder, ".test-tally.json");
rmSync(tally, { force: true });
const reporters = ["--reporter=default", `--reporter=${path.join(root, "scripts/tally-reporter.mjs")}`];
// vitest looks for the folder's name anywhere in a path: the repository's own tests would include those of each package.
const others = path.dirname(folder) === path.resolve(root) ? ["--exclude=packages/**", "--exclude=apps/**"] : [];
const child = spawnSync("vitest", ["run", "--passWithNoTests", ...reporters, ...others, `${folder}${path.sep}`], {
  cwd: root,
  env: { ...environment, CODEX_TEST_TALLY: tally },
  shell: process.platform === "win32",
  stdio: "inherit",
});
process.exitCode = child.status ?? 1;
