import type { CommandAction } from "../items/command-action.js";
import { isLineRangePrint } from "../shell/line-range-print.js";
import { joinShellWords } from "../shell/shell-words.js";
import {
  isFlag,
  shortDisplayPath,
  targetsOf,
  targetsWithout,
  untilConnector,
  withoutFlagValues,
} from "./command-operands.js";

/** The kind of a command, without its text. */
type Kind = CommandAction extends infer Parsed
  ? Parsed extends CommandAction
    ? Omit<Parsed, "command">
    : never
  : never;

const UNKNOWN: Kind = { type: "unknown" };
const TEST: Kind = { type: "test" };

/** Classifies one simple command by its words. */
export function classifyCommand(words: readonly string[]): CommandAction {
  const [program = "", ...args] = words;
  const classify = CLASSIFIERS.get(program);
  return { ...(classify?.(args) ?? UNKNOWN), command: joinShellWords(words) };
}

type Classifier = (args: readonly string[]) => Kind;

/** Looked up by the first argument; the classifiers get the rest. */
const byFirstArgument =
  (kinds: Readonly<Record<string, Classifier>>): Classifier =>
  ([first = "", ...rest]) =>
    (Object.hasOwn(kinds, first) ? kinds[first] : undefined)?.(rest) ?? UNKNOWN;

const formats =
  (tool: string): Classifier =>
  (args) => ({ type: "format", tool, targets: targetsOf(args) });
const lints =
  (tool: string): Classifier =>
  (args) => ({ type: "lint", tool, targets: targetsOf(args) });
const tests: Classifier = () => TEST;

const ESLINT_FLAGS = [
  "-c",
  "--config",
  "--parser",
  "--parser-options",
  "--rulesdir",
  "--plugin",
  "--max-warnings",
  "--format",
];
const eslint: Classifier = (args) => ({ type: "lint", tool: "eslint", targets: targetsWithout(args, ESLINT_FLAGS) });

const CLASSIFIERS: ReadonlyMap<string, Classifier> = new Map([
  ["true", (args) => (args.length === 0 ? { type: "noop" } : UNKNOWN)],
  ["cargo", byFirstArgument({ fmt: formats("cargo fmt"), clippy: lints("cargo clippy"), test: tests })],
  ["rustfmt", formats("rustfmt")],
  ["go", byFirstArgument({ fmt: formats("go fmt"), test: tests })],
  ["pytest", tests],
  ["jest", tests],
  ["vitest", tests],
  ["eslint", eslint],
  ["prettier", formats("prettier")],
  ["black", formats("black")],
  ["ruff", byFirstArgument({ check: lints("ruff"), format: formats("ruff") })],
  ["npx", byFirstArgument({ eslint, prettier: formats("prettier") })],
  ["npm", (args) => packageScript("npm", args)],
  ["pnpm", (args) => packageScript("pnpm", args[0] === "-r" ? args.slice(1) : args)],
  ["yarn", (args) => packageScript("yarn", args)],
  ["ls", listFiles],
  ["rg", ripgrep],
  ["fd", fd],
  ["find", find],
  ["grep", grep],
  ["cat", cat],
  ["head", (args) => firstLines(args, /^\d*$/)],
  ["tail", (args) => firstLines(args, /^\+?\d+$/)],
  ["nl", (args) => readOf(withoutFlagValues(args, ["-s", "-w", "-v", "-i", "-b"]))],
  ["sed", (args) => (args[0] === "-n" && isLineRangePrint(args[1]) ? readOf(args.slice(2, 3), () => true) : UNKNOWN)],
] satisfies [string, Classifier][]);

function packageScript(tool: string, [first, second]: readonly string[]): Kind {
  const isTest = first === "test" || (tool === "npm" && first === "t");
  const script = first === "run" ? second : isTest ? "test" : undefined;
  switch (script?.toLowerCase()) {
    case "test":
    case "unit":
    case "jest":
    case "vitest":
      return TEST;
    case "lint":
    case "eslint":
      return { type: "lint", tool: `${tool}-script:${script}`, targets: undefined };
    case "format":
    case "fmt":
    case "prettier":
      return { type: "format", tool: `${tool}-script:${script}`, targets: undefined };
    default:
      return UNKNOWN;
  }
}

function listFiles(args: readonly string[]): Kind {
  const flags = ["-I", "-w", "--block-size", "--format", "--time-style", "--color", "--quoting-style"];
  const path = withoutFlagValues(args, flags).find((arg) => !isFlag(arg));
  return { type: "list-files", path: path === undefined ? undefined : shortDisplayPath(path) };
}

function search(query: string | undefined, path: string | undefined): Kind {
  return { type: "search", query, path: path === undefined ? undefined : shortDisplayPath(path) };
}

function ripgrep(args: readonly string[]): Kind {
  const words = untilConnector(args);
  const [first, second] = words.filter((word) => !isFlag(word));
  return words.includes("--files") ? search(undefined, first) : search(first, second);
}

function grep(args: readonly string[]): Kind {
  const [query, path] = untilConnector(args).filter((word) => !isFlag(word));
  return search(query, path);
}

function fd(args: readonly string[]): Kind {
  const flags = ["-t", "--type", "-e", "--extension", "-E", "--exclude", "--search-path"];
  const [first, second] = withoutFlagValues(untilConnector(args), flags).filter((word) => !isFlag(word));
  if (first === undefined || second !== undefined) return search(first, second);
  return looksLikePath(first) ? search(undefined, first) : search(first, undefined);
}

const looksLikePath = (word: string): boolean => word === "." || word === ".." || /[/\\]/.test(word);

function find(args: readonly string[]): Kind {
  const words = untilConnector(args);
  const path = words.find((word) => !isFlag(word) && !["!", "(", ")"].includes(word));
  const filter = words.findIndex((word) => ["-name", "-iname", "-path", "-regex"].includes(word));
  return search(filter < 0 ? undefined : words[filter + 1], path);
}

function cat(args: readonly string[]): Kind {
  const files = args[0] === "--" ? args.slice(1) : args;
  return files.length === 1 ? readOf(files, () => true) : UNKNOWN;
}

/** `head` and `tail` only count as a read when a line count comes first, as `-n 5` or `-n5`. */
function firstLines(args: readonly string[], count: RegExp): Kind {
  const [first = "", second] = args;
  if (first === "-n") return second !== undefined && count.test(second) ? readOf(args.slice(2)) : UNKNOWN;
  return first.startsWith("-n") && count.test(first.slice(2)) ? readOf(args.slice(1)) : UNKNOWN;
}

function readOf(args: readonly string[], isFile: (arg: string) => boolean = (arg) => !isFlag(arg)): Kind {
  const file = args.find(isFile);
  return file === undefined ? UNKNOWN : { type: "read", name: shortDisplayPath(file), path: file };
}
