// `npm test`: builds everything and runs every check, all of them even when one fails. The last line is
// `N passed, N failed`, counting what really ran: each test, each parity scenario, each other check.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { environment, projectNode, root } from "./run.mjs";

const shared = path.join(root, "../shared");
const tally = { passed: 0, failed: 0, skipped: 0 };

check("build", "turbo", ["run", "build", "--output-logs=errors-only"]);
check("lint and format", "biome", ["check", ".", "--max-diagnostics=50"]);
check("types", "tsc", ["-p", "tsconfig.json"]);
check("who imports whom", projectNode, ["scripts/check-layers.mjs"]);
check("dead code", "knip", []);
check("API documentation", "typedoc", ["--emit", "none"]);
check("configuration docs are current", projectNode, ["scripts/configuration-docs.mjs", "--check"]);
const lockHoles = path.join(shared, "tools/lock-holes.mjs");
if (existsSync(lockHoles)) check("lockfile", projectNode, [lockHoles, "package-lock.json"]);
runTests();
runParity();

console.log(`\n${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ""}`);
process.exitCode = tally.failed === 0 ? 0 : 1;

function check(what, program, args) {
  const started = performance.now();
  const child = spawnSync(program, args, { cwd: root, env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
  const failed = child.status !== 0;
  console.log(`${failed ? "FAILED" : "ok    "} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (failed) console.log(`${child.stdout ?? ""}${child.stderr ?? ""}${child.error?.message ?? ""}`.trimEnd());
  tally[failed ? "failed" : "passed"] += 1;
}

function runTests() {
  const report = path.join(root, "node_modules/.cache/vitest-report.json");
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const child = spawnSync("vitest", ["run", ...reporters], { cwd: root, env: environment, stdio: "inherit" });
  if (!existsSync(report)) {
    console.log("FAILED tests: vitest wrote no report");
    tally.failed += 1;
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  tally.passed += numPassedTests;
  // A suite that does not load has no tests that could fail; an error outside of any test counts once.
  tally.failed += numFailedTests + (numFailedTests === 0 && (numFailedTestSuites > 0 || child.status !== 0) ? 1 : 0);
  tally.skipped += numPendingTests;
}

/** Every scenario against the recordings of the reference, where they are at hand. */
function runParity() {
  const runner = path.join(shared, "parity/run.mjs");
  if (!existsSync(runner)) {
    console.log("skipped parity: ../shared/parity is not here");
    return;
  }
  const command = `${projectNode} ${path.join(root, "apps/cli/dist/codex.js")}`;
  const child = spawnSync(projectNode, [runner, "--command", command], {
    cwd: root,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const lines = (child.stdout ?? "").split("\n");
  const same = lines.filter((line) => line.startsWith("same")).length;
  const differ = lines.filter((line) => line.startsWith("DIFFERS")).length;
  if (differ > 0) console.log(lines.filter((line) => !line.startsWith("same")).join("\n"));
  else if (child.status !== 0) console.log(child.stderr);
  console.log(`parity: ${same} of ${same + differ} scenarios the same`);
  tally.passed += same;
  tally.failed += differ + (differ === 0 && child.status !== 0 ? 1 : 0);
}
