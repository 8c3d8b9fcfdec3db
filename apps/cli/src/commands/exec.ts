import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import type { Io } from "../io.js";
import { inWorkTree } from "./in-work-tree.js";

/** `codex exec`: runs one prompt without asking anybody. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const placed = await inWorkTree(invocation, io);
  const fleet = invocation.has("fleet") ? { isAnswered: false } : undefined;
  const remote = invocation.has("remote") ? ({ type: "new" } as const) : undefined;
  return execPrompt(placed, io, { prompt: invocation.positionals[0], fleet, remote });
}
