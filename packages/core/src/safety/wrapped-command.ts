import { baseName } from "./base-name.js";

/** How a program that runs the command in its arguments is called. */
interface Wrapper {
  /** Letters of the options whose value may be the next word. */
  readonly letters?: string;
  /** Long names of such options. */
  readonly names?: readonly string[];
  /** Words between the options and the command, as the duration of `timeout`. */
  readonly operands?: number;
  /** Whether `NAME=value` may precede the command. */
  readonly setsVariables?: boolean;
}

const SUDO = ["user", "group", "host", "prompt", "close-from", "command-timeout", "role", "type", "chdir", "chroot"];
const XARGS = ["arg-file", "delimiter", "max-args", "max-chars", "max-procs", "max-lines", "process-slot-var"];

export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["sudo", { letters: "ughpCTrtDRU", names: SUDO, setsVariables: true }],
  ["doas", { letters: "uC", setsVariables: true }],
  ["env", { letters: "uC", names: ["unset", "chdir"], setsVariables: true }],
  ["nohup", {}],
  ["time", { letters: "fo", names: ["format", "output"] }],
  ["nice", { letters: "n", names: ["adjustment"] }],
  ["command", {}],
  ["exec", { letters: "a" }],
  ["builtin", {}],
  ["xargs", { letters: "adEILnPs", names: XARGS }],
  ["parallel", { letters: "jnNIaLsS", names: ["jobs", "max-args", "max-procs", "arg-file", "delay", "joblog"] }],
  ["timeout", { letters: "ks", names: ["kill-after", "signal"], operands: 1 }],
  ["setsid", {}],
  ["stdbuf", { letters: "ioe", names: ["input", "output", "error"] }],
  ["ionice", { letters: "cn", names: ["class", "classdata"] }],
  ["chrt", { letters: "TPD", operands: 1 }],
  ["taskset", { operands: 1 }],
  ["chroot", { names: ["userspec", "groups"], operands: 1 }],
  ["flock", { letters: "wE", names: ["timeout", "wait", "conflict-exit-code"], operands: 1 }],
  ["runuser", { letters: "ugG", names: ["user", "group", "supp-group"] }],
  ["setpriv", { names: ["reuid", "regid", "groups", "inh-caps", "bounding-set", "ambient-caps"] }],
  ["strace", { letters: "abeEoOpPsSuUX", names: ["output", "trace", "env", "user"] }],
  ["caffeinate", { letters: "tw" }],
  ["unbuffer", {}],
  ["busybox", {}],
  ["toybox", {}],
]);

/** The command itself, without `sudo`, `env`, `timeout` and the like in front of it. `env -S` splits its argument into a command. */
export function withoutWrappers(command: readonly string[]): readonly string[] {
  let words = command;
  for (let name = nameOf(words); WRAPPERS.has(name); name = nameOf(words)) words = wrappedBy(name, words.slice(1));
  return words;
}

const nameOf = ([program = ""]: readonly string[]): string => baseName(program);

function wrappedBy(name: string, args: readonly string[]): readonly string[] {
  const { operands = 0, setsVariables = false, ...options } = WRAPPERS.get(name) ?? {};
  let at = 0;
  for (
    let word = args[at];
    word !== undefined && (isOption(word) || (setsVariables && isSetting(word)));
    word = args[at]
  ) {
    const line = name === "env" ? SPLIT_STRING.exec(word)?.[1] : undefined;
    if (line !== undefined)
      return split(line === "" ? args.slice(at + 1) : [line, ...args.slice(at + 1)], setsVariables);
    at += takesNext(word, options) ? 2 : 1;
  }
  return args.slice(at + operands);
}

/** The words in the first argument, and those after it. */
function split([line = "", ...rest]: readonly string[], setsVariables: boolean): readonly string[] {
  const words = [...line.split(/\s+/).filter(Boolean), ...rest];
  const at = words.findIndex((word) => !(setsVariables && isSetting(word)));
  return at < 0 ? [] : words.slice(at);
}

const isOption = (word: string): boolean => word.startsWith("-");
const isSetting = (word: string): boolean => /^\w+=/.test(word);

/** `-u root`, `--user root` and `-nu root`, but not `-uroot` and `--user=root`. Long names may be abbreviated. */
function takesNext(word: string, { letters = "", names = [] }: Wrapper): boolean {
  if (word === "-" || word === "--") return false;
  if (word.startsWith("--")) return names.some((name) => name.startsWith(word.slice(2)));
  const first = [...word].findIndex((letter, index) => index > 0 && letters.includes(letter));
  return first === word.length - 1;
}

/** `-S "git push"`, `-S"git push"`, `-vS "git push"`, `--split-string="git push"`. */
const SPLIT_STRING = /^(?:-[a-zA-Z]*?S|--split-string=?)(.*)$/s;
