// `npm run mutants [-- AREA…]`: breaks the code of an area in small ways, one at a time, and counts which of them its tests notice.
// Takes minutes to hours, so CI does not; the last area's report is reports/mutants.html.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { environment, projectNode, root } from "./run.mjs";

/** Where a fault that no test notices costs most, and the tests that are to notice. */
const AREAS = {
  safety: {
    code: "packages/core/src/safety",
    tests: ["packages/core/src/safety/**/*", "packages/core/test/security/**/*"],
  },
  "apply-patch": { code: "packages/apply-patch/src", tests: ["packages/apply-patch/{src,test}/**/*"] },
  rollout: {
    code: "packages/core/src/rollout",
    tests: ["packages/core/test/rollout*", "packages/core/test/store/**/*"],
  },
  jsonrpc: { code: "packages/jsonrpc/src", tests: ["packages/jsonrpc/{src,test}/**/*"] },
  login: { code: "packages/login/src", tests: ["packages/login/{src,test}/**/*"] },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((area) => !Object.hasOwn(AREAS, area));
if (unknown.length > 0) {
  console.error(`no such area: ${unknown.join(", ")}. There are ${Object.keys(AREAS).join(", ")}.`);
  process.exit(2);
}
const failed = (wanted.length > 0 ? wanted : Object.keys(AREAS)).filter((area) => !runArea(area));
process.exitCode = failed.length === 0 ? 0 : 1;

function runArea(area) {
  const { code, tests } = AREAS[area];
  console.log(`== ${area}: ${code}`);
  const stryker = path.join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const { status } = spawnSync(projectNode, [stryker, "run", "--mutate", `${code}/**/*.ts,!**/*.test.ts`], {
    cwd: root,
    stdio: "inherit",
    env: { ...environment, MUTANTS_TESTS: tests.map((glob) => `${glob}.test.ts`).join(" ") },
  });
  return status === 0;
}
