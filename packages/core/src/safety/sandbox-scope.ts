import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { type RestrictedPaths, restrictedPaths } from "./restricted-paths.js";
import type { SessionRoots } from "./roots/session-roots.js";
import { secretFilesOf } from "./secret-files.js";

/** How commands in one place are confined. */
export interface SandboxScope extends RestrictedPaths {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** The folder that the policy's writable folders are relative to. */
  readonly sandboxCwd: string;
  /** Real paths of files that cannot be read. */
  readonly hiddenFiles: readonly string[];
  readonly roots: SessionRoots;
  /** Absolute paths of local sockets that may be connected to, if there is a network. */
  readonly unixSockets: readonly string[];
}

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
