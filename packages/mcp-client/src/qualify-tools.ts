import { createHash } from "node:crypto";
import type { Tool } from "@codex/mcp-types";

/** A tool of a connected server, with the name that the model uses. */
export interface QualifiedTool {
  /** `server__tool`: at most 64 characters of `a-zA-Z0-9_-`. */
  readonly qualifiedName: string;
  readonly server: string;
  readonly tool: Tool;
}

const DELIMITER = "__";
const MAX_NAME_LENGTH = 64;

/** Gives every tool a unique name that a model's API accepts; if a server repeats a tool's name, the second one is omitted. */
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

/**
 * The names that users write for a tool: the server's own, and those that they see, which models and hooks get. A name that ends in a hash
 * is not among them.
 */
export function writtenNames(server: string, tool: string): string[] {
  const full = `${server}${DELIMITER}${tool}`;
  return [tool, ...[full, `mcp__${full}`].flatMap((name) => [name, readable(name), name.replace(/\W/g, "_")])];
}

const readable = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, "_");

/** The name in the form that a model's API accepts; undefined if it is too long or taken. */
export function readableName(name: string, taken: ReadonlyMap<string, unknown>): string | undefined {
  return name.length <= MAX_NAME_LENGTH && !taken.has(readable(name)) ? readable(name) : undefined;
}

/** The beginning of the name and the SHA-1 of the whole name. */
export function withHash(name: string): string {
  const hash = createHash("sha1").update(name).digest("hex");
  return readable(name).slice(0, MAX_NAME_LENGTH - hash.length) + hash;
}
