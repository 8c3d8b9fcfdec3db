import { accessSync, constants, realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { isBelow, isWithin } from "../files/is-within.js";
import type { Permissions } from "../items/permissions.js";
import { plainCommandsOf } from "../shell/bash-words.js";
import type { SessionRoots } from "./roots/session-roots.js";

/** Where a command's programs are looked up. */
export interface ProgramLookup {
  /** The command's `PATH`. */
  readonly path: string | undefined;
  /** Folders whose content the model or a hostile repository controls: the working directory and everything writable. */
  readonly untrustedFolders: readonly string[];
}

/** Does not trust what a session under this policy could have written, or what is in its working directory. */
export function programLookup(
  policy: CurrentSandboxPolicy,
  {
    cwd,
    roots,
    path,
    granted,
  }: { cwd: string; roots: SessionRoots; path: string | undefined; granted?: Permissions | undefined },
): ProgramLookup {
  const scope = roots.scope(policy, cwd, granted);
  const writable = scope.type === "scope" ? scope.roots.map(({ root }) => root) : [];
  return { path, untrustedFolders: [...new Set([cwd, ...writable])] };
}

/** Belong to the system even if a writable folder, such as `/`, contains them. */
const SYSTEM_FOLDERS = ["/bin", "/sbin", "/usr", "/opt/homebrew", "/nix/store", "/lib", "/lib64"];
const BUILTINS = new Set(["cd", "echo", "false", "pwd", "true"]);

/** Whether every program of a known-safe command is found outside the untrusted folders. */
export async function runsTrustedPrograms(command: readonly string[], lookup: ProgramLookup): Promise<boolean> {
  const names = [command[0] ?? "", ...(await programsOfScript(command))];
  const untrustedFolders = lookup.untrustedFolders.map(realPathOf);
  return [...new Set(names)].every((name) => isTrusted(name, { ...lookup, untrustedFolders }));
}

async function programsOfScript(command: readonly string[]): Promise<string[]> {
  const [program, flag, script] = command;
  if (program !== "bash" || flag !== "-lc" || script === undefined) return [];
  const commands = (await plainCommandsOf(script)) ?? [];
  return commands.map(([first]) => first?.text ?? "").filter((name) => !BUILTINS.has(name));
}

/**
 * A missing program is harmless: the command fails. Synchronous, because a `PATH` has a dozen folders, and that many round trips to
 * another thread would take longer than the command.
 */
function isTrusted(name: string, lookup: ProgramLookup): boolean {
  for (const folder of (lookup.path ?? "").split(":")) {
    // An empty or relative entry means the working directory, wherever the command runs.
    if (!isAbsolute(folder)) return false;
    const file = executableAt(join(folder, name));
    if (file !== undefined) return !lookup.untrustedFolders.some((untrusted) => isInside(untrusted, file));
  }
  return true;
}

function executableAt(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

function isInside(folder: string, file: string): boolean {
  const system = SYSTEM_FOLDERS.find((one) => isBelow(one, file));
  return isBelow(folder, file) && (system === undefined || isWithin(system, folder));
}
