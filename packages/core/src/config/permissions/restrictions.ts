import path from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";

/**
 * What a permission profile removes from the sandbox, in any mode except full access. Paths are absolute, or relative to the session's
 * working directory.
 */
export interface Restrictions {
  /** Files and folders that nothing run by the model may read or write. */
  readonly denied: readonly string[];
  /** Parts of writable folders that stay read-only. */
  readonly readOnly: readonly string[];
  /** Local sockets that may be used with network access, instead of the configured ones. */
  readonly unixSockets?: readonly string[] | undefined;
}

export const NO_RESTRICTIONS: Restrictions = { denied: [], readOnly: [] };

/** The restrictions of both. */
export function bothRestrictions(one: Restrictions, other: Restrictions): Restrictions {
  const both = (name: "denied" | "readOnly") => [...new Set([...one[name], ...other[name]])];
  return { denied: both("denied"), readOnly: both("readOnly"), unixSockets: other.unixSockets ?? one.unixSockets };
}

export const isUnrestricted = ({ denied, readOnly }: Restrictions = NO_RESTRICTIONS): boolean =>
  denied.length + readOnly.length === 0;

/** Whether no approval can take commands out of the sandbox, because nothing else enforces the denied paths. */
export function mayNotLeave({ sandboxPolicy, restrictions }: Omit<Confining, "cwd">): boolean {
  return sandboxPolicy.mode !== "danger-full-access" && (restrictions?.denied.length ?? 0) > 0;
}

/** Whether the sandbox is fully described by its mode. */
export function isPlainSandbox({ sandboxPolicy, restrictions }: SandboxChoice): boolean {
  return isUnrestricted(restrictions) && !(sandboxPolicy?.mode === "workspace-write" && sandboxPolicy.exclude_cwd);
}

/** Paths that must not be read in this process either. */
export function deniedIn({ sandboxPolicy, restrictions, cwd }: Confining): string[] {
  if (sandboxPolicy.mode === "danger-full-access") return [];
  return (restrictions?.denied ?? []).map((one) => path.resolve(cwd, one));
}

interface SandboxChoice {
  readonly sandboxPolicy?: CurrentSandboxPolicy | undefined;
  readonly restrictions?: Restrictions | undefined;
}

interface Confining extends SandboxChoice {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly cwd: string;
}
