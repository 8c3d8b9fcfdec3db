import { LoginError } from "@codex/login";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { authManagerFromInvocation } from "./auth-manager.js";

/** `codex logout`: deletes the stored login. Not being logged in is not an error. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const manager = await authManagerFromInvocation(invocation, io);
  try {
    const removed = await manager.logout();
    io.stderr.write(removed ? "Successfully logged out\n" : "Not logged in\n");
    return 0;
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    io.stderr.write(`Error logging out: ${error.message}\n`);
    return 1;
  }
}
