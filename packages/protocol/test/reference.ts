import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = join(tmpdir(), "codex-reference-0.25.0");
const binary = join(folder, "node_modules/@openai/codex/bin/codex-x86_64-unknown-linux-musl");

/** The reference's program, or why it cannot be had. It is installed once, into the temporary folder. */
export function findReference(): { readonly binary: string } | { readonly missing: string } {
  if (process.platform !== "linux" || process.arch !== "x64") return { missing: "the reference is for Linux on x64" };
  if (existsSync(binary)) return { binary };
  try {
    mkdirSync(folder, { recursive: true });
    const flags = ["--no-audit", "--no-fund", "--fetch-retries=0", "--prefix", folder];
    execFileSync("npm", ["install", ...flags, "@openai/codex@0.25.0"], { stdio: "ignore", timeout: 120_000 });
  } catch {
    return { missing: "npm could not install @openai/codex@0.25.0" };
  }
  return existsSync(binary) ? { binary } : { missing: `${binary} is not in the package` };
}
