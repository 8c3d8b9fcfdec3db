// `npm run mutants [-- AREA or FILE…]`: breaks the code of an area, or some of its files, in small ways, one at a time, and counts how many
// of these mutants the tests detect. Takes minutes to hours, so CI does not run it. The report of each area is reports/mutants-AREA.html.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import path from "node:path";
import { environment, projectNode, root } from "./run.mjs";

/** The areas where an undetected fault is most costly, and the tests that should detect it. Paths are globs without `.ts`. */
const AREAS = {
  safety: {
    code: "packages/core/src/safety/*",
    tests: [
      "packages/core/src/safety/*",
      "packages/core/test/security/*",
      "packages/core/src/session/approvals",
      "packages/core/src/tools/patches/apply-patch",
    ],
  },
  // Separate, because its tests run real commands in real sandboxes and repositories.
  "obeyed-files": {
    code: "packages/core/src/safety/{obeyed,roots}/*",
    tests: [
      "packages/core/src/safety/{obeyed,roots}/*",
      "packages/core/src/exec/{obeyed-*,hostile-repository,outer-git-folder}",
    ],
  },
  // Without property tests, race tests and those that start many processes, which take seconds for each mutant.
  "apply-patch": {
    code: "packages/apply-patch/src/*",
    tests: ["packages/apply-patch/src/*", "packages/apply-patch/test/{apply-patch,fence}"],
  },
  // Without the crash test, for the same reason.
  rollout: {
    code: "packages/core/src/rollout/**/*",
    tests: ["packages/core/test/{rollout,rollout-reference,message-history}", "packages/core/test/store/*"],
  },
  jsonrpc: { code: "packages/jsonrpc/src/*", tests: ["packages/jsonrpc/{src,test}/*"] },
  login: { code: "packages/login/src/*", tests: ["packages/login/src/!(refresh-race)"] },
};

const areas = wantedAreas(process.argv.slice(2));
if (typeof areas === "string") {
  console.error(areas);
  process.exit(2);
}
process.exitCode = areas.filter(({ name, files }) => !runArea(name, files)).length === 0 ? 0 : 1;

/** The areas that the arguments name, with their files, or what is wrong with the arguments. */
function wantedAreas(wanted) {
  const names = Object.keys(AREAS);
  if (wanted.length === 0) return names.map((name) => ({ name, files: [] }));
  const holds = (name, file) => path.matchesGlob(file, `${AREAS[name].code}.ts`);
  const unknown = wanted.find((word) => !names.some((name) => word === name || holds(name, word)));
  if (unknown !== undefined) return `no such area: ${unknown}. There are ${names.join(", ")}; or name files of them.`;
  return names
    .map((name) => ({ name, files: wanted.filter((word) => holds(name, word)) }))
    .filter(({ name, files }) => files.length > 0 || wanted.includes(name));
}

/** Mutates `files` of an area, or all of it, and returns whether the run completed. */
function runArea(name, files) {
  const { code, tests } = AREAS[name];
  console.log(`== ${name}: ${files.join(" ") || code}`);
  const stryker = path.join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const mutate = [...(files.length > 0 ? files : [`${code}.ts`]), "!**/*.test.ts"].join(",");
  const { status } = spawnSync(projectNode, [stryker, "run", "--mutate", mutate], {
    cwd: root,
    stdio: "inherit",
    env: { ...environment, MUTANTS_TESTS: tests.map((glob) => `${glob}.test.ts`).join(" ") },
  });
  const report = path.join(root, "reports/mutants.html");
  if (status === 0 && existsSync(report)) renameSync(report, path.join(root, `reports/mutants-${name}.html`));
  return status === 0;
}
