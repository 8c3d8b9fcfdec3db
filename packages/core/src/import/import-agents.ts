import path from "node:path";
import { textOf } from "../skills/front-matter.js";
import { type FoundImport, type ImportEntry, namedEntries } from "./found-import.js";
import type { ImportPlace } from "./import-place.js";
import { parseMarkdownFile } from "./markdown-file.js";
import { isThere, readSource, sourceNames, writeTarget } from "./place-files.js";

const FOLDER = ".claude/agents";

interface AgentFile {
  readonly name: string;
  readonly target: string;
  readonly text: string;
}

/** The other agent's efforts; its highest is called differently here. */
const EFFORTS: ReadonlyMap<string, string> = new Map([
  ...["none", "minimal", "low", "medium", "high", "xhigh"].map((effort) => [effort, effort] as const),
  ["max", "xhigh"],
]);

/**
 * Roles of subagents: name, description, effort and instructions. Models, tools and modes are not imported, as they have no equivalent
 * here.
 */
export async function findAgents(place: ImportPlace): Promise<FoundImport | undefined> {
  const agents: AgentFile[] = [];
  for (const file of await sourceNames(place, FOLDER, "files")) {
    const agent = file.endsWith(".md") ? await readAgent(place, file) : undefined;
    if (agent !== undefined && !(await isThere(agent.target))) agents.push(agent);
  }
  if (agents.length === 0) return undefined;
  return {
    kind: "agents",
    entries: namedEntries(agents.map(({ name }) => name)),
    async write(entries: readonly ImportEntry[]) {
      const chosen = new Set(entries.map(({ source }) => source));
      for (const { name, target, text } of agents) if (chosen.has(name)) await writeTarget(place, target, text);
    },
  };
}

async function readAgent(place: ImportPlace, file: string): Promise<AgentFile | undefined> {
  const { fields, body } = await parseMarkdownFile((await readSource(place, path.join(FOLDER, file))) ?? "");
  const [name, description] = [textOf(fields["name"]), textOf(fields["description"])];
  if (name === undefined || description === undefined || body === "") return undefined;
  const { stringify } = await import("smol-toml");
  const effort = EFFORTS.get(textOf(fields["effort"]) ?? "");
  const text = stringify({
    name,
    description,
    ...(effort !== undefined && { model_reasoning_effort: effort }),
    developer_instructions: body,
  });
  return { name, target: path.join(place.codexFolder, "agents", file.replace(/\.md$/, ".toml")), text };
}
