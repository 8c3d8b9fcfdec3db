/** What can be imported from another agent. */
export type ImportKind = "config" | "mcp-servers" | "hooks" | "skills" | "commands" | "agents" | "instructions";

export interface ImportEntry {
  /** A name; for entries without one, the file. */
  readonly source: string;
  readonly target: string;
}

/** Entries of another agent that Codex does not have yet. */
export interface FoundImport {
  readonly kind: ImportKind;
  readonly entries: readonly ImportEntry[];
  /** Writes the entries, without changing anything that exists. */
  readonly write: (entries: readonly ImportEntry[]) => Promise<void>;
}

/** Entries that have only a name. */
export const namedEntries = (names: readonly string[]): ImportEntry[] =>
  names.map((name) => ({ source: name, target: name }));
