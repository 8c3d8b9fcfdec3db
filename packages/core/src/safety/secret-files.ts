import { realpathSync } from "node:fs";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { plainCommandsOf } from "../shell/bash-words.js";

const NAMES = ["auth.json", ".credentials.json", ".env"];

/** Files of Codex's own that hold logins and keys, by their real paths: confined commands cannot read them. */
export function secretFilesOf(codexHome: string): string[] {
  return NAMES.flatMap((name) => {
    try {
      return [realpathSync(path.join(codexHome, name))];
    } catch {
      return [];
    }
  });
}

export interface SecretsRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  /** What `~` stands for. */
  readonly home: string | undefined;
  readonly secretFiles: readonly string[];
}

/**
 * Whether a command that is known to only read could come across a secret: then it is confined, too. Judged by the folders and
 * files that it names, where links lead, and where a search starts; what is not certain counts as yes.
 */
export async function mayReadSecrets(request: SecretsRequest): Promise<boolean> {
  const commands = await simpleCommandsOf(request.command);
  if (commands === undefined || commands.some(followsLinks) || isLostOnTheWay(commands)) return true;
  const named = new Set(commands.flatMap((words) => words.slice(1).flatMap((word) => pathsIn(word, request))));
  const places = await Promise.all([request.cwd, ...named].map((place) => realpath(place).catch(() => place)));
  return places.some((place) => request.secretFiles.some((file) => isOnTheWay(place, file)));
}

/** Undefined when the shell would put names in the place of a pattern: any of them may be a link. */
async function simpleCommandsOf(command: readonly string[]): Promise<string[][] | undefined> {
  const [program, flag, script] = command;
  if (program !== "bash" || flag !== "-lc" || script === undefined) return [[...command]];
  const commands = await plainCommandsOf(script);
  if (commands?.flat().some(({ isPattern }) => isPattern)) return undefined;
  return commands?.map((words) => words.map(({ text }) => text));
}

const followsLinks = (words: readonly string[]): boolean =>
  words.some((word) => word === "--follow" || /^-[a-zA-Z]*[LR]/.test(word));

/** One step into a folder is followed; after more, names could mean anything. */
function isLostOnTheWay(commands: readonly (readonly string[])[]): boolean {
  const moves = commands.filter(([program]) => program === "cd");
  if (moves.length === 0) return false;
  return moves.length > 1 || commands.flat().some((word) => word.includes("..") || word === "-");
}

/** A word may be a path, or an option with one. */
function pathsIn(word: string, { cwd, home }: SecretsRequest): string[] {
  const texts = [word, word.slice(word.indexOf("=") + 1), word.replace(/^-[a-zA-Z]/, "")];
  return texts.map((text) => path.resolve(cwd, text.replace(/^~(?=\/|$)/, home ?? "/")));
}

/** The environments of processes are below `/proc`. */
const isOnTheWay = (place: string, file: string): boolean =>
  place === file || place === "/" || file.startsWith(`${place}/`) || place === "/proc" || place.startsWith("/proc/");
