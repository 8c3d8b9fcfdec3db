import path from "node:path";
import { invalidRequest } from "../rpc-errors.js";

/** Where a request wants commands to run. The only environment is this machine. */
export interface EnvironmentParams {
  readonly environments?: readonly { readonly environmentId: string; readonly cwd: string }[] | null | undefined;
  readonly cwd?: string | null | undefined;
}

/**
 * The folder that a request names, in `environments` or in `cwd`. Throws -32600 for an unknown environment and for an empty list: a client
 * that wants no commands must not get them run here.
 */
export function folderNamed({ environments, cwd }: EnvironmentParams): string | undefined {
  if (environments == null) return cwd ?? undefined;
  const [first, second] = environments;
  if (first === undefined) throw invalidRequest("environments: a thread without any is not supported");
  const unknown = environments.find(({ environmentId }) => environmentId !== LOCAL);
  if (unknown !== undefined) throw invalidRequest(`environments: there is no ${unknown.environmentId}, only ${LOCAL}`);
  if (second !== undefined) throw invalidRequest(`environments: ${LOCAL} is named twice`);
  if (!path.isAbsolute(first.cwd)) throw invalidRequest(`environments: ${first.cwd} is not an absolute path`);
  return first.cwd;
}

const LOCAL = "local";
