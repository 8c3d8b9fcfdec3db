import type { WriteAccess } from "@codex/apply-patch";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";
import { writableRootsOf } from "./writable-roots.js";

/** What a policy lets patches write that nobody was asked about: what commands may write, without what steers git. */
export function patchWriteAccess(policy: SandboxPolicy, cwd: string, env: Environment): WriteAccess {
  if (policy.mode === "danger-full-access") return { type: "unrestricted" };
  const roots = writableRootsOf(policy, cwd, env);
  return {
    type: "roots",
    roots: roots.map(({ root }) => root),
    readOnly: roots.flatMap(({ readOnlySubpaths }) => readOnlySubpaths),
  };
}
