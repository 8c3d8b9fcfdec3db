import { baseName, commandsWithin } from "./scripted-commands.js";

/**
 * Whether a command could destroy much that cannot be restored: whole folders, a repository's history or uncommitted work, disks.
 * Guards against slips, such as an empty variable, not against malice; that is the sandbox's job.
 */
export async function isDestructive(command: readonly string[]): Promise<boolean> {
  if (!MENTIONS_DANGER.test(command.join(" "))) return false;
  const commands = await commandsWithin(command);
  // A script that cannot be parsed is judged by its text.
  return commands === undefined ? LOOKS_DESTRUCTIVE.test(command.join(" ")) : commands.some(destroys);
}

/**
 * Whether a command removes by force (`rm -f`), or removes whole trees with any `rm`: the slips that do most harm. Judged as above.
 */
export async function removesMuch(command: readonly string[]): Promise<boolean> {
  if (!MENTIONS_REMOVAL.test(command.join(" "))) return false;
  const commands = await commandsWithin(command);
  return commands === undefined ? looksLikeRemoval(command.join(" ")) : commands.some(isRemoval);
}

function isRemoval([program = "", ...args]: readonly string[]): boolean {
  if (baseName(program) !== "rm") return false;
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return hasFlag(options, "f", "--force") || destroys(["rm", ...args]);
}

const looksLikeRemoval = (script: string): boolean =>
  script
    .split(/[\n;&|]/)
    .some((part) => MENTIONS_REMOVAL.test(part) && /\s-(-force|-recursive|[a-zA-Z]*[fRr])/.test(part));

const MENTIONS_REMOVAL = /\brm\b/;

/** Saves parsing most scripts. */
const MENTIONS_DANGER = /\b(rm|find|git|dd|mkfs|shred|wipefs|chmod|chown)\b/;

const LOOKS_DESTRUCTIVE =
  /\brm -[a-zA-Z]*[rR]|\bgit (reset --hard|clean -|checkout \.|restore \.|push -)|\bdd \S* ?of=\/dev|\b(mkfs|shred|wipefs)\b|-delete\b/;

function destroys([program = "", ...args]: readonly string[]): boolean {
  const name = baseName(program);
  const operands = args.filter((arg) => !arg.startsWith("-"));
  switch (name) {
    case "rm":
      return hasFlag(args, "rR", "--recursive") && operands.some(isWide);
    case "chmod":
    case "chown":
      return hasFlag(args, "R", "--recursive") && operands.slice(1).some(isWide);
    case "find":
      return findDeletes(args);
    case "git":
      return gitDestroys(args);
    case "dd":
      return args.some((arg) => /^of=\/dev\/(?!null$)/.test(arg));
    case "shred":
    case "wipefs":
      return true;
    default:
      return name === "mkfs" || name.startsWith("mkfs.");
  }
}

/** Whole trees: a root, a home, the folder itself, everything in it, the repository, or any variable. */
function isWide(path: string): boolean {
  if (/[$`]/.test(path)) return true;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const last = parts.at(-1);
  if (path.startsWith("/")) return parts.length <= 2 && !(parts.length === 2 && parts[0] === "tmp" && last !== "*");
  return last === undefined || last === ".git" || /^(~.*|\.\.|\.?\*|\.\[.*|\?.*)$/.test(parts[0] ?? "");
}

function findDeletes(args: readonly string[]): boolean {
  const deletes = args.includes("-delete") || args.some((arg, at) => /^-(exec|ok)/.test(arg) && args[at + 1] === "rm");
  const first = args.findIndex((arg) => arg.startsWith("-"));
  const startsWide = args.slice(0, Math.max(first, 0)).some((path) => isWide(path) && path !== ".");
  const isPicky = args.some((arg) => /^-(i?(name|path|regex)|empty|mtime|mmin|newer)/.test(arg));
  return deletes && (startsWide || !isPicky);
}

function gitDestroys(args: readonly string[]): boolean {
  const at = args.findIndex((arg, index) => !arg.startsWith("-") && !/^-[cC]$/.test(args[index - 1] ?? ""));
  const rest = args.slice(at + 1);
  switch (args[at]) {
    case "clean":
      return hasFlag(rest, "f", "--force") && !hasFlag(rest, "n", "--dry-run");
    case "reset":
      return rest.includes("--hard");
    case "checkout":
    case "restore":
      return rest.some((arg) => !arg.startsWith("-") && isWide(arg)) || rest.includes("--force");
    case "push":
      return hasFlag(rest, "fd", "--force") || rest.some((arg) => /^(--mirror|--delete|--prune|\+)/.test(arg));
    case "stash":
      return rest[0] === "drop" || rest[0] === "clear";
    case "update-ref":
      return rest.includes("-d");
    case "filter-branch":
    case "filter-repo":
      return true;
    default:
      return false;
  }
}

/** A flag by itself, combined with others in one word, or by its long name. */
function hasFlag(args: readonly string[], letters: string, long: string): boolean {
  return args.some(
    (arg) => arg === long || (/^-[a-zA-Z]+$/.test(arg) && [...letters].some((flag) => arg.includes(flag))),
  );
}
