import { createHash } from "node:crypto";
import type { Tool } from "@codex/mcp-types";

/** A tool of a connected server, under the name by which the model calls it. */
export interface QualifiedTool {
  /** `server__tool`: at most 64 characters of `a-zA-Z0-9_-`. */
  readonly qualifiedName: string;
  readonly server: string;
  readonly tool: Tool;
}

const DELIMITER = "__";
const MAX_NAME_LENGTH = 64;

/** Gives every tool a name that a model's API takes and that no other has; a server's second tool of one name is left out. */
export function qualifyTools(
  tools: Iterable<{ readonly server: string; readonly tool: Tool }>,
): Map<string, QualifiedTool> {
  const byName = new Map<string, QualifiedTool>();
  const seen = new Set<string>();
  for (const { server, tool } of tools) {
    const fullName = `${server}${DELIMITER}${tool.name}`;
    const both = JSON.stringify([server, tool.name]);
    if (seen.has(both)) continue;
    seen.add(both);
    const qualifiedName = readableName(fullName, byName) ?? withHash(fullName);
    byName.set(qualifiedName, { qualifiedName, server, tool });
  }
  return byName;
}

const readable = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, "_");

/** The name as a model's API takes it; undefined when it is too long, or another has it. */
export function readableName(name: string, taken: ReadonlyMap<string, unknown>): string | undefined {
  return name.length <= MAX_NAME_LENGTH && !taken.has(readable(name)) ? readable(name) : undefined;
}

/** The beginning of the name and the SHA-1 of all of it. */
export function withHash(name: string): string {
  const hash = createHash("sha1").update(name).digest("hex");
  return readable(name).slice(0, MAX_NAME_LENGTH - hash.length) + hash;
}
