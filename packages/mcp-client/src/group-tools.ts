import type { Tool } from "@codex/mcp-types";
import { readableName, withHash } from "./qualify-tools.js";

/** The tools of one server, as newer models see them: the group's name, and each tool by its own. */
export interface ToolGroup {
  /** `mcp__server`: at most 64 characters of `a-zA-Z0-9_`. */
  readonly name: string;
  readonly server: string;
  /** The server's instructions. */
  readonly instructions?: string | undefined;
  /** By the name that the model uses within the group. */
  readonly tools: ReadonlyMap<string, Tool>;
}

/** Gives every server its own group; names that are taken, or that a model's API refuses, end in a hash. */
export function groupTools(
  servers: Iterable<{
    readonly server: string;
    readonly tools: readonly Tool[];
    readonly instructions?: string | undefined;
  }>,
): Map<string, ToolGroup> {
  const groups = new Map<string, ToolGroup>();
  for (const { server, tools, instructions } of servers) {
    const name = freeName(`mcp__${server}`, groups);
    const byName = new Map<string, Tool>();
    const seen = new Set<string>();
    for (const tool of tools) {
      if (seen.has(tool.name)) continue;
      seen.add(tool.name);
      byName.set(freeName(tool.name, byName), tool);
    }
    groups.set(name, { name, server, instructions, tools: byName });
  }
  return groups;
}

/** The same with word characters only, as newer models were trained. */
const wordName = (name: string): string => name.replace(/\W/g, "_");

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  const name = wordName(wanted);
  return readableName(name, taken) ?? wordName(withHash(wanted));
}
