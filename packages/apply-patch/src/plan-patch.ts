import { isAbsolute, resolve } from "node:path";
import { breathe, inSlices } from "@codex/slices";
import { ApplyPatchError } from "./error.js";
import type { AddFile, DeleteFile, FileHunk, Patch, UpdateFile } from "./patch.js";
import type { FileWrite, PatchFileSystem } from "./patch-file-system.js";
import { ChangeList, type PlannedChange } from "./planned-change.js";
import { decodeTextFile, joinTextFile, type TextFile } from "./text-file.js";
import { updateText } from "./update-text.js";

/** A patch's effects, computed without writing anything. */
export interface PatchPlan {
  /** By absolute path, `..` kept as the patch wrote it. */
  readonly changes: ReadonlyMap<string, PlannedChange>;
  readonly writes: readonly FileWrite[];
  /** One entry per file, with the patch's own paths. */
  readonly summary: readonly SummaryLine[];
}

export interface SummaryLine {
  readonly letter: "A" | "M" | "D";
  readonly path: string;
}

export type PlanResult =
  | { readonly ok: true; readonly plan: PatchPlan }
  | { readonly ok: false; readonly message: string };

export interface PlanOptions {
  /** Absolute. */
  readonly cwd: string;
  readonly fileSystem: PatchFileSystem;
  readonly signal: AbortSignal;
}

/**
 * Matches a patch against the files. Hunks see the results of earlier hunks, so a file may occur several times. Only executing the
 * plan shows whether a file to delete exists and whether files may be written.
 */
export async function planPatch(patch: Patch, options: PlanOptions): Promise<PlanResult> {
  const planner = new Planner(options);
  try {
    for (const hunk of patch.hunks) {
      await breathe();
      await planner.add(hunk);
    }
  } catch (error) {
    if (error instanceof MismatchError) return { ok: false, message: error.message };
    throw error;
  }
  return { ok: true, plan: planner.plan() };
}

/** Aborts planning from any depth; `planPatch` converts it to a value. */
class MismatchError extends Error {}

class Planner {
  readonly #options: PlanOptions;
  readonly #writes = new Map<string, FileWrite>();
  readonly #summary: SummaryLine[] = [];
  readonly #changes = new ChangeList();

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  plan(): PatchPlan {
    return { changes: this.#changes.toMap(), writes: [...this.#writes.values()], summary: this.#summary };
  }

  async add(hunk: FileHunk): Promise<void> {
    switch (hunk.type) {
      case "add":
        return this.#addFile(hunk);
      case "delete":
        return this.#deleteFile(hunk);
      case "update":
        return this.#updateFile(hunk);
      default:
        hunk satisfies never;
    }
  }

  #addFile({ path, content }: AddFile): void {
    this.#write(path, content, undefined);
    this.#track(path, { type: "add", content });
    this.#summary.push({ letter: "A", path });
  }

  #deleteFile({ path }: DeleteFile): void {
    this.#remove(path);
    this.#track(path, { type: "delete" });
    this.#summary.push({ letter: "D", path });
  }

  async #updateFile({ path, movePath, chunks }: UpdateFile): Promise<void> {
    const { bytes, mode } = await this.#read(path);
    const old = await this.#decode(path, bytes);
    const updated = await inSlices(updateText(old, chunks));
    if (!updated.ok) throw new MismatchError(`Failed to update ${path}: ${updated.message}`);
    const newContent = await inSlices(joinTextFile(updated.file));
    const moves = movePath !== undefined && this.#normalized(movePath) !== this.#normalized(path);
    if (moves) this.#remove(path);
    this.#write(moves ? movePath : path, newContent, mode);
    const target = movePath === undefined ? undefined : this.#absolute(movePath);
    this.#track(path, { type: "update", oldContent: await inSlices(joinTextFile(old)), newContent, movePath: target });
    this.#summary.push({ letter: "M", path: movePath ?? path });
  }

  async #read(path: string): Promise<{ bytes: Uint8Array; mode: number | undefined }> {
    const normalized = this.#normalized(path);
    const earlier = this.#writes.get(normalized);
    if (earlier?.type === "write") return earlier;
    const { fileSystem, signal } = this.#options;
    const file = earlier === undefined ? await describeFailure(path, fileSystem.read(normalized, signal)) : undefined;
    if (file === undefined) throw new MismatchError(`Failed to read file to update ${path}: no such file`);
    return file;
  }

  async #decode(path: string, bytes: Uint8Array): Promise<TextFile> {
    try {
      return await inSlices(decodeTextFile(bytes));
    } catch (error) {
      throw mismatchFrom(path, error);
    }
  }

  #write(path: string, content: string, mode: number | undefined): void {
    const normalized = this.#normalized(path);
    this.#writes.set(normalized, { type: "write", path: normalized, bytes: new TextEncoder().encode(content), mode });
  }

  #remove(path: string): void {
    const normalized = this.#normalized(path);
    const earlier = this.#writes.get(normalized);
    if (earlier?.type === "remove") throw new MismatchError(`Failed to delete file ${path}: no such file`);
    // A file created by the patch itself need not have existed before.
    this.#writes.set(normalized, { type: "remove", path: normalized, mayBeMissing: earlier !== undefined });
  }

  #track(path: string, change: PlannedChange): void {
    const from = this.#normalized(path);
    const to = change.type === "update" && change.movePath !== undefined ? resolve(change.movePath) : from;
    this.#changes.note(this.#absolute(path), { from, to, change });
  }

  #absolute(path: string): string {
    return isAbsolute(path) ? path : `${this.#options.cwd.replace(/(?<!\/)\/+$/, "")}/${path}`;
  }

  #normalized(path: string): string {
    return resolve(this.#options.cwd, path);
  }
}

async function describeFailure<Value>(path: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    throw mismatchFrom(path, error);
  }
}

function mismatchFrom(path: string, error: unknown): unknown {
  const expected = error instanceof ApplyPatchError && error.code !== "interrupted";
  return expected ? new MismatchError(`Failed to read file to update ${path}: ${error.message}`) : error;
}
