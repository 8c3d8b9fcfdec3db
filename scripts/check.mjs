// `npm test`: builds everything and runs every check, all of them even when one fails. The last line is
// `N passed, N failed, N skipped`, counting what really ran: each test, each conformance case, each other check.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { environment, projectNode, root } from "./run.mjs";

const counts = { passed: 0, failed: 0 };
const failures = [];
const unsteady = [];
const skipped = [];

check("build", "turbo", ["run", "build", "--output-logs=errors-only"]);
check("only what was built is packed", projectNode, ["scripts/prune-chunks.mjs"]);
check("types", "turbo", ["run", "types", "types:root", "--output-logs=errors-only"]);
check("lint and format", "biome", ["check", ".", "--max-diagnostics=50"]);
check("who imports whom", projectNode, ["scripts/check-layers.mjs"]);
check("dead code", "knip", []);
check("API documentation", "typedoc", ["--emit", "none"]);
check("configuration docs are current", projectNode, ["scripts/configuration-docs.mjs", "--check"]);
check("public types are those of the API reports", projectNode, ["scripts/api-report.mjs", "--check"]);
check("what changed has a changeset", projectNode, ["scripts/check-changesets.mjs"]);
getReference();
runTests();

list("failed", failures);
list("failed first, then passed: the test or what it tests has a race", unsteady);
if (skipped.length > 0) console.log(`\nskipped:\n${skippedByReason().join("\n")}`);
console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${skipped.length} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function check(what, program, args) {
  const started = performance.now();
  const child = spawnSync(program, args, { cwd: root, env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
  const isFailed = child.status !== 0;
  console.log(`${isFailed ? "FAILED" : "ok    "} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (isFailed) console.log(`${child.stdout ?? ""}${child.stderr ?? ""}${child.error?.message ?? ""}`.trimEnd());
  counts[isFailed ? "failed" : "passed"] += 1;
}

/** Before all tests, so that skipped tests do not depend on their order. A missing reference is not a failure. */
function getReference() {
  spawnSync(projectNode, ["scripts/reference.mjs"], { cwd: root, env: environment, stdio: "inherit" });
}

/** The tests of each package and of the whole repository. One package at a time: each uses all processors. */
function runTests() {
  const suites = [...packageFolders(), "conformance", "test"];
  for (const suite of suites) rmSync(tallyOf(suite), { force: true });
  const args = ["run", "test", "test:root", "test:conformance", "--concurrency=1", "--continue=always"];
  spawnSync("turbo", [...args, "--output-logs=new-only"], { cwd: root, env: environment, stdio: "inherit" });
  for (const suite of suites) addTally(suite);
}

function packageFolders() {
  return ["packages", "apps"]
    .flatMap((group) => readdirSync(path.join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(path.join(root, folder, "package.json")));
}

function tallyOf(suite) {
  return path.join(root, suite, ".test-tally.json");
}

function addTally(suite) {
  if (!existsSync(tallyOf(suite))) {
    console.log(`FAILED tests of ${suite}: they came to no result`);
    counts.failed += 1;
    return;
  }
  const tally = JSON.parse(readFileSync(tallyOf(suite), "utf8"));
  for (const fault of tally.faults) console.log(`FAILED ${fault}`);
  counts.passed += tally.passed;
  counts.failed += tally.failures.length + tally.faults.length;
  failures.push(...tally.failures);
  unsteady.push(...tally.unsteady);
  skipped.push(...tally.skipped);
}

/** Listed again at the end with the reasons, because the output of thousands of tests comes in between. */
function list(heading, tests) {
  if (tests.length === 0) return;
  console.log(`\n${heading}:`);
  for (const { file, test, why } of tests) console.log(`  ${file} > ${test}\n${why.replace(/^/gm, "      ")}`);
}

function skippedByReason() {
  const tests = new Map();
  for (const { file, why } of skipped) tests.set(`${why} (${file})`, (tests.get(`${why} (${file})`) ?? 0) + 1);
  return [...tests].map(([reason, count]) => `  ${String(count).padStart(3)}  ${reason}`).sort();
}
