import type { AskForApproval, SandboxMode } from "@codex/protocol";
import { mainRepositoryRoot } from "../git/repository.js";

type Projects = Readonly<Record<string, { readonly trust_level?: string | undefined }>>;

/** What the user decided about `cwd` or, when nothing, about the main working tree of its repository. */
export async function trustLevelOf(cwd: string, projects: Projects | undefined): Promise<string | undefined> {
  if (projects === undefined) return undefined;
  const own = levelAt(projects, cwd);
  if (own !== undefined) return own;
  const root = await mainRepositoryRoot(cwd);
  return root === undefined ? undefined : levelAt(projects, root);
}

function levelAt(projects: Projects, folder: string): string | undefined {
  return Object.hasOwn(projects, folder) ? projects[folder]?.trust_level : undefined;
}

/** The policies of a session that sets none. A folder that nobody decided about is looked at, and what needs more is asked. */
export function defaultPolicies(trustLevel: string | undefined): {
  readonly approvalPolicy: AskForApproval;
  readonly sandboxMode: SandboxMode;
} {
  switch (trustLevel) {
    case "trusted":
      return { approvalPolicy: "on-request", sandboxMode: "workspace-write" };
    case "untrusted":
      return { approvalPolicy: "untrusted", sandboxMode: "read-only" };
    default:
      return { approvalPolicy: "on-request", sandboxMode: "read-only" };
  }
}
