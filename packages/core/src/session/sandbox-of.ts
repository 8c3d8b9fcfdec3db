import { mayNotLeave } from "../config/permissions/restrictions.js";
import { needsSandbox, type SpawnPolicy } from "../exec/spawn.js";
import { type SandboxScope, sandboxScope } from "../safety/sandbox-scope.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** The sandbox of everything that runs in a session, without any approvals. */
export function sandboxOf(session: Session, { sandboxPolicy, restrictions, cwd }: TurnContext): SandboxScope {
  return sandboxScope({ ...session.config, sandboxPolicy, restrictions }, { cwd, roots: session.roots });
}

/**
 * The sandbox of one command, with its approval and the permissions granted to the turn. Hidden files are looked up only for confined
 * commands.
 */
export function spawnPolicyOf(
  session: Session,
  context: TurnContext,
  approved: Pick<SpawnPolicy, "sandboxed" | "sandboxPolicy" | "granted">,
): SpawnPolicy {
  // Denied paths stay denied outside the sandbox, so no command leaves it.
  if (mayNotLeave(context)) return { ...sandboxOf(session, context), ...approved, sandboxed: true };
  if (!needsSandbox(approved)) return { ...approved, sandboxCwd: context.cwd };
  return { ...sandboxOf(session, context), ...approved };
}
