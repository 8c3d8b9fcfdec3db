import type { Config } from "../config/config.js";
import type { SandboxScope } from "./guarded-files.js";
import { restrictedPaths } from "./restricted-paths.js";
import type { SessionRoots } from "./roots/session-roots.js";
import { secretFilesOf } from "./secret-files.js";

/** How a configuration confines commands in a folder. */
export function sandboxScope(
  config: Pick<Config, "sandboxPolicy" | "restrictions" | "codexHome" | "unixSockets">,
  { cwd, roots }: { readonly cwd: string; readonly roots: SessionRoots },
): SandboxScope {
  const { sandboxPolicy, restrictions, codexHome } = config;
  // Under full access, nothing is confined or denied.
  const restricted = sandboxPolicy.mode === "danger-full-access" ? {} : restrictedPaths(roots, restrictions, cwd);
  return {
    sandboxPolicy,
    sandboxCwd: cwd,
    hiddenFiles: secretFilesOf(codexHome),
    ...restricted,
    roots,
    unixSockets: restrictions?.unixSockets ?? config.unixSockets,
  };
}
