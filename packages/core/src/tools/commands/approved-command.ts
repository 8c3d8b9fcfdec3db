import { realpath } from "node:fs/promises";
import { scriptsFingerprint } from "../../safety/approved-scripts.js";
import { type ProgramLookup, programLookup } from "../../safety/trusted-programs.js";
import type { ApprovedCommand } from "../../session/approvals.js";
import type { CommandRequest } from "./command-request.js";

/** Where the command's programs are found, and which folders' programs are not trusted. */
export function lookupFor({ turn, command }: CommandRequest): ProgramLookup {
  const { session, context } = turn;
  const { roots } = session;
  const granted = session.granted.in(turn);
  return programLookup(context.sandboxPolicy, { cwd: context.cwd, roots, path: command.env["PATH"], granted });
}

/**
 * What an approval of the command covers. Uses the folder's real path, so that the approval does not apply to another folder put in its
 * place later.
 */
export async function approvedCommandOf(
  request: CommandRequest,
  lookup = lookupFor(request),
): Promise<ApprovedCommand> {
  const { command } = request.command;
  const cwd = await realPathOf(request.command.cwd);
  const untrustedFolders = await Promise.all(lookup.untrustedFolders.map(realPathOf));
  const scripts = await scriptsFingerprint({ command, cwd, path: lookup.path, untrustedFolders });
  return { command, cwd, scripts };
}

const realPathOf = (path: string): Promise<string> => realpath(path).catch(() => path);
