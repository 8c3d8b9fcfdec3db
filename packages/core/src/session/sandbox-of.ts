import { mayNotLeave } from "../config/restrictions.js";
import { needsSandbox, type SpawnPolicy } from "../exec/spawn.js";
import type { SandboxScope } from "../safety/guarded-files.js";
import { sandboxScope } from "../safety/sandbox-scope.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** How what runs in a session is confined, as far as nobody allowed anything else. */
export function sandboxOf(session: Session, { sandboxPolicy, restrictions, cwd }: TurnContext): SandboxScope {
  return sandboxScope({ ...session.config, sandboxPolicy, restrictions }, { cwd, roots: session.roots });
}

/** The same for one command, as its approval says, with what else the user let it do. What is hidden from those that are confined is looked for only then. */
export function spawnPolicyOf(
  session: Session,
  context: TurnContext,
  approved: Pick<SpawnPolicy, "sandboxed" | "sandboxPolicy" | "granted">,
): SpawnPolicy {
  // What is denied is denied outside of the sandbox, too: nothing leaves it.
  if (mayNotLeave(context)) return { ...sandboxOf(session, context), ...approved, sandboxed: true };
  if (!needsSandbox(approved)) return { ...approved, sandboxCwd: context.cwd };
  return { ...sandboxOf(session, context), ...approved };
}
