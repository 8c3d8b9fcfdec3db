import { spawnPolicyOf } from "../../session/sandbox-of.js";
import { reportPutAside } from "../report-put-aside.js";
import type { ApprovedExec } from "./approved-exec.js";
import type { CommandRequest } from "./command-request.js";

/** The words of an approved command, and how it is confined. */
export function confinedCommand({ turn, command }: CommandRequest, exec: ApprovedExec) {
  const { session, context, running } = turn;
  const { command: words = command.command, ...approved } = exec;
  const policy = {
    ...approved,
    ...spawnPolicyOf(session, context, approved),
    onPutAside: reportPutAside({ session, running }),
  };
  return { words, policy };
}
