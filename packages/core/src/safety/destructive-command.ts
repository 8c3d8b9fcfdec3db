import { gitSubcommand } from "../shell/git-subcommand.js";
import { baseName } from "./base-name.js";
import { commandsWithin } from "./scripted-commands.js";

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
  if (last === undefined || last === ".git" || parts.includes("..")) return true;
  return /^(~.*|\.\[.*|\?.*)$/.test(parts[0] ?? "") || MATCHES_ANYTHING.test(parts[0] ?? "");
}

/** Patterns without a letter of their own: `*`, `.*`, `*.*`, `[a-z]*`. */
const MATCHES_ANYTHING = /^\.?(\*|\[[^\]]*\])[*.?]*$/;

function findDeletes(args: readonly string[]): boolean {
  const deletes = args.includes("-delete") || args.some((arg, at) => /^-(exec|ok)/.test(arg) && args[at + 1] === "rm");
  const first = args.findIndex((arg) => arg.startsWith("-"));
  const startsWide = args.slice(0, Math.max(first, 0)).some((path) => isWide(path) && path !== ".");
  const isPicky = args.some((arg) => /^-(i?(name|path|regex)|empty|mtime|mmin|newer)/.test(arg));
  return deletes && (startsWide || !isPicky);
}

function gitDestroys(args: readonly string[]): boolean {
  const [subcommand, ...rest] = gitSubcommand(args);
  switch (subcommand) {
    case "clean":
      return hasFlag(rest, "f", "--force") && !hasFlag(rest, "n", "--dry-run");
    case "reset":
      return hasFlag(rest, "", "--hard");
    case "checkout":
      return hasFlag(rest, "f", "--force") || rest.some(isWidePathspec);
    case "switch":
      return hasFlag(rest, "f", "--force") || hasFlag(rest, "", "--discard-changes");
    case "restore":
      return rest.some(isWidePathspec);
    case "push":
      return hasFlag(rest, "fd", "--force") || rest.some((arg) => /^(--mirror|--delete|--prune|\+|:.)/.test(arg));
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

/** What Git takes for all files: `.`, `*`, `:/` (the whole tree), `:!x` (everything else). */
const isWidePathspec = (arg: string): boolean => !arg.startsWith("-") && (isWide(arg) || /^:([/!^(]|$)/.test(arg));

/** A flag by itself, combined with others in one word, or by its long name, which may be abbreviated to three letters. */
function hasFlag(args: readonly string[], letters: string, long: string): boolean {
  return args.some(
    (arg) =>
      (arg.length >= 5 && long.startsWith(arg)) ||
      (/^-[a-zA-Z]+$/.test(arg) && [...letters].some((flag) => arg.includes(flag))),
  );
}
