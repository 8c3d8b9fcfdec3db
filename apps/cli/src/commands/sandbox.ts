import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runAsTurnWould } from "./run-confined.js";
import { configFromInvocation } from "./session-config.js";

/** `codex sandbox`: runs a command like a turn would; exits with its status. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  return runAsTurnWould(config, invocation.positionals, io);
}
