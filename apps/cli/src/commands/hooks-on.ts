import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runDecision } from "./decide-hooks.js";

/** `codex hooks on`. */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return runDecision("on", invocation, io);
}
