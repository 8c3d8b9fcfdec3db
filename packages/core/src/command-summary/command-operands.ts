export const isConnector = (word: string): boolean => word === "|" || word === "&&" || word === "||" || word === ";";

export const isFlag = (word: string): boolean => word.startsWith("-");

/** The words of the first command, up to a connector. */
export function untilConnector(words: readonly string[]): readonly string[] {
  const end = words.findIndex(isConnector);
  return end < 0 ? words : words.slice(0, end);
}

/** The last meaningful part of a path: skips names that every project has. */
export function shortDisplayPath(path: string): string {
  const trimmed = path.replaceAll("\\", "/").replace(/(?<!\/)\/+$/, "");
  const common = new Set(["", "build", "dist", "node_modules", "src"]);
  return trimmed.split("/").findLast((part) => !common.has(part)) ?? trimmed;
}

/** Removes `--name=value`, the given flags and their values. Everything after `--` stays. */
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

/** The targets of a formatter or linter: its operands up to `--`. Undefined when there are none. */
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

/** Like `targetsOf`, for a tool that has flags of its own with values. */
export function targetsWithout(args: readonly string[], flagsWithValue: readonly string[]): string[] | undefined {
  const targets = withoutFlagValues(args, flagsWithValue).filter((arg) => !isFlag(arg));
  return targets.length > 0 ? targets : undefined;
}
