import path from "node:path";
import { invalidRequest } from "../rpc-errors.js";

/** Where a request wants commands to run. The only environment is this machine. */
export interface EnvironmentParams {
  readonly environments?: readonly EnvironmentChoice[] | null | undefined;
  readonly cwd?: string | null | undefined;
  /** The folders that `workspace-write` makes writable. Those of `environments` take precedence. */
  readonly runtimeWorkspaceRoots?: readonly string[] | null | undefined;
}

interface EnvironmentChoice {
  readonly environmentId: string;
  readonly cwd: string;
  readonly runtimeWorkspaceRoots?: readonly string[] | null | undefined;
}

/** The workspace roots that a request names, each once. Throws -32600 for relative ones, since it is unknown what they are relative to. */
export function rootsNamed({ environments, runtimeWorkspaceRoots }: EnvironmentParams): string[] | undefined {
  const roots = environments == null ? runtimeWorkspaceRoots : environments[0]?.runtimeWorkspaceRoots;
  const relative = roots?.find((root) => !path.isAbsolute(root));
  if (relative !== undefined) throw invalidRequest(`runtimeWorkspaceRoots: ${relative} is not an absolute path`);
  return roots == null ? undefined : [...new Set(roots.map((root) => path.resolve(root)))];
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
