// `bundled-changes.mjs`, run before versions are raised. `codex` is one program built from many packages, which its manifest lists as
// devDependencies. So a change of one of them changes `codex`: each changeset for one of them also gets `@codex/cli`, whose changelog then
// mentions it.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const PROGRAM = "@codex/cli";
/** In ascending order. */
const BUMPS = ["patch", "minor", "major"];

const bundled = packagesOf(PROGRAM);
for (const file of globSync(".changeset/*.md", { cwd: root })) {
  const text = readFileSync(path.join(root, file), "utf8");
  const named = namingProgram(text);
  if (named !== text) writeFileSync(path.join(root, file), named);
}

function namingProgram(text) {
  const [start, head, ...rest] = text.split(/^---$/m);
  const changes = [...(head ?? "").matchAll(/^"([^"]+)": (\w+)$/gm)].map(([, name, bump]) => ({ name, bump }));
  const ofProgram = changes.filter(({ name }) => bundled.has(name));
  if (ofProgram.length === 0 || changes.some(({ name }) => name === PROGRAM)) return text;
  const bump = BUMPS.findLast((one) => ofProgram.some((change) => change.bump === one));
  return [start, `${head}"${PROGRAM}": ${bump}\n`, ...rest].join("---");
}

/** The packages that a program is built from, with their dependencies. */
function packagesOf(program) {
  const manifests = new Map(
    globSync("{packages,apps}/*/package.json", { cwd: root })
      .map((file) => JSON.parse(readFileSync(path.join(root, file), "utf8")))
      .map((manifest) => [manifest.name, manifest]),
  );
  const found = new Set(Object.keys(manifests.get(program).devDependencies).filter((name) => manifests.has(name)));
  // The set grows while it is walked.
  for (const name of found) {
    const { dependencies = {} } = manifests.get(name);
    for (const needed of Object.keys(dependencies)) if (manifests.has(needed)) found.add(needed);
  }
  return found;
}
