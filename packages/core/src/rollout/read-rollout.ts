import { CodexError } from "../error.js";
import { parseRolloutLine } from "./lines/parse-rollout-line.js";
import type { ParsedLine } from "./lines/rollout-line.js";
import { readLines } from "./read-lines.js";
import { findRolloutFile } from "./rollout-files.js";
import type { HistoryBase } from "./session-meta.js";

export interface RolloutEntry extends ParsedLine {
  readonly path: string;
  /** From 1. */
  readonly number: number;
  /** Whether the line is in the requested file rather than in one that it continues. */
  readonly isOwn: boolean;
}

/**
 * The lines of a rollout, starting with those of the files that it continues. Skips empty lines.
 * @throws CodexError `rollout-invalid` if a continued file is missing; errors of the file system.
 */
export function readRollout(file: string, codexHome: string): AsyncGenerator<RolloutEntry, void> {
  return read({ file, codexHome, below: undefined, within: [] });
}

interface Part {
  readonly file: string;
  readonly codexHome: string;
  /** Only lines with a smaller ordinal count. */
  readonly below: number | undefined;
  /** The files that continue this one. */
  readonly within: readonly string[];
}

async function* read(part: Part): AsyncGenerator<RolloutEntry, void> {
  const { file, below, within } = part;
  let number = 0;
  for await (const text of readLines(file)) {
    number++;
    if (text.trim() === "") continue;
    const parsed = parseRolloutLine(text);
    if (below !== undefined && parsed.ordinal !== undefined && parsed.ordinal >= below) return;
    const base = number === 1 && parsed.line.type === "meta" ? parsed.line.meta.history_base : undefined;
    if (base !== undefined) yield* readBase(base, part);
    yield { ...parsed, path: file, number, isOwn: within.length === 0 };
  }
}

async function* readBase(base: HistoryBase, { file, codexHome, within }: Part): AsyncGenerator<RolloutEntry, void> {
  const before = await findRolloutFile(codexHome, base.thread_id);
  if (before === undefined) {
    throw new CodexError(
      "rollout-invalid",
      `${file}: its beginning is in the session ${base.thread_id}, which is gone`,
    );
  }
  const around = [...within, file];
  if (around.includes(before.path)) throw new CodexError("rollout-invalid", `${file}: begins with itself`);
  yield* read({ file: before.path, codexHome, below: base.end_ordinal_exclusive, within: around });
}
