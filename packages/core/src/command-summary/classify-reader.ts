import { isFlag, shortDisplayPath, withoutFlagValues } from "./command-operands.js";

/** The result of a program that only reads files. */
type Reading =
  | { readonly type: "read"; readonly name: string; readonly path: string }
  | { readonly type: "list-files"; readonly path: string | undefined }
  | { readonly type: "search"; readonly query: string | undefined; readonly path: string | undefined };

type Reader = (args: readonly string[]) => Reading | undefined;

/** Programs that current clients know in addition to those of `classifyCommand`, or classify differently; undefined for all others. */
export function classifyReader([program = "", ...args]: readonly string[]): Reading | undefined {
  return READERS.get(program)?.(args);
}

const GREP_FLAGS = ["-A", "-B", "-C", "-m", "--context", "--max-count"];
const RIPGREP_FLAGS = [
  ...GREP_FLAGS,
  "-g",
  "--glob",
  "-t",
  "--type",
  "-T",
  "--type-not",
  "-j",
  "--sort",
  "--max-depth",
];
const LIST_FLAGS = ["-L", "-I", "-P", "--level", "--ignore-glob", "--sort", "--filelimit"];

const operandsOf = (args: readonly string[], flags: readonly string[]): string[] =>
  withoutFlagValues(args, flags).filter((arg) => !isFlag(arg));

const displayed = (file: string | undefined) => (file === undefined ? undefined : shortDisplayPath(file));

const list = (file: string | undefined): Reading => ({ type: "list-files", path: displayed(file) });
const search = (query: string | undefined, file: string | undefined): Reading => ({
  type: "search",
  query,
  path: displayed(file),
});
const read = (file: string | undefined): Reading | undefined =>
  file === undefined ? undefined : { type: "read", name: shortDisplayPath(file), path: file };

const lists: Reader = (args) => list(operandsOf(args, LIST_FLAGS)[0]);
const searches: Reader = (args) => {
  const [query, file] = operandsOf(args, GREP_FLAGS);
  return search(query, file);
};
const ripgrep: Reader = (args) => {
  const [first, second] = operandsOf(args, RIPGREP_FLAGS);
  return args.includes("--files") ? list(first) : search(first, second);
};
const readsOne: Reader = (args) => {
  const files = operandsOf(args, ["--theme", "--language", "--style", "-l"]);
  return files.length === 1 ? read(files[0]) : undefined;
};
/** Reads a single file; calls with counts are classified by `classifyCommand`. */
const readsBareFile: Reader = ([file, ...more]) =>
  file !== undefined && more.length === 0 && !isFlag(file) ? read(file) : undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["eza", lists],
  ["exa", lists],
  ["tree", lists],
  ["du", (args) => list(operandsOf(args, ["-d", "--max-depth", "-B", "--block-size", "--exclude"])[0])],
  ["find", find],
  ["fd", (args) => (isFolder(args[0]) && args.length === 1 ? list(args[0]) : undefined)],
  ["rg", ripgrep],
  ["rga", ripgrep],
  ["ripgrep-all", ripgrep],
  ["egrep", searches],
  ["fgrep", searches],
  ["ag", searches],
  ["ack", searches],
  ["pt", searches],
  ["git", git],
  ["cat", readsOne],
  ["bat", readsOne],
  ["batcat", readsOne],
  ["less", readsOne],
  ["more", readsOne],
  ["head", readsBareFile],
  ["tail", readsBareFile],
  ["awk", (args) => read(operandsOf(args, ["-F", "-v", "-f"])[1])],
]);

const isFolder = (word: string | undefined): boolean => word === "." || word === ".." || word?.includes("/") === true;

/** Without a name to search for, all files are listed. */
function find(args: readonly string[]): Reading | undefined {
  if (args.some((arg) => /^-(i?name|i?path|i?regex)$/.test(arg))) return undefined;
  return list(args.find((arg) => !isFlag(arg) && !["!", "(", ")"].includes(arg)));
}

function git([command, ...args]: readonly string[]): Reading | undefined {
  if (command === "grep") return searches(args);
  return command === "ls-files" ? lists(args) : undefined;
}
