// A vitest reporter for `npm test`: which tests ran, failed and why, passed only at the second try, or were skipped and why, as JSON in the
// file that CODEX_TEST_TALLY names. A file that does not load, and an error outside of any test, count as failures.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The remark in brackets at the end of a title: by convention it says when a test is skipped. */
const REMARK = /\(([^()]+)\)\s*$/;

export default class TallyReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env.CODEX_TEST_TALLY;
    if (file === undefined) return;
    const tally = { passed: 0, failures: [], unsteady: [], skipped: [], faults: [] };
    for (const module of modules) addModule(tally, module);
    for (const error of unhandledErrors) tally.faults.push(`an error outside of any test: ${error.message}`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(tally));
  }
}

function addModule(tally, module) {
  const name = path.relative(process.cwd(), module.moduleId);
  for (const error of module.errors()) tally.faults.push(`${name} does not load: ${error.message}`);
  let tests = 0;
  for (const test of module.children.allTests()) {
    tests += 1;
    const { state, note, errors } = test.result();
    const what = { file: name, test: test.fullName, why: errors?.map((error) => error.message).join("\n") };
    if (state === "passed") tally.passed += 1;
    if (state === "passed" && test.diagnostic()?.flaky === true) tally.unsteady.push(what);
    if (state === "failed") tally.failures.push(what);
    if (state === "skipped") tally.skipped.push({ file: name, test: test.fullName, why: note ?? remarkOf(test) });
  }
  // A suite can fail without its tests, when a hook around all of them does.
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors()) tally.faults.push(`${name}, ${suite.fullName}: ${error.message}`);
  }
  if (tests === 0 && module.errors().length === 0) tally.faults.push(`${name} has no test`);
}

function remarkOf(test) {
  for (let part = test; part?.name !== undefined; part = part.parent) {
    const remark = REMARK.exec(part.name)?.[1];
    if (remark !== undefined) return remark;
  }
  return "no reason given";
}
