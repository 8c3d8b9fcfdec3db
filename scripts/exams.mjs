// `npm run exams [-- FOLDER]`: plays the exams that lie in a folder beside the repository (../shared) against the built
// command. The last line is `N passed, N failed`. No test needs them: what they hold us to is in conformance/ and the tests.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { environment, projectNode, root } from "./run.mjs";

const shared = path.resolve(process.argv[2] ?? path.join(root, "../shared"));
const command = `${projectNode} ${path.join(root, "apps/cli/dist/codex.js")}`;
/** Each prints a line a scenario, and one that begins with a word of these. */
const EXAMS = [{ name: "parity", runner: "parity/run.mjs", passed: /^same/, failed: /^DIFFERS/ }];
/**
 * Scenarios in which we differ on purpose. They count as failed again as soon as they come out the same, so that none stays here by
 * mistake: `cargo check` runs the project's code and is asked about; `cd DIR && apply_patch` is applied in DIR; of one long line of
 * output the end is shown too; the next turn knows what an interrupted one said and did; `codex-reply` takes the session by any of its three
 * names, and the conversation tools are listed beside it.
 */
const DELIBERATE = new Set([
  "10-handshake/initialize-and-tools",
  "85-tables/trusted-or-asked",
  "85-tables/patches",
  "85-tables/big-output",
  "20-conversation/interrupt",
]);

const counts = { passed: 0, failed: 0 };
checkLockfile();
for (const exam of EXAMS) play(exam);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function play({ name, runner, passed, failed }) {
  const file = path.join(shared, runner);
  if (!existsSync(file)) return console.log(`${name}: not here`);
  const { stdout, stderr, status } = run([file, "--command", command]);
  const lines = stdout.split("\n");
  const isDeliberate = (line) => DELIBERATE.has(line.split(/\s+/)[1]);
  const good = lines.filter(
    (line) => (passed.test(line) && !isDeliberate(line)) || (failed.test(line) && isDeliberate(line)),
  ).length;
  const bad = lines.filter(
    (line) => (failed.test(line) && !isDeliberate(line)) || (passed.test(line) && isDeliberate(line)),
  ).length;
  // One that comes to no result has failed.
  const broken = good + bad === 0 || (status !== 0 && !lines.some((line) => failed.test(line))) ? 1 : 0;
  if (bad + broken > 0) console.log(`${lines.filter((line) => !passed.test(line)).join("\n")}${stderr}`);
  console.log(`${name}: ${good} of ${good + bad} as they should be`);
  counts.passed += good;
  counts.failed += bad + broken;
}

function checkLockfile() {
  const file = path.join(shared, "tools/lock-holes.mjs");
  if (!existsSync(file)) return;
  const { stdout, status } = run([file, path.join(root, "package-lock.json")]);
  console.log(`lockfile: ${stdout.trim()}`);
  counts[status === 0 ? "passed" : "failed"] += 1;
}

function run(args) {
  return spawnSync(projectNode, args, { cwd: root, env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
}
