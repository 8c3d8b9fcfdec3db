import type { FoundImport, ImportKind } from "./found-import.js";
import { findAgents } from "./import-agents.js";
import { findCommands } from "./import-commands.js";
import { findConfig } from "./import-config.js";
import { findHooks } from "./import-hooks.js";
import { findInstructions } from "./import-instructions.js";
import { findMcpServers } from "./import-mcp-servers.js";
import type { ImportPlace } from "./import-place.js";
import { findSkills } from "./import-skills.js";
import { isThere } from "./place-files.js";

/** In display order. */
const FINDERS: Readonly<Record<ImportKind, (place: ImportPlace) => Promise<FoundImport | undefined>>> = {
  config: findConfig,
  "mcp-servers": findMcpServers,
  hooks: findHooks,
  skills: findSkills,
  commands: findCommands,
  agents: findAgents,
  instructions: findInstructions,
};

/** What Claude Code has in a place and Codex does not have yet. Invalid files are skipped. */
export async function findImports(place: ImportPlace): Promise<FoundImport[]> {
  if (!(await isThere(place.source))) return [];
  const found = await Promise.all(Object.values(FINDERS).map((find) => find(place)));
  return found.filter((one) => one !== undefined);
}

/** The same for one kind. */
export function findImport(kind: ImportKind, place: ImportPlace): Promise<FoundImport | undefined> {
  return FINDERS[kind](place);
}
