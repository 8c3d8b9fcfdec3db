// Sets the checkout up with nothing but a host Node (18 or newer) and npm: installs the locked dependencies when they
// are missing or the lockfile changed. Everything after this runs on the project's own Node (node_modules/.bin/node).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const stamp = new URL("../node_modules/.bootstrap", import.meta.url);
const lockfile = readFileSync(new URL("../package-lock.json", import.meta.url));
const wanted = createHash("sha256")
  .update(lockfile)
  .update(process.platform + process.arch)
  .digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  console.error("Installing dependencies (once per lockfile) …");
  // One retry: a registry that hiccups on one of several hundred packages fails the whole install.
  if (install() !== 0 && install() !== 0) {
    console.error(
      "npm ci failed: see its messages above; check the network and the npm registry, then run this again.",
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

function install() {
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=5"];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", 2, "inherit"] };
  const run = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  return run.status;
}
