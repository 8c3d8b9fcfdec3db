import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runDecision } from "./decide-hooks.js";

/** `codex hooks trust`. */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return runDecision("trust", invocation, io);
}
