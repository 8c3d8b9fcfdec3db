import { type GitCall, runGit } from "@codex/core";
import { FleetError } from "../fleet-error.js";

/** Runs Git where a workspace needs it. @throws FleetError `workspace-unusable`, with Git's reason, such as a full disk */
export async function requiredGit(args: readonly string[], call: GitCall, what: string): Promise<void> {
  let reason: string | undefined;
  const onFailure = (said: string) => {
    reason = said;
  };
  if ((await runGit(args, { ...call, onFailure })) !== undefined) return;
  throw new FleetError("workspace-unusable", `Git could not ${what}${reason === undefined ? "" : `: ${reason}`}`);
}
