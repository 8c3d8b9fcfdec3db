import path from "node:path";

/** What this program is asked to be. */
export type Program =
  | { readonly type: "codex"; readonly argv: readonly string[] }
  | { readonly type: "apply-patch"; readonly argv: readonly string[] }
  | { readonly type: "linux-sandbox"; readonly argv: readonly string[] };

/** Before a patch, as the only argument of ours that is no option: `codex --codex-run-as-apply-patch PATCH`. */
const APPLY_PATCH_ARGUMENT = "--codex-run-as-apply-patch";

/** Names of links to this program that stand for one of its commands. */
const COMMANDS: Readonly<Record<string, string>> = {
  "codex-exec": "exec",
  "codex-file-search": "file-search",
  "codex-mcp-server": "mcp",
  "codex-protocol-ts": "generate-ts",
};

/**
 * One program under several names: what it is depends on the name that it was started by, so that a link is all that
 * another program needs. npm makes such links for the names in package.json, but on Windows, where it knows the file alone.
 */
export function programOf([, script = "", ...argv]: readonly string[]): Program {
  const name = path.basename(script, ".js");
  if (name === "codex-linux-sandbox") return { type: "linux-sandbox", argv };
  if (name === "apply_patch" || name === "applypatch") return { type: "apply-patch", argv };
  if (argv[0] === APPLY_PATCH_ARGUMENT) return { type: "apply-patch", argv: argv.slice(1) };
  const command = COMMANDS[name];
  return { type: "codex", argv: command === undefined ? argv : [command, ...argv] };
}
