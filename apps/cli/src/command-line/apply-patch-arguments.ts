import { basename } from "node:path";

const programs = new Set(["apply_patch", "applypatch"]);

/**
 * The arguments of `apply_patch`, when this process is to be that program: started by a link of that name, or with
 * `--codex-run-as-apply-patch` before them.
 *
 * @param argv The whole of `process.argv`.
 */
export function applyPatchArguments([, script = "", ...args]: readonly string[]): readonly string[] | undefined {
  if (args[0] === "--codex-run-as-apply-patch") return args.slice(1);
  return programs.has(basename(script)) ? args : undefined;
}
