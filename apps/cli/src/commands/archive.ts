import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { moveSession } from "./move-session.js";

/** `codex archive SESSION` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return moveSession(invocation, io, { archived: true });
}
