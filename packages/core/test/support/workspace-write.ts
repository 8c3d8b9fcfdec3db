import type { CurrentSandboxPolicy } from "@codex/protocol";

export type WorkspaceWrite = Extract<CurrentSandboxPolicy, { mode: "workspace-write" }>;

/** Commands may write only in the workspace, and not in the temporary folders. */
export const WORKSPACE_WRITE: WorkspaceWrite = {
  mode: "workspace-write",
  writable_roots: [],
  network_access: false,
  exclude_tmpdir_env_var: true,
  exclude_slash_tmp: true,
};
