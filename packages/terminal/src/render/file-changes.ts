import path from "node:path";
import type { FileChange, FileChanges } from "@codex/protocol";
import type { FileLinks } from "../file-link.js";
import type { Style } from "../style.js";
import { terminalLine, terminalName } from "../terminal-text.js";

export interface RenderChangesOptions {
  /** Names of files in this folder are shown relative to it. */
  readonly cwd: string;
  readonly style: Style;
  readonly links: FileLinks;
  /** How many lines of each file's change are shown; 0 for its heading alone. */
  readonly maxLines: number;
  /** The change is proposed, or was not made: `edit` instead of `edited`. */
  readonly isProposed?: boolean;
}

/** The changes of a patch: for each file its name with counts, then its lines, numbered as in the new file. */
export function renderFileChanges(changes: FileChanges, options: RenderChangesOptions): string[] {
  return Object.entries(changes).flatMap(([file, change]) => [
    heading(file, change, options),
    ...body(change, options),
  ]);
}

function heading(file: string, change: FileChange, options: RenderChangesOptions): string {
  const { cwd, style, links, isProposed = false } = options;
  const { added, removed } = countLines(change);
  const name = links.link(style.bold(terminalName(shortName(file, cwd))), file);
  const counts = `(${style.green(`+${added}`)} ${style.red(`-${removed}`)})`;
  if (change === "delete") return `  ${style.red(isProposed ? "delete" : "deleted")} ${name}`;
  if ("add" in change) return `  ${style.green(isProposed ? "add" : "added")} ${name} ${counts}`;
  const target = change.update.move_path;
  const moved =
    target === undefined ? "" : ` → ${links.link(style.bold(terminalName(shortName(target, cwd))), target)}`;
  return `  ${style.yellow(isProposed ? "edit" : "edited")} ${name}${moved} ${counts}`;
}

/** The name as a user would write it in that folder. */
export function shortName(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative === "" || relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
}

function countLines(change: FileChange): { added: number; removed: number } {
  const lines = diffLines(change);
  return {
    added: lines.filter(({ mark }) => mark === "+").length,
    removed: lines.filter(({ mark }) => mark === "-").length,
  };
}

interface DiffLine {
  readonly mark: "+" | "-" | " " | "…";
  /** In the new file; for a removed line, in the old one. */
  readonly number: number | undefined;
  readonly text: string;
}

function diffLines(change: FileChange): DiffLine[] {
  if (change === "delete") return [];
  if ("add" in change) {
    const lines = change.add.content.replace(/\n$/, "").split("\n");
    return lines.map((text, index) => ({ mark: "+", number: index + 1, text }));
  }
  return unifiedLines(change.update.unified_diff);
}

function unifiedLines(diff: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  for (const line of diff.replace(/\n$/, "").split("\n")) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    if (hunk !== null) {
      if (lines.length > 0) lines.push({ mark: "…", number: undefined, text: "" });
      before = Number(hunk[1]);
      after = Number(hunk[2]);
    } else if (line.startsWith("+")) lines.push({ mark: "+", number: after++, text: line.slice(1) });
    else if (line.startsWith("-")) lines.push({ mark: "-", number: before++, text: line.slice(1) });
    else if (line.startsWith(" ") || line === "") {
      lines.push({ mark: " ", number: after++, text: line.slice(1) });
      before++;
    }
  }
  return lines;
}

function body(change: FileChange, { style, maxLines }: RenderChangesOptions): string[] {
  if (maxLines === 0) return [];
  const lines = diffLines(change);
  const shown = lines.slice(0, maxLines);
  const width = String(Math.max(0, ...shown.map(({ number }) => number ?? 0))).length;
  const rendered = shown.map(({ mark, number, text }) => {
    const gutter = style.dim(String(number ?? "").padStart(width));
    return `    ${gutter} ${paint(mark, `${mark} ${terminalLine(text)}`.trimEnd(), style)}`;
  });
  const more = lines.length - shown.length;
  return more > 0 ? [...rendered, style.dim(`    … ${more} more lines`)] : rendered;
}

function paint(mark: DiffLine["mark"], text: string, style: Style): string {
  switch (mark) {
    case "+":
      return style.green(text);
    case "-":
      return style.red(text);
    case " ":
    case "…":
      return style.dim(text);
    default:
      return mark satisfies never;
  }
}
