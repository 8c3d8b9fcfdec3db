import { access } from "node:fs/promises";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";

const TARGETS: Readonly<Record<string, string>> = {
  "linux-x64": "x86_64-unknown-linux-musl",
  "linux-arm64": "aarch64-unknown-linux-musl",
  "darwin-x64": "x86_64-apple-darwin",
  "darwin-arm64": "aarch64-apple-darwin",
};

/** How to get it, for the message of a test that skips without it. */
export const REFERENCE_HINT =
  "needs the reference: npm install --prefix $(node -p 'os.tmpdir()')/codex-reference-0.25.0 @openai/codex@0.25.0";

/** The native program of codex 0.25.0, where it was installed into the temporary folder; undefined when it was not. */
export async function referenceBinary(): Promise<string | undefined> {
  const target = TARGETS[`${platform()}-${arch()}`];
  const folder = join(tmpdir(), "codex-reference-0.25.0", "node_modules", "@openai", "codex", "bin");
  const file = join(folder, `codex-${target}`);
  return access(file).then(
    () => file,
    () => undefined,
  );
}
