import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";

const TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};
const FOLDER = join(import.meta.dirname, "../../../node_modules/.cache/codex-reference-0.25.0");

/** How to get it, for the title of a test that is skipped without it. */
export const REFERENCE_HINT = "needs the reference: npm run reference";

/**
 * The native program of codex 0.25.0, as installed by `npm run reference`; undefined if it is not installed. Tests never install it
 * themselves: whether tests are skipped must not depend on their order.
 */
export function referenceBinary(): string | undefined {
  const target = TARGETS[`${platform()}-${arch()}`];
  const file = join(FOLDER, "node_modules/@openai/codex/bin", `codex-${target}`);
  return existsSync(file) ? file : undefined;
}
