import { lstat, open, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { CodexError } from "../error.js";
import { parseRolloutLine, parseSessionMeta } from "./parse-rollout-line.js";
import type { SessionMeta } from "./rollout-line.js";
import { parseRolloutName, sessionsFolder } from "./rollout-path.js";

/** A saved session, as far as a list shows it. */
export interface RolloutSummary {
  readonly path: string;
  readonly sessionId: string;
  readonly startedAt: Date;
  readonly modifiedAt: Date;
  readonly sizeBytes: number;
  /** Undefined when the first line is damaged. */
  readonly meta: SessionMeta | undefined;
  /** The first message of the user; undefined when it is not near the beginning of the file. */
  readonly firstMessage: string | undefined;
}

export interface ListOptions {
  /** Default: 50. */
  readonly limit?: number | undefined;
  /** Only sessions that this accepts count. */
  readonly accept?: ((summary: RolloutSummary) => boolean) | undefined;
}

const DEFAULT_LIMIT = 50;
const PARALLEL = 16;
/** Of a file only this much is read, however big it is. */
const HEAD_BYTES = 192 * 1024;

/** The saved sessions, newest first. Reads folders and the beginnings of files only. */
export async function listRollouts(codexHome: string, options: ListOptions = {}): Promise<RolloutSummary[]> {
  const { limit = DEFAULT_LIMIT, accept = () => true } = options;
  const found: RolloutSummary[] = [];
  for await (const day of dayFolders(codexHome)) {
    const names = (await entriesOf(day))
      .filter((name) => parseRolloutName(name) !== undefined)
      .sort()
      .reverse();
    for (let start = 0; start < names.length && found.length < limit; start += PARALLEL) {
      const batch = names.slice(start, start + PARALLEL);
      const summaries = await Promise.all(batch.map((name) => summarizeRollout(path.join(day, name))));
      found.push(...summaries.filter((summary) => summary !== undefined).filter(accept));
    }
    if (found.length >= limit) break;
  }
  return found.slice(0, limit);
}

/**
 * The file of a saved session.
 * @throws CodexError `conversation-not-found` when the id is none or has no file.
 */
export async function findRollout(codexHome: string, sessionId: string): Promise<string> {
  const wanted = sessionId.toLowerCase();
  for await (const day of dayFolders(codexHome)) {
    for (const name of await entriesOf(day)) {
      if (parseRolloutName(name)?.sessionId !== wanted) continue;
      const file = path.join(day, name);
      if (await isPlainFileWithin(file, sessionsFolder(codexHome))) return file;
    }
  }
  throw new CodexError("conversation-not-found", `no saved session has the id ${JSON.stringify(sessionId)}`);
}

/** The folders of all days that have sessions, newest first. */
async function* dayFolders(codexHome: string): AsyncGenerator<string, void> {
  const root = sessionsFolder(codexHome);
  for (const year of await numbersIn(root)) {
    for (const month of await numbersIn(path.join(root, year))) {
      for (const day of await numbersIn(path.join(root, year, month))) yield path.join(root, year, month, day);
    }
  }
}

async function numbersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder))
    .filter((name) => /^\d{2,4}$/.test(name))
    .sort()
    .reverse();
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

/** A planted link must not lead out of the sessions folder. */
async function isPlainFileWithin(file: string, folder: string): Promise<boolean> {
  const [stats, realFile, realFolder] = await Promise.all([lstat(file), realpath(file), realpath(folder)]);
  return stats.isFile() && realFile.startsWith(realFolder + path.sep);
}

/** Reads the beginning of a session's file; undefined when it is none. */
export async function summarizeRollout(file: string): Promise<RolloutSummary | undefined> {
  const name = parseRolloutName(path.basename(file));
  if (name === undefined || !(await lstat(file)).isFile()) return undefined;
  const handle = await open(file);
  try {
    const { size, mtime } = await handle.stat();
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await handle.read(head, 0, head.length, 0);
    const [first = "", ...rest] = head.toString("utf8").split("\n");
    const meta = parseSessionMeta(first);
    return { ...name, path: file, modifiedAt: mtime, sizeBytes: size, meta, firstMessage: firstMessageIn(rest) };
  } finally {
    await handle.close();
  }
}

function firstMessageIn(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const parsed = parseRolloutLine(line);
    if (parsed.type !== "item" || parsed.item.type !== "message" || parsed.item.role !== "user") continue;
    const text = parsed.item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : [])).join("\n");
    // What Codex itself tells the model is sent in the user's name too.
    if (!/^<(user_instructions|environment_context)>/.test(text)) return text;
  }
  return undefined;
}
