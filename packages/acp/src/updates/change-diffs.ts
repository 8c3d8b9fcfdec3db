import { basename } from "node:path";
import type { FileChange } from "@codex/core";
import { visibleLine } from "@codex/thread-host";
import type { ToolContent, ToolLocation } from "../wire/session-update.js";

type Update = Extract<FileChange, { readonly type: "update" }>;

/** A part of a file before and after the change, with the lines around it. */
interface Piece {
  /** Starts at 1; undefined if the diff has no line numbers. */
  readonly line: number | undefined;
  readonly before: string;
  readonly after: string;
}

/** Diffs as an editor shows them: one for each changed part. */
export function changeDiffs(changes: readonly FileChange[]): ToolContent[] {
  return changes.flatMap((change): ToolContent[] => {
    switch (change.type) {
      case "add":
        return [{ type: "diff", path: change.path, oldText: null, newText: change.content }];
      case "delete":
        return [{ type: "diff", path: change.path, oldText: change.content ?? "", newText: "" }];
      case "update":
        return pieces(change).map(({ before, after }) => ({
          type: "diff",
          path: change.movePath ?? change.path,
          oldText: before,
          newText: after,
        }));
      default:
        return change satisfies never;
    }
  });
}

/** The locations that an editor may follow. */
export function changeLocations(changes: readonly FileChange[]): ToolLocation[] {
  return changes.flatMap((change): ToolLocation[] => {
    if (change.type !== "update") return [{ path: change.path }];
    const path = change.movePath ?? change.path;
    const found = pieces(change);
    return found.length === 0 ? [{ path }] : found.map(({ line }) => (line === undefined ? { path } : { path, line }));
  });
}

export function changesTitle(changes: readonly FileChange[]): string {
  const verbs = { add: "Add", delete: "Delete", update: "Edit" } as const;
  const [first] = changes;
  if (first === undefined) return "Change nothing";
  const isOneKind = changes.every(({ type }) => type === first.type);
  const parts = changes.map((change, index) => {
    const verb = verbs[change.type];
    if (index === 0) return `${verb} ${nameOf(change)}`;
    return isOneKind ? nameOf(change) : `${verb.toLowerCase()} ${nameOf(change)}`;
  });
  return parts.join(", ");
}

function nameOf(change: FileChange): string {
  const name = visibleLine(basename(change.path));
  const target = change.type === "update" ? change.movePath : undefined;
  return target === undefined ? name : `${name} → ${visibleLine(basename(target))}`;
}

/** The hunks of a unified diff. */
function pieces({ diff }: Update): Piece[] {
  const found: { line: number | undefined; before: string[]; after: string[] }[] = [];
  for (const line of diff.split("\n")) {
    if (line.startsWith("@@")) {
      const start = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(line)?.[1];
      found.push({ line: start === undefined ? undefined : Number(start), before: [], after: [] });
      continue;
    }
    const piece = found.at(-1);
    if (piece === undefined) continue;
    const content = line.slice(1);
    if (line.startsWith("-") || line.startsWith(" ")) piece.before.push(content);
    if (line.startsWith("+") || line.startsWith(" ")) piece.after.push(content);
  }
  return found.map(({ line, before, after }) => ({ line, before: joined(before), after: joined(after) }));
}

const joined = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
