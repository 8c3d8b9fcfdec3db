/** What can be taken over from another agent. */
export type ImportKind = "config" | "mcp-servers" | "hooks" | "skills" | "commands" | "agents" | "instructions";

export interface ImportEntry {
  /** A name, or the file of what has none. */
  readonly source: string;
  readonly target: string;
}

/** Something of another agent that Codex does not have yet. */
export interface FoundImport {
  readonly kind: ImportKind;
  readonly entries: readonly ImportEntry[];
  /** Writes those entries; nothing that is there is changed. */
  readonly write: (entries: readonly ImportEntry[]) => Promise<void>;
}

/** Entries known by their names. */
export const namedEntries = (names: readonly string[]): ImportEntry[] =>
  names.map((name) => ({ source: name, target: name }));
