import type { CommandSpec, OptionSpec } from "./command-spec.js";

/** The help of the last command of a path, for people: usage, what it does, its commands and options, examples. */
export function commandHelp(path: readonly CommandSpec[]): string {
  const command = path.at(-1);
  if (command === undefined) return "";
  const sections = [
    command.summary,
    `Usage: ${usage(path, command)}`,
    command.description,
    commandList(command),
    positionalList(command),
    optionList(path),
    exampleList(command),
  ];
  return `${sections.filter((section) => section !== undefined).join("\n\n")}\n`;
}

function usage(path: readonly CommandSpec[], command: CommandSpec): string {
  const positionals = (command.positionals ?? []).map(({ name, required, rest }) => {
    const word = `${name}${rest ? "…" : ""}`;
    return required ? `<${word}>` : `[${word}]`;
  });
  const words = [path.map(({ name }) => name).join(" "), "[OPTIONS]", ...positionals];
  const line = words.join(" ");
  return command.commands === undefined
    ? line
    : `${line}\n       ${path.map(({ name }) => name).join(" ")} [OPTIONS] <COMMAND>`;
}

function commandList({ commands }: CommandSpec): string | undefined {
  const rows = (commands ?? [])
    .filter(({ hidden }) => !hidden)
    .map(
      ({ name, aliases, summary }): Row => [
        name,
        aliases === undefined ? summary : `${summary} (also: ${aliases.join(", ")})`,
      ],
    );
  return rows.length === 0 ? undefined : `Commands:\n${table(rows)}`;
}

function positionalList({ positionals }: CommandSpec): string | undefined {
  if (positionals === undefined || positionals.length === 0) return undefined;
  return `Arguments:\n${table(positionals.map(({ name, summary }): Row => [name, summary]))}`;
}

function optionList(path: readonly CommandSpec[]): string {
  const seen = new Set<string>();
  const rows: Row[] = [];
  for (const command of path.toReversed()) {
    for (const option of command.options) {
      if (option.hidden || seen.has(option.name)) continue;
      seen.add(option.name);
      rows.push([optionNames(option), optionText(option)]);
    }
  }
  rows.push(["-h, --help", "Show this help"]);
  if (path.length === 1) rows.push(["-V, --version", "Show the version"]);
  return `Options:\n${table(rows)}`;
}

function optionNames({ name, short, value }: OptionSpec): string {
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` <${value}>`}`;
}

function optionText({ summary, choices }: OptionSpec): string {
  return choices === undefined ? summary : `${summary} [${choices.join(", ")}]`;
}

function exampleList({ examples }: CommandSpec): string | undefined {
  return examples === undefined ? undefined : `Examples:\n${examples.map((example) => `  ${example}`).join("\n")}`;
}

type Row = readonly [name: string, text: string];

function table(rows: readonly Row[]): string {
  const width = Math.min(34, Math.max(...rows.map(([name]) => name.length)));
  return rows
    .map(([name, text]) =>
      name.length > width ? `  ${name}\n  ${" ".repeat(width)}  ${text}` : `  ${name.padEnd(width)}  ${text}`,
    )
    .join("\n");
}
