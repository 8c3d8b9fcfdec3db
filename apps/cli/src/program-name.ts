import path from "node:path";

/** The program that this process acts as. */
export type Program =
  | { readonly type: "codex"; readonly argv: readonly string[] }
  | { readonly type: "apply-patch"; readonly argv: readonly string[] }
  | { readonly type: "linux-sandbox"; readonly argv: readonly string[] };

/** Comes first, before a patch: `codex --codex-run-as-apply-patch PATCH`. Our only argument that is not a declared option. */
const APPLY_PATCH_ARGUMENT = "--codex-run-as-apply-patch";

/** Names of links that act as one of the commands. */
const COMMANDS: Readonly<Record<string, string>> = {
  "codex-exec": "exec",
  "codex-file-search": "file-search",
  "codex-mcp-server": "mcp",
  "codex-protocol-ts": "generate-ts",
};

/**
 * Selects the program by the name it was started with, so that a link suffices for another program. npm creates these links for the names
 * in package.json; on Windows, only the file's name is available.
 */
export function programOf([, script = "", ...argv]: readonly string[]): Program {
  const name = path.basename(script, ".js");
  if (name === "codex-linux-sandbox") return { type: "linux-sandbox", argv };
  if (name === "apply_patch" || name === "applypatch") return { type: "apply-patch", argv };
  if (argv[0] === APPLY_PATCH_ARGUMENT) return { type: "apply-patch", argv: argv.slice(1) };
  const command = COMMANDS[name];
  return { type: "codex", argv: command === undefined ? argv : [command, ...argv] };
}
