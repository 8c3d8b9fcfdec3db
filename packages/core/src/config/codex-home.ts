import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import type { Environment } from "../environment.js";
import { CodexError } from "../error.js";

/**
 * The folder for all state: `CODEX_HOME`, which must exist, otherwise `.codex` in the user's home, which need not exist.
 * @throws CodexError `config-invalid` if `CODEX_HOME` is not a folder.
 */
export async function findCodexHome(env: Environment, homeDirectory: () => string): Promise<string> {
  const given = env["CODEX_HOME"];
  if (given === undefined || given === "") return path.join(asked(homeDirectory), ".codex");
  const [found, folder] = await Promise.all([stat(given), realpath(given)]).catch((error: unknown) => {
    throw new CodexError("config-invalid", `CODEX_HOME is ${given}, which does not exist`, { cause: error });
  });
  if (!found.isDirectory()) throw new CodexError("config-invalid", `CODEX_HOME is ${given}, which is not a folder`);
  return folder;
}

function asked(homeDirectory: () => string): string {
  try {
    return homeDirectory();
  } catch (cause) {
    throw new CodexError("config-invalid", "nothing says where your home is: set HOME, or CODEX_HOME", { cause });
  }
}
