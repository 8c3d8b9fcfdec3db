import { type FileHandle, stat } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, openPrivateAppend, replaceFile } from "@codex/private-files";
import { type HistoryEntry, HistoryEntrySchema } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { openPlainFile } from "../files/open-plain-file.js";
import { tryParseJson } from "../json.js";
import { readLines } from "./read-lines.js";

/** The share of `max_bytes` left after trimming, so that not every message trims again. */
const TRIM_TO = 0.8;
const CHUNK_BYTES = 1024 * 1024;

export interface HistoryMetadata {
  /** Changes when the file is replaced; 0 if there is none. */
  readonly logId: number;
  readonly entryCount: number;
}

/** Adds a message to the history that all sessions share, unless the user turned it off. */
export async function appendHistoryEntry(
  { codexHome, history }: Pick<Config, "codexHome" | "history">,
  { sessionId, text }: { sessionId: string; text: string },
): Promise<void> {
  if (history.persistence === "none") return;
  const entry: HistoryEntry = { session_id: sessionId, ts: Math.floor(Date.now() / 1000), text };
  const line = `${JSON.stringify(entry)}\n`;
  const file = historyFile(codexHome);
  // A line is appended with a single write, so it is never torn. Only trimming needs the lock, so that it drops no lines written
  // meanwhile.
  if (history.maxBytes === undefined) return appendLine(file, line, undefined);
  await using lock = await lockHistory(codexHome);
  await appendLine(file, line, lock === undefined ? undefined : history.maxBytes);
}

/** How long to wait for the lock, which is held for milliseconds. */
const LOCK_LIMIT_MS = 5_000;

/** Undefined if another process holds it for long, or locking is impossible. */
function lockHistory(codexHome: string): Promise<AsyncDisposable | undefined> {
  return acquireFileLock(path.join(codexHome, "history.lock"), { timeoutMs: LOCK_LIMIT_MS }).catch(() => undefined);
}

/** Identifies the history file and counts its entries. */
export async function historyMetadata(codexHome: string): Promise<HistoryMetadata> {
  const file = historyFile(codexHome);
  try {
    const { ino } = await stat(file);
    return { logId: ino, entryCount: await countLines(file) };
  } catch {
    return { logId: 0, entryCount: 0 };
  }
}

/** The entry at `offset` (from 0) of the history file `logId`; undefined if the file was replaced or has no such entry. */
export async function lookupHistoryEntry(
  codexHome: string,
  { logId, offset }: { logId: number; offset: number },
): Promise<HistoryEntry | undefined> {
  const file = historyFile(codexHome);
  try {
    if ((await stat(file)).ino !== logId) return undefined;
    let index = 0;
    for await (const line of readLines(file)) {
      if (index++ === offset) return HistoryEntrySchema.safeParse(tryParseJson(line)).data;
    }
  } catch {
    // There is no file.
  }
  return undefined;
}

/** The latest messages of all sessions, newest first, without duplicates. */
export async function recentHistory(codexHome: string, count: number): Promise<string[]> {
  const handle = await openPlainFile(historyFile(codexHome)).catch(() => undefined);
  if (handle === undefined) return [];
  try {
    const { size } = await handle.stat();
    for (let bytes = HISTORY_TAIL_BYTES; ; bytes *= 4) {
      const texts = latestTexts(await lastLines(handle, { size, bytes }), count);
      if (texts.length >= count || bytes >= size || bytes >= MAX_HISTORY_TAIL_BYTES) return texts;
    }
  } finally {
    await handle.close();
  }
}

/** Reads only the end of a long history, and more of it if that contains only a few long messages. */
const HISTORY_TAIL_BYTES = 256 * 1024;
const MAX_HISTORY_TAIL_BYTES = 16 * 1024 * 1024;

function latestTexts(lines: readonly string[], count: number): string[] {
  const texts = new Set<string>();
  for (const line of lines.toReversed()) {
    const text = entryText(line);
    if (text !== undefined) texts.add(text);
    if (texts.size >= count) break;
  }
  return [...texts];
}

async function lastLines(handle: FileHandle, { size, bytes }: { size: number; bytes: number }): Promise<string[]> {
  const start = Math.max(0, size - bytes);
  const tail = Buffer.alloc(size - start);
  await handle.read(tail, 0, tail.length, start);
  const lines = tail.toString("utf8").split("\n");
  return start > 0 ? lines.slice(1) : lines;
}

function entryText(line: string): string | undefined {
  return HistoryEntrySchema.safeParse(tryParseJson(line)).data?.text;
}

function historyFile(codexHome: string): string {
  return path.join(codexHome, "history.jsonl");
}

async function appendLine(file: string, line: string, maxBytes: number | undefined): Promise<void> {
  const handle = await openPrivateAppend(file);
  try {
    await handle.write(line);
    if (maxBytes !== undefined) await trim(file, handle, maxBytes);
  } finally {
    await handle.close();
  }
}

/** Drops the oldest entries; the newest one stays whatever its size. */
async function trim(file: string, handle: FileHandle, maxBytes: number): Promise<void> {
  const { size } = await handle.stat();
  if (size <= maxBytes) return;
  const content = Buffer.alloc(size);
  await handle.read(content, 0, size, 0);
  const target = size - Math.floor(maxBytes * TRIM_TO);
  const lastLine = content.lastIndexOf(0x0a, size - 2) + 1;
  const cut = content.indexOf(0x0a, target - 1) + 1;
  await replaceFile(file, content.subarray(Math.min(cut, lastLine)));
}

async function countLines(file: string): Promise<number> {
  const handle = await openPlainFile(file);
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let count = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return count;
      const bytes = chunk.subarray(0, bytesRead);
      for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) count++;
    }
  } finally {
    await handle.close();
  }
}
