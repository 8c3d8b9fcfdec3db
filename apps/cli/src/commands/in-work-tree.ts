import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** The command line, in a work tree of its own where it asks for one; what makes that is loaded only then. */
export async function inWorkTree(invocation: Invocation, io: Io): Promise<Invocation> {
  if (!invocation.has("worktree")) return invocation;
  const { enterWorkTree } = await import("./enter-work-tree.js");
  return enterWorkTree(invocation, io);
}
