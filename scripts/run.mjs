// Runs one of the project's own programs (node_modules/.bin) on the project's own Node, and stops on failure.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url));
const bin = path.join(root, "node_modules/.bin");
const bundledNode = path.join(bin, process.platform === "win32" ? "node.exe" : "node");
/** The Node that the lockfile pins; the host's own if there is none for this platform. */
export const projectNode = existsSync(bundledNode) ? bundledNode : process.execPath;

export const environment = {
  ...process.env,
  PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}`,
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
};

/** Runs `program args…` and returns its output; with `quiet`, shows it only on failure, and then exits with its status. */
export function run(program, args, { quiet = false, env = {} } = {}) {
  const child = spawnSync(program, args, {
    cwd: root,
    env: { ...environment, ...env },
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  const output = Buffer.concat([child.stdout ?? Buffer.alloc(0), child.stderr ?? Buffer.alloc(0)]).toString("utf8");
  if (!quiet || child.status !== 0) process.stderr.write(output);
  if (child.status === 0) return output;
  console.error(`${program} ${args.join(" ")} failed${child.error ? `: ${child.error.message}` : ""}`);
  process.exit(child.status || 1);
}
