export const isConnector = (word: string): boolean => word === "|" || word === "&&" || word === "||" || word === ";";

export const isFlag = (word: string): boolean => word.startsWith("-");

/** The words of one command, up to where the next one starts. */
export function untilConnector(words: readonly string[]): readonly string[] {
  const end = words.findIndex(isConnector);
  return end < 0 ? words : words.slice(0, end);
}

/** The last telling part of a path: not the names that every project has. */
export function shortDisplayPath(path: string): string {
  const trimmed = path.replaceAll("\\", "/").replace(/(?<!\/)\/+$/, "");
  const common = new Set(["", "build", "dist", "node_modules", "src"]);
  return trimmed.split("/").findLast((part) => !common.has(part)) ?? trimmed;
}

/** Arguments without `--name=value` and without the given flags and their values. All that follows `--` stays. */
export function withoutFlagValues(args: readonly string[], flagsWithValue: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") return [...kept, ...args.slice(at + 1)];
    if (arg.startsWith("--") && arg.includes("=")) continue;
    if (flagsWithValue.includes(arg)) at++;
    else kept.push(arg);
  }
  return kept;
}

const TARGET_FLAGS_WITH_VALUE = [
  "-p",
  "--package",
  "--features",
  "-C",
  "--config",
  "--config-path",
  "--out-dir",
  "-o",
  "--run",
  "--max-warnings",
  "--format",
];

/** What a formatter or linter is pointed at: operands up to `--`. Undefined when it is pointed at nothing. */
export function targetsOf(args: readonly string[]): string[] | undefined {
  const targets: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    if (arg === "--") break;
    if (TARGET_FLAGS_WITH_VALUE.includes(arg)) at++;
    else if (!isFlag(arg)) targets.push(arg);
  }
  return targets.length > 0 ? targets : undefined;
}

/** As `targetsOf`, for a tool with its own flags that take a value. */
export function targetsWithout(args: readonly string[], flagsWithValue: readonly string[]): string[] | undefined {
  const targets = withoutFlagValues(args, flagsWithValue).filter((arg) => !isFlag(arg));
  return targets.length > 0 ? targets : undefined;
}
