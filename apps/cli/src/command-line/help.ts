import type { CommandSpec, OptionSpec } from "./command-spec.js";
import { optionsOf } from "./parse-command-line.js";

const DEFAULT_WIDTH = 100;
const MIN_WIDTH = 20;
/** In narrower terminals, texts are below names instead of beside them. */
const MIN_WIDTH_FOR_COLUMNS = 60;

/** The help of a path's last command: usage, description, commands, options and examples. */
export function commandHelp(path: readonly CommandSpec[], columns: number = DEFAULT_WIDTH): string {
  const command = path.at(-1);
  if (command === undefined) return "";
  const width = Math.max(MIN_WIDTH, Math.min(columns, DEFAULT_WIDTH));
  const sections = [
    wrap(command.summary, width).join("\n"),
    `Usage: ${usage(path, command)}`,
    command.description === undefined ? undefined : wrap(command.description, width).join("\n"),
    section("Commands", commandRows(command), width),
    section("Arguments", positionalRows(command), width),
    section("Options", optionRows(path), width),
    command.examples === undefined
      ? undefined
      : `Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`,
  ];
  return `${sections.filter((text) => text !== undefined).join("\n\n")}\n`;
}

function usage(path: readonly CommandSpec[], command: CommandSpec): string {
  const name = path.map((part) => part.name).join(" ");
  const positionals = (command.positionals ?? []).map(({ name, required, rest }) => {
    const word = `${name}${rest ? "…" : ""}`;
    return required ? `<${word}>` : `[${word}]`;
  });
  const lines = command.load === undefined ? [] : [[name, "[OPTIONS]", ...positionals].join(" ")];
  if (command.commands !== undefined) lines.push(`${name} [OPTIONS] <COMMAND>`);
  return lines.join(`\n${" ".repeat("Usage: ".length)}`);
}

type Row = readonly [name: string, text: string];

function commandRows({ commands }: CommandSpec): Row[] {
  return (commands ?? [])
    .filter(({ hidden }) => !hidden)
    .map(({ name, aliases, summary }) => [
      name,
      aliases === undefined ? summary : `${summary} (also: ${aliases.join(", ")})`,
    ]);
}

function positionalRows({ positionals }: CommandSpec): Row[] {
  return (positionals ?? []).map(({ name, summary, choices }) => [name, withChoices(summary, choices)]);
}

function optionRows(path: readonly CommandSpec[]): Row[] {
  const rows = optionsOf(path)
    .filter(({ hidden }) => !hidden)
    .map((option): Row => [optionNames(option), withChoices(option.summary, option.choices)]);
  rows.push(["-h, --help", "Show this help"]);
  if (path.length === 1) rows.push(["-V, --version", "Show the version"]);
  return rows;
}

function optionNames({ name, short, value, inlineValue }: OptionSpec): string {
  const shown = value === undefined ? (inlineValue === undefined ? "" : `[=${inlineValue}]`) : ` <${value}>`;
  return `${short === undefined ? "    " : `-${short}, `}--${name}${shown}`;
}

function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary} [${choices.join(", ")}]`;
}

const MAX_NAME_WIDTH = 34;

function section(title: string, rows: readonly Row[], width: number): string | undefined {
  if (rows.length === 0) return undefined;
  const lines = width < MIN_WIDTH_FOR_COLUMNS ? rows.flatMap((row) => stacked(row, width)) : inColumns(rows, width);
  return `${title}:\n${lines.join("\n")}`;
}

const STACKED_INDENT = "      ";

function stacked([name, text]: Row, width: number): string[] {
  return [`  ${name.trim()}`, ...wrap(text, width - STACKED_INDENT.length).map((line) => `${STACKED_INDENT}${line}`)];
}

function inColumns(rows: readonly Row[], width: number): string[] {
  const nameWidth = Math.min(MAX_NAME_WIDTH, Math.max(...rows.map(([name]) => name.length)));
  const indent = " ".repeat(nameWidth + 4);
  return rows.flatMap(([name, text]) => {
    const [first = "", ...rest] = wrap(text, width - indent.length);
    const head =
      name.length > nameWidth ? [`  ${name}`, `${indent}${first}`] : [`  ${name.padEnd(nameWidth)}  ${first}`];
    return [...head, ...rest.map((line) => `${indent}${line}`)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
