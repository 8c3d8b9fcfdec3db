import { nearestName } from "@codex/core";
import type { CommandSpec, Invocation, OptionSpec, PositionalSpec } from "./command-spec.js";

export type CommandLine =
  | { readonly type: "run"; readonly command: CommandSpec; readonly invocation: Invocation }
  | { readonly type: "help" | "version"; readonly path: readonly CommandSpec[] }
  | { readonly type: "usage-error"; readonly path: readonly CommandSpec[]; readonly message: string };

/** Parses `argv` with the table of commands: options may precede or follow a subcommand's name. */
export function parseCommandLine(root: CommandSpec, argv: readonly string[]): CommandLine {
  const parser = new Parser(root);
  for (let index = 0; index < argv.length; ) {
    const taken = parser.take(argv, index);
    if (typeof taken === "object") return taken;
    index += taken;
  }
  return parser.finish();
}

/** The options that a command accepts: its own, and the global ones of its parents. */
export function optionsOf(path: readonly CommandSpec[]): readonly OptionSpec[] {
  const own = path.at(-1)?.options ?? [];
  const inherited = path.slice(0, -1).flatMap(({ options }) => options.filter(({ global }) => global));
  const all = [...own, ...inherited];
  return all.filter(({ name }, index) => all.findIndex((option) => option.name === name) === index);
}

class Parser {
  readonly #path: CommandSpec[];
  readonly #values = new Map<string, string[]>();
  readonly #positionals: string[] = [];
  #onlyPositionals = false;
  /** The option whose value was the previous word, if it takes several. */
  #open: OptionSpec | undefined;

  constructor(root: CommandSpec) {
    this.#path = [root];
  }

  /** Parses the word at `index`; returns how many words it took, or the result of the whole parse. */
  take(argv: readonly string[], index: number): number | CommandLine {
    const word = argv[index] ?? "";
    if (this.#onlyPositionals) return this.#takePositional(word);
    if (word === "--") {
      this.#onlyPositionals = true;
      return 1;
    }
    if (word.startsWith("--")) return this.#takeLong(word, argv[index + 1]);
    if (word.startsWith("-") && word.length > 1) return this.#takeShort(word, argv[index + 1]);
    const command = this.#positionals.length === 0 ? this.#subcommand(word) : undefined;
    if (this.#open !== undefined && command === undefined && this.#isOneMoreValue(argv, index)) {
      return this.#set(this.#open, { inline: word, next: undefined });
    }
    this.#open = undefined;
    if (command === undefined) return this.#laterCommand(word) ?? this.#takePositional(word);
    if (command === "help") return this.#help(argv.slice(index + 1));
    this.#path.push(command);
    return 1;
  }

  finish(): CommandLine {
    const command = this.#command;
    const misplaced = this.#misplacedOption();
    if (misplaced !== undefined) return this.#error(`'--${misplaced}' does not apply to '${this.#name}'`);
    const conflict = this.#conflict();
    if (conflict !== undefined) return this.#error(`'--${conflict[0]}' cannot be used with '--${conflict[1]}'`);
    const missing = command.positionals?.find((spec, index) => spec.required && this.#positionals.length <= index);
    if (missing !== undefined) return this.#error(`<${missing.name}> is missing`);
    const values = this.#values;
    const invocation: Invocation = {
      path: this.#path,
      positionals: this.#positionals,
      option: (name) => values.get(name)?.at(-1),
      options: (name) => values.get(name) ?? [],
      has: (name) => values.has(name),
    };
    return { type: "run", command, invocation };
  }

  get #command(): CommandSpec {
    const command = this.#path.at(-1);
    if (command === undefined) throw new TypeError("a command line has a command");
    return command;
  }

  get #name(): string {
    return this.#path.map(({ name }) => name).join(" ");
  }

  /** An option that was given to a parent command but that the running command does not accept. */
  #misplacedOption(): string | undefined {
    return [...this.#values.keys()].find((given) => this.#find(({ name }) => name === given) === undefined);
  }

  #conflict(): readonly [string, string] | undefined {
    for (const given of this.#values.keys()) {
      const { conflicts = [] } = this.#find(({ name }) => name === given) ?? {};
      const other = conflicts.find((conflict) => this.#values.has(conflict));
      if (other !== undefined) return [given, other];
    }
    return undefined;
  }

