import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { runProgram } from "@codex/test-support";
import type { Workspace } from "./workspace.js";

/** Overlays /etc for the following command in its own namespaces: nothing outside of them changes. */
const UNSHARED = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", 'mount --bind "$0" /etc && exec "$@"'];

/** Whether commands can be run under requirements here. */
export const canRequire = await runProgram([...UNSHARED, "/usr", "true"], {
  cwd: "/",
  env: { PATH: process.env["PATH"] ?? "" },
  input: "",
}).then(
  ({ code }) => code === 0,
  () => false,
);

/** The prerequisite, for the names of tests. */
export const needs = "(needs user namespaces that may mount)";

/** Runs the command on a machine whose administrator requires this. */
export async function underRequirements(
  { codexHome }: Workspace,
  requirements: string,
  command: readonly string[],
): Promise<readonly [program: string, ...args: string[]]> {
  const etc = path.join(codexHome, "..", "etc");
  await mkdir(path.join(etc, "codex"), { recursive: true });
  await writeFile(path.join(etc, "codex", "requirements.toml"), requirements);
  for (const name of ["passwd", "group", "hosts", "nsswitch.conf"])
    await writeFile(path.join(etc, name), await readFile(path.join("/etc", name)).catch(() => ""));
  const [program = "", ...args] = UNSHARED;
  return [program, ...args, etc, ...command];
}
