import path from "node:path";
import { textOf } from "../skills/front-matter.js";
import { type FoundImport, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { type MarkdownFile, parseMarkdownFile } from "./markdown-file.js";
import { isThere, readSource, sourceNames, writeTarget } from "./place-files.js";

const FOLDER = ".claude/commands";
const MAX_DEPTH = 4;
/** Placeholders that a command fills in when it is called and a skill cannot: arguments, files, output of commands. */
const FILLED_IN = /\$ARGUMENTS|\$\d|(^|\s)@\S|!`/;

interface CommandFile {
  /** The command's name: its path below the folder, joined by `-`. */
  readonly command: string;
  readonly skill: string;
  readonly file: MarkdownFile;
}

/** Slash commands without placeholders, each as a skill. */
export async function findCommands(place: ImportPlace): Promise<FoundImport | undefined> {
  const commands: CommandFile[] = [];
  for (const found of await commandFiles(place, FOLDER, [])) {
    if (!(await isThere(path.join(place.skillsFolder, found.skill)))) commands.push(found);
  }
  if (commands.length === 0) return undefined;
  return {
    kind: "commands",
    entries: namedEntries(commands.map(({ skill }) => skill)),
    async write(entries) {
      const chosen = new Set(entries.map(({ source }) => source));
      for (const one of commands.filter(({ skill }) => chosen.has(skill))) {
        await writeTarget(place, path.join(place.skillsFolder, one.skill, "SKILL.md"), skillText(one));
      }
    },
  };
}

async function commandFiles(place: ImportPlace, folder: string, parents: readonly string[]): Promise<CommandFile[]> {
  const found: CommandFile[] = [];
  for (const name of await sourceNames(place, folder, "files")) {
    if (!name.endsWith(".md")) continue;
    const text = await readSource(place, path.join(folder, name));
    const file = await parseMarkdownFile(text ?? "");
    if (text === undefined || FILLED_IN.test(file.body)) continue;
    const command = [...parents, name.slice(0, -".md".length)].join("-");
    found.push({ command, skill: `source-command-${slug(command)}`, file });
  }
  if (parents.length >= MAX_DEPTH) return found;
  for (const name of await sourceNames(place, folder, "folders")) {
    found.push(...(await commandFiles(place, path.join(folder, name), [...parents, name])));
  }
  return found;
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "")
    .join("-");

function skillText({ command, skill, file: { fields, body } }: CommandFile): string {
  const description = textOf(fields["description"]) ?? `What the command /${command} did before it was imported`;
  const content = body === "" ? "The command said nothing." : body;
  return `---
name: ${JSON.stringify(skill)}
description: ${JSON.stringify(description)}
---

Imported from the command \`/${command}\`. Follow it when the user asks for that command.

${content}
`;
}
