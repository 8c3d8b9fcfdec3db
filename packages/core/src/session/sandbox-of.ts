import type { SandboxScope } from "../safety/guarded-files.js";
import { secretFilesOf } from "../safety/secret-files.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** How what runs in a session is confined, as far as nobody allowed anything else. */
export function sandboxOf(session: Session, { sandboxPolicy, cwd }: TurnContext): SandboxScope {
  const hiddenFiles = secretFilesOf(session.config.codexHome);
  const { unixSockets } = session.config;
  return { sandboxPolicy, sandboxCwd: cwd, hiddenFiles, roots: session.roots, unixSockets };
}
