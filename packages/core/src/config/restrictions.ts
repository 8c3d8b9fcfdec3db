import path from "node:path";
import type { SandboxPolicy } from "@codex/protocol";

/**
 * What a permission profile takes from the sandbox beside it, whatever mode that has; with full access it has no effect. Paths are absolute,
 * or relative to the folder that the session works in.
 */
export interface Restrictions {
  /** Files and folders that nothing of the model reads or writes. */
  readonly denied: readonly string[];
  /** Parts of writable folders that stay as they are. */
  readonly readOnly: readonly string[];
  /** Local sockets that may be reached with the network, in place of those of the configuration. */
  readonly unixSockets?: readonly string[] | undefined;
}

export const NO_RESTRICTIONS: Restrictions = { denied: [], readOnly: [] };

/** What both of them take. */
export function bothRestrictions(one: Restrictions, other: Restrictions): Restrictions {
  const both = (name: "denied" | "readOnly") => [...new Set([...one[name], ...other[name]])];
  return { denied: both("denied"), readOnly: both("readOnly"), unixSockets: other.unixSockets ?? one.unixSockets };
}

export const isUnrestricted = ({ denied, readOnly }: Restrictions = NO_RESTRICTIONS): boolean =>
  denied.length + readOnly.length === 0;

/** Whether commands stay in the sandbox whatever anybody says yes to: nothing else holds what is denied. */
export function mayNotLeave({ sandboxPolicy, restrictions }: Omit<Confining, "cwd">): boolean {
  return sandboxPolicy.mode !== "danger-full-access" && (restrictions?.denied.length ?? 0) > 0;
}

/** Whether the mode of a sandbox says all of it. */
export function isPlainSandbox({ sandboxPolicy, restrictions }: SandboxChoice): boolean {
  return isUnrestricted(restrictions) && !(sandboxPolicy?.mode === "workspace-write" && sandboxPolicy.exclude_cwd);
}

/** What nothing reads in this process either. */
export function deniedIn({ sandboxPolicy, restrictions, cwd }: Confining): string[] {
  if (sandboxPolicy.mode === "danger-full-access") return [];
  return (restrictions?.denied ?? []).map((one) => path.resolve(cwd, one));
}

interface SandboxChoice {
  readonly sandboxPolicy?: SandboxPolicy | undefined;
  readonly restrictions?: Restrictions | undefined;
}

interface Confining extends SandboxChoice {
  readonly sandboxPolicy: SandboxPolicy;
  readonly cwd: string;
}
