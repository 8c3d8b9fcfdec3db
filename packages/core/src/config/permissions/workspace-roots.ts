import path from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { Restrictions } from "./restrictions.js";

interface Workspace {
  readonly cwd: string;
  readonly workspaceRoots: readonly string[];
}

interface Confined extends Workspace {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly restrictions: Restrictions;
}

/** The roots after the working folder has changed: the new folder takes the place of the old one, if that was a root. */
export function rootsAfterMove({ cwd: before, workspaceRoots }: Workspace, cwd: string): string[] {
  return [...new Set(workspaceRoots.map((root) => (root === before ? cwd : root)))];
}

/** The settings with the sandbox that their roots make of the policy: each root is writable, the working folder only as one of them. */
export function confinedToRoots<Settings extends Confined>(settings: Settings): Settings {
  const { cwd, workspaceRoots, restrictions } = settings;
  if (isOnlyRoot(cwd, workspaceRoots)) return settings;
  const inRoots = (paths: readonly string[]) => [
    ...paths,
    ...paths
      .filter((one) => !path.isAbsolute(one))
      .flatMap((one) => workspaceRoots.map((root) => path.join(root, one))),
  ];
  return {
    ...settings,
    sandboxPolicy: policyOfRoots(settings),
    restrictions: {
      ...restrictions,
      denied: inRoots(restrictions.denied),
      readOnly: inRoots(restrictions.readOnly),
    },
  };
}

/** A policy that keeps the working folder read-only, as permission profiles do, keeps the roots read-only, too. */
export function policyOfRoots({
  sandboxPolicy,
  cwd,
  workspaceRoots,
}: Omit<Confined, "restrictions">): CurrentSandboxPolicy {
  if (sandboxPolicy.mode !== "workspace-write" || sandboxPolicy.exclude_cwd === true) return sandboxPolicy;
  if (isOnlyRoot(cwd, workspaceRoots)) return sandboxPolicy;
  const more = workspaceRoots.filter((root) => root !== cwd);
  return {
    ...sandboxPolicy,
    writable_roots: [...new Set([...more, ...(sandboxPolicy.writable_roots ?? [])])],
    ...(!workspaceRoots.includes(cwd) && { exclude_cwd: true }),
  };
}

/** Whether the workspace is the working folder, as it is unless somebody chooses other roots. */
export const isOnlyRoot = (cwd: string, workspaceRoots: readonly string[]): boolean =>
  workspaceRoots.length === 1 && workspaceRoots[0] === cwd;
