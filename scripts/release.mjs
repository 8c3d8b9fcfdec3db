// `release.mjs version`: raises versions and writes changelogs from the changesets. `release.mjs publish`: builds, and publishes what the
// registry does not have yet. The release workflow runs both; test/release.test.ts tests them.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run } from "./run.mjs";

const [step] = process.argv.slice(2);

switch (step) {
  case "version":
    run("node", ["scripts/bundled-changes.mjs"]);
    run("changeset", ["version"]);
    // Otherwise the lockfile would still have the earlier versions.
    run("npm", ["install", "--package-lock-only"]);
    dropNotices();
    break;
  case "publish":
    nameRepository(process.env.GITHUB_REPOSITORY);
    // A clean build: files from a cache would stay next to earlier ones, and would be published too.
    run("turbo", ["run", "build", "--force", "--output-logs=errors-only"], { env: { CODEX_RELEASE: "1" } });
    run("changeset", ["publish"]);
    break;
  default:
    console.error("usage: node scripts/release.mjs version|publish");
    process.exitCode = 2;
}

/** Documents no longer need the note that a package is not published yet. */
function dropNotices() {
  for (const file of globSync(["README.md", "{docs,packages/*,apps/*}/*.md"], { cwd: root })) {
    const text = readFileSync(path.join(root, file), "utf8");
    const now = text.replace(/^Not published yet; .*\n\n?/gm, "");
    if (now !== text) writeFileSync(path.join(root, file), now);
  }
}

/** The registry compares a package's provenance with the repository in its manifest, so that must be where it is built. */
function nameRepository(repository) {
  if (repository === undefined) return;
  for (const file of globSync("{packages,apps}/*/package.json", { cwd: root })) {
    const manifest = JSON.parse(readFileSync(path.join(root, file), "utf8"));
    const url = `git+https://github.com/${repository}.git`;
    manifest.repository = { type: "git", url, directory: path.dirname(file) };
    writeFileSync(path.join(root, file), `${JSON.stringify(manifest, null, 2)}\n`);
  }
}
