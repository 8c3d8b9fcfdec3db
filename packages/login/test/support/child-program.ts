import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles the package's sources into one file in `folder`, so that plain `node` processes can import them. */
export async function bundleForChildren(folder: string): Promise<string> {
  const outfile = join(folder, "login.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    conditions: ["@codex/source"],
    external: ["@napi-rs/keyring"],
    outfile,
  });
  return outfile;
}

export interface ChildOptions {
  /** The body of a module; `login` is the package. */
  readonly program: string;
  readonly bundle: string;
  readonly umask?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a `node` process of its own; its standard error goes to ours. */
export function spawnProgram(options: ChildOptions): ChildProcessByStdio<Writable, Readable, null> {
  const program = `const login = await import(${JSON.stringify(options.bundle)});\n${options.program}`;
  const shell = 'umask "$1"; exec "$2" --input-type=module -e "$3"';
  const args = ["-c", shell, "sh", options.umask ?? "022", process.execPath, program];
  return spawn("sh", args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...options.env },
  });
}