  #subcommand(word: string): CommandSpec | "help" | undefined {
    const frequent = this.#command.frequent?.(word);
    if (frequent !== undefined) return frequent;
    const { commands } = this.#command;
    const found = commands?.find(({ name, aliases }) => name === word || aliases?.includes(word));
    if (found === undefined && word === "help" && commands !== undefined) return "help";
    return found;
  }

  #help(words: readonly string[]): CommandLine {
    for (const word of words) {
      const command = this.#subcommand(word);
      if (command === undefined || command === "help") return this.#laterCommand(word) ?? this.#unknownCommand(word);
      this.#path.push(command);
    }
    return { type: "help", path: this.#path };
  }

  /** Only a word that cannot be the prompt, because that has been given or follows `--`. */
  #isOneMoreValue(argv: readonly string[], index: number): boolean {
    const { positionals = [] } = this.#command;
    const dashes = argv.indexOf("--", index);
    const isFull = this.#positionals.length >= positionals.length && positionals.at(-1)?.rest !== true;
    return isFull || (dashes >= 0 && dashes < argv.length - 1);
  }

  #takePositional(word: string): number | CommandLine {
    const { commands, positionals: specs = [] } = this.#command;
    const spec = specs[Math.min(this.#positionals.length, specs.length - 1)];
    if (spec === undefined && commands !== undefined) return this.#unknownCommand(word);
    if (spec === undefined || (this.#positionals.length >= specs.length && !spec.rest)) {
      return this.#unexpected(word);
    }
    const refusal = refusalOf(spec, word);
    if (refusal !== undefined) return this.#error(refusal);
    this.#positionals.push(word);
    if (spec.rest) this.#onlyPositionals = true;
    return 1;
  }

  #takeLong(word: string, next: string | undefined): number | CommandLine {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
    if (name === "help") return { type: "help", path: this.#path };
    if (name === "version") return { type: "version", path: this.#path };
    const spec = this.#find((option) => option.name === name || option.aliases?.includes(name) === true);
    if (spec === undefined) return this.#unknownOption(name);
    return this.#set(spec, { inline: equals < 0 ? undefined : word.slice(equals + 1), next });
  }

  #takeShort(word: string, next: string | undefined): number | CommandLine {
    const letter = word.slice(1, 2);
    const rest = word.slice(2);
    if (letter === "h") return { type: "help", path: this.#path };
    if (letter === "V") return { type: "version", path: this.#path };
    const spec = this.#find((option) => option.short === letter);
    if (spec === undefined) return this.#error(`unknown option '-${letter}'`);
    if (spec.value !== undefined)
      return this.#set(spec, { inline: rest === "" ? undefined : rest.replace(/^=/, ""), next });
    const taken = this.#set(spec, { inline: undefined, next: undefined });
    return rest === "" || typeof taken === "object" ? taken : this.#takeShort(`-${rest}`, next);
  }

  #find(matches: (option: OptionSpec) => boolean): OptionSpec | undefined {
    return optionsOf(this.#path).find(matches);
  }

  #set(
    spec: OptionSpec,
    { inline, next }: { inline: string | undefined; next: string | undefined },
  ): number | CommandLine {
    this.#open = spec.takesSeveral ? spec : undefined;
    if (spec.value === undefined) {
      if (inline !== undefined && spec.inlineValue === undefined) return this.#error(`--${spec.name} takes no value`);
      const problem = inline === undefined ? undefined : patternProblem(spec, inline);
      if (problem !== undefined) return this.#error(problem);
      this.#values.set(spec.name, [inline ?? ""]);
      if (spec.implies !== undefined) this.#values.set(spec.implies, [""]);
      return 1;
    }
    // A missing value must not swallow the next option; values that start with a dash can be given with '='.
    const value = inline ?? (next !== undefined && /^-./.test(next) ? undefined : next);
    // An empty value usually comes from a script's unset variable, and does not mean an empty folder, file or name.
    if (value === undefined || value === "") return this.#error(`--${spec.name} needs a value: ${spec.value}`);
    if (spec.choices !== undefined && !spec.choices.includes(value)) {
      return this.#error(`--${spec.name}: '${value}' is not one of ${spec.choices.join(", ")}`);
    }
    const problem = patternProblem(spec, value);
    if (problem !== undefined) return this.#error(problem);
    const values = spec.commaSeparated ? value.split(",") : [value];
    this.#values.set(spec.name, spec.multiple ? [...(this.#values.get(spec.name) ?? []), ...values] : values);
    return inline === undefined ? 2 : 1;
  }

  #unknownOption(name: string): CommandLine {
    const instead = this.#command.later?.get(`--${name}`);
    if (instead !== undefined) return this.#error(`there is no '${this.#name} --${name}' yet; ${instead}`);
    const names = visibleNames(optionsOf(this.#path));
    return this.#error(`unknown option '--${name}'${suggestion(nearestName(name, names), "--")}`);
  }

  #unknownCommand(word: string): CommandLine {
    const names = visibleNames(this.#command.commands ?? []);
    return this.#error(`there is no command '${word}'${suggestion(nearestName(word, names), "")}`);
  }

  /** A word that would be taken as a prompt, but is a command in later versions. */
  #laterCommand(word: string): CommandLine | undefined {
    const instead = this.#positionals.length === 0 ? this.#command.later?.get(word) : undefined;
    if (instead === undefined) return undefined;
    const asPrompt = this.#path.length === 1 ? `. As a prompt: ${this.#name} -- ${word}` : "";
    return this.#error(`there is no '${this.#name} ${word}' yet; ${instead}${asPrompt}`);
  }

  /** One word too many: usually a prompt without quotes, or a misspelled command that was taken as the prompt. */
  #unexpected(word: string): CommandLine {
    const { commands = [], positionals = [] } = this.#command;
    const meant = nearestName(this.#positionals[0] ?? "", visibleNames(commands));
    if (meant !== undefined) return this.#error(`unexpected argument '${word}'; did you mean the command '${meant}'?`);
    const hint = positionals.at(-1)?.name === "PROMPT" ? "; a prompt of several words needs quotes" : "";
    return this.#error(`unexpected argument '${word}'${hint}`);
  }

  #error(message: string): CommandLine {
    return { type: "usage-error", path: this.#path, message };
  }
}

function visibleNames(specs: readonly { readonly name: string; readonly hidden?: boolean }[]): string[] {
  return specs.flatMap(({ name, hidden }) => (hidden ? [] : [name]));
}

function patternProblem({ name, pattern, value, inlineValue }: OptionSpec, given: string): string | undefined {
  return pattern === undefined || pattern.test(given)
    ? undefined
    : `--${name}: '${given}' is no ${value ?? inlineValue}`;
}

function refusalOf({ name, choices }: PositionalSpec, word: string): string | undefined {
  if (choices === undefined || choices.includes(word)) return undefined;
  return `<${name}>: '${word}' is not one of ${choices.join(", ")}`;
}

function suggestion(name: string | undefined, dashes: string): string {
  return name === undefined ? "" : `; did you mean '${dashes}${name}'?`;
}
