import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, replaceFile } from "@codex/private-files";
import { CodexError } from "../error.js";
import { randomId } from "../random-id.js";
import { rolloutPath } from "../rollout/rollout-path.js";
import { writeThreadName } from "../store/thread-names.js";
import { type ClaudeSession, type ImportedTurn, readClaudeSession } from "./claude-session.js";
import { readImportedSessions, writeImportedSessions } from "./imported-sessions.js";

export interface SessionImportOptions {
  readonly home: string;
  readonly codexHome: string;
  /** The folder that the thread works in, and its provider of models. */
  readonly cwd: string;
  readonly modelProvider: string;
  /** The name of the client that imports, and the version of Codex. */
  readonly originator: string;
  readonly version: string;
}

export interface ImportedSession {
  readonly threadId: string;
  /** The session's title, or the beginning of its first message. */
  readonly title: string;
}

const LOCK_LIMIT_MS = 10_000;
const MAX_TITLE = 80;
/** All that is imported is held in memory, and a sparse file of terabytes would be read for hours. */
const MAX_FILE_BYTES = 1024 ** 3;

/**
 * Makes a thread of a session file of Claude Code, which stays as it is. Undefined if the same content has been imported before.
 * @throws CodexError `request-invalid` for any other file.
 */
export async function importSession(file: string, options: SessionImportOptions): Promise<ImportedSession | undefined> {
  const { codexHome, cwd } = options;
  if (!path.isAbsolute(cwd)) throw new CodexError("request-invalid", `the folder ${cwd} must be an absolute path`);
  const source = await sessionFile(file, options.home);
  await using lock = await acquireFileLock(path.join(codexHome, "imports.lock"), { timeoutMs: LOCK_LIMIT_MS });
  if (lock === undefined) throw new CodexError("request-invalid", "another import is running: try again later");
  const content_sha256 = await digestOf(source);
  const ledger = await readImportedSessions(codexHome);
  const isKnown = ledger.records.some((it) => it.source_path === source && it.content_sha256 === content_sha256);
  if (isKnown) return undefined;
  const session = await readClaudeSession(source);
  if (session.turns.length === 0) throw new CodexError("request-invalid", `${file} has no messages`);
  const imported = { threadId: await writeThread(session, options), title: titleOf(session) };
  if (session.title !== undefined) await writeThreadName(codexHome, imported.threadId, imported.title);
  const record = {
    source_path: source,
    content_sha256,
    imported_thread_id: imported.threadId,
    imported_at: Math.floor(Date.now() / 1000),
    source_modified_at: Math.floor((await stat(source)).mtimeMs * 1e6),
    connector_names: [],
    title: imported.title,
  };
  await writeImportedSessions(codexHome, { ...ledger, records: [...ledger.records, record] });
  return imported;
}

/** Its real path. Other files are not read, whoever names them. */
async function sessionFile(file: string, home: string): Promise<string> {
  const [source, folder] = await Promise.all([realpath(file), realpath(path.join(home, ".claude", "projects"))]).catch(
    () => [],
  );
  const isSession = source?.endsWith(".jsonl") === true && source.startsWith(`${folder}${path.sep}`);
  // A pipe would be read forever.
  const stats = isSession ? await stat(source) : undefined;
  if (stats !== undefined && stats.size > MAX_FILE_BYTES)
    throw new CodexError("request-invalid", `${file} is too large to be imported`);
  if (stats?.isFile() === true) return source;
  throw new CodexError("request-invalid", `${file} is not a session of Claude Code, which are in ~/.claude/projects`);
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

function titleOf({ title, turns }: ClaudeSession): string {
  const first = turns.find(({ input }) => input !== undefined)?.input ?? "";
  return (title ?? first).trim().split("\n")[0]?.slice(0, MAX_TITLE) ?? "";
}

/** A rollout as later Codex versions write it, so that both can continue it; returns the thread's id. */
async function writeThread(session: ClaudeSession, options: SessionImportOptions): Promise<string> {
  const { codexHome, cwd, modelProvider, originator, version } = options;
  const startedAt = new Date();
  const id = randomId();
  const timestamp = startedAt.toISOString();
  const origin = { originator, cli_version: version, source: "vscode", model_provider: modelProvider };
  const meta = { id, session_id: id, timestamp, cwd, ...origin };
  const lines = [["session_meta", meta] as const, ...session.turns.flatMap(linesOf)];
  const text = lines.map(([type, payload]) => `${JSON.stringify({ timestamp, type, payload })}\n`).join("");
  await replaceFile(rolloutPath(codexHome, { threadId: id, startedAt }), text);
  return id;
}

type Line = readonly [type: "event_msg" | "response_item" | "session_meta", payload: object];

function linesOf({ startedAt, endedAt, input, answers }: ImportedTurn): Line[] {
  const turn = { turn_id: randomId(), started_at: Math.floor(startedAt / 1000) };
  const end = { last_agent_message: answers.at(-1) ?? null, completed_at: Math.floor(endedAt / 1000) };
  const said: Line[] =
    input === undefined
      ? []
      : [
          ["event_msg", { type: "user_message", message: input }],
          ["response_item", messageOf("user", { type: "input_text", text: input })],
        ];
  return [
    ["event_msg", { type: "task_started", ...turn, model_context_window: null }],
    ...said,
    ...answers.flatMap((text): Line[] => [
      ["event_msg", { type: "agent_message", message: text }],
      ["response_item", messageOf("assistant", { type: "output_text", text })],
    ]),
    ["event_msg", { type: "task_complete", ...turn, ...end }],
  ];
}

const messageOf = (role: "user" | "assistant", part: object): object => ({ type: "message", role, content: [part] });
