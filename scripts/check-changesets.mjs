// Requires a changeset for a package that behaves differently: a branch that changes the sources of a published package must add a file in
// .changeset/. `--base REF` compares with another commit. Changesets may only name published packages.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./run.mjs";

const base = process.argv[2] === "--base" ? process.argv[3] : ["origin/main", "main"].find(isCommit);
const changed = base === undefined ? [] : changedSince(base);
const packages = new Set(changed.flatMap(packageOf).filter(isPublished));
const isDescribed = changed.some((file) => /^\.changeset\/(?!README).+\.md$/.test(file));

if (packages.size > 0 && !isDescribed) {
  console.error(`These packages behave otherwise than in ${base}: ${[...packages].join(", ")}`);
  console.error(
    "Say so to their users: npm run changeset (for a change that nobody notices: npm run changeset -- --empty)",
  );
  process.exitCode = 1;
}

for (const { file, name } of namesOfNobody()) {
  console.error(`${file} names ${name}, which is not published: name the packages that its users have`);
  process.exitCode = 1;
}

/** A release would fail because of these. */
function namesOfNobody() {
  const manifests = globSync("{packages,apps}/*/package.json", { cwd: root });
  const published = new Set(
    manifests
      .filter((manifest) => isPublished(path.dirname(manifest)))
      .map((manifest) => JSON.parse(readFileSync(path.join(root, manifest), "utf8")).name),
  );
  return globSync(".changeset/*.md", { cwd: root }).flatMap((file) => {
    const [, head = ""] = readFileSync(path.join(root, file), "utf8").split(/^---$/m);
    const names = [...head.matchAll(/^"([^"]+)":/gm)].map(([, name]) => name);
    return names.filter((name) => !published.has(name)).map((name) => ({ file, name }));
  });
}

function isCommit(name) {
  try {
    git("rev-parse", "--verify", "--quiet", `${name}^{commit}`);
    return true;
  } catch {
    return false;
  }
}

/** Includes uncommitted changes. */
function changedSince(commit) {
  const tracked = git("diff", "--name-only", "--merge-base", commit);
  const added = git("ls-files", "--others", "--exclude-standard");
  return `${tracked}${added}`.split("\n").filter(Boolean);
}

function packageOf(file) {
  const [, folder] = /^((?:packages|apps)\/[^/]+)\/(?:src|assets)\/(?!.*\.(?:test|bench)\.ts$)/.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}

function isPublished(folder) {
  const manifest = path.join(root, folder, "package.json");
  return existsSync(manifest) && !JSON.parse(readFileSync(manifest, "utf8")).private;
}

function git(...args) {
  return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
