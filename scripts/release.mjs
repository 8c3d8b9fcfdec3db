// `release.mjs version`: raises versions and writes changelogs from the changesets. `release.mjs publish`: builds and
// publishes what the registry does not have yet. The release workflow runs both; test/release.test.ts tries them out.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run } from "./run.mjs";

const [step] = process.argv.slice(2);

switch (step) {
  case "version":
    run("node", ["scripts/bundled-changes.mjs"]);
    run("changeset", ["version"]);
    // Without this the lockfile would still name the versions of before.
    run("npm", ["install", "--package-lock-only"]);
    dropNotices();
    break;
  case "publish":
    nameRepository(process.env.GITHUB_REPOSITORY);
    // Anew: what a cache brings back stays beside what was built before, and would be published with it.
    run("turbo", ["run", "build", "--force", "--output-logs=errors-only"], { env: { CODEX_RELEASE: "1" } });
    run("changeset", ["publish"]);
    break;
  default:
    console.error("usage: node scripts/release.mjs version|publish");
    process.exitCode = 2;
}

/** What is released is published: no document need say any more that it is not yet. */
function dropNotices() {
  for (const file of globSync(["README.md", "{docs,packages/*,apps/*}/*.md"], { cwd: root })) {
    const text = readFileSync(path.join(root, file), "utf8");
    const now = text.replace(/^Not published yet; .*\n\n?/gm, "");
    if (now !== text) writeFileSync(path.join(root, file), now);
  }
}

/** The registry holds a package's provenance against the repository that its manifest names, so it is where we are built. */
function nameRepository(repository) {
  if (repository === undefined) return;
  for (const file of globSync("{packages,apps}/*/package.json", { cwd: root })) {
    const manifest = JSON.parse(readFileSync(path.join(root, file), "utf8"));
    const url = `git+https://github.com/${repository}.git`;
    manifest.repository = { type: "git", url, directory: path.dirname(file) };
    writeFileSync(path.join(root, file), `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
