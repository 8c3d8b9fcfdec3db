import { isAbsolute } from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { isBelow, isWithin } from "../files/is-within.js";
import type { Permissions } from "../items/permissions.js";
import { plainCommandsOf } from "../shell/bash-words.js";
import { executablesNamed, realPathOf } from "./path-lookup.js";
import type { SessionRoots } from "./roots/session-roots.js";
import { commandsWithin } from "./scripted-commands.js";

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

/** A missing program is harmless: the command fails. */
function isTrusted(name: string, lookup: ProgramLookup): boolean {
  const [first] = executablesNamed(name, lookup.path);
  return first === undefined || isOutside(first, lookup);
}

/**
 * Whether a program comes from an untrusted folder although a trusted one has it, too: a rule that names `git` means the system's, not a
 * project's program of that name. A program that only the project has is the one that was meant.
 */
export async function runsReplacedPrograms(command: readonly string[], lookup: ProgramLookup): Promise<boolean> {
  const parts = (await commandsWithin(command)) ?? [];
  const names = new Set([command, ...parts].map(([program = ""]) => program));
  const untrustedFolders = lookup.untrustedFolders.map(realPathOf);
  return [...names].some((name) => isReplaced(name, { ...lookup, untrustedFolders }));
}

function isReplaced(name: string, lookup: ProgramLookup): boolean {
  const [first, ...others] = executablesNamed(name, lookup.path);
  if (first === undefined || isOutside(first, lookup)) return false;
  return others.some((file) => isOutside(file, lookup));
}

const isOutside = (file: string, { untrustedFolders }: ProgramLookup): boolean =>
  isAbsolute(file) && !untrustedFolders.some((untrusted) => isInside(untrusted, realPathOf(file)));

function isInside(folder: string, file: string): boolean {
  const system = SYSTEM_FOLDERS.find((one) => isBelow(one, file));
  return isBelow(folder, file) && (system === undefined || isWithin(system, folder));
}
