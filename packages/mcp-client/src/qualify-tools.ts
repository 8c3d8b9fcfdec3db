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
    if (seen.has(fullName)) continue;
    seen.add(fullName);
    const readable = fullName.replace(/[^a-zA-Z0-9_-]/g, "_");
    const fits = readable.length <= MAX_NAME_LENGTH && !byName.has(readable);
    const qualifiedName = fits ? readable : withHash(readable, fullName);
    byName.set(qualifiedName, { qualifiedName, server, tool });
  }
  return byName;
}

/** The beginning of the name and the SHA-1 of all of it. */
function withHash(readable: string, fullName: string): string {
  const hash = createHash("sha1").update(fullName).digest("hex");
  return readable.slice(0, MAX_NAME_LENGTH - hash.length) + hash;
}
