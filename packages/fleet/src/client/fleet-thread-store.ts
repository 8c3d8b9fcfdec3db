import {
  CodexError,
  foldThreadEvent,
  pageThreads,
  type SavedThread,
  type ThreadStore,
  type ThreadSummary,
  type TurnSettings,
} from "@codex/core";
import type { SandboxMode } from "@codex/protocol";
import type { Fleet } from "../connection/fleet.js";
import { isThreadId, SUBJECTS } from "../connection/names.js";
import { parseJson } from "../messages/parse-json.js";
import { factsWith, parseThreadEntry, type ThreadEntry, type ThreadFacts } from "../messages/thread-entry.js";
import { parseStoredTurn, parseTurnMessage } from "../messages/turn-message.js";
import { entriesOf } from "./bucket-entries.js";
import { inEngineTerms, notOnFleet } from "./engine-errors.js";
import { queuedTurns } from "./fleet-status.js";
import { readThread } from "./read-thread.js";
import { nextTurn } from "./thread-log.js";

const READ_LIMIT_MS = 60_000;

/** Read access to a fleet's threads. Clients cannot rename, archive or delete them. */
export function fleetThreadStore(fleet: Fleet): ThreadStore {
  const refuse = (what: string) => async (): Promise<never> => {
    throw notOnFleet(what);
  };
  const find = (id: string) => inEngineTerms(findThread(fleet, id));
  return {
    list: async (query) => pageThreads(await inEngineTerms(allThreads(fleet)), query),
    find,
    read: async (id) => readSaved(fleet, await find(id)),
    rename: refuse("its threads have no names"),
    fork: refuse("its threads cannot be forked; begin a new one"),
    revert: refuse("turns of its threads cannot be undone"),
    archive: refuse("its threads are not archived; its streams have an age"),
    unarchive: refuse("its threads are not archived"),
    delete: refuse("its threads are not deleted one by one; its streams have an age"),
    readQueue: async () => [],
    readReadState: async () => undefined,
    writeReadState: async () => {},
    readGoal: async () => undefined,
    writeGoal: refuse("its threads have no goals"),
    changeQueue: refuse("turns wait in the fleet's own queue: turn/start adds one"),
    lockQueueStart: refuse("turns wait in the fleet's own queue: turn/start adds one"),
  };
}

async function allThreads(fleet: Fleet): Promise<ThreadSummary[]> {
  const [entries, queued] = await Promise.all([entriesOf(fleet.threads, parseThreadEntry), queuedTurns(fleet)]);
  const waiting = [...queued.keys()].filter((id) => !entries.has(id));
  const known = [...entries].map(([id, entry]) => summaryOf(id, entry));
  const fresh = await Promise.all(waiting.map((id) => waitingThread(fleet, id)));
  return [...known, ...fresh.filter((summary) => summary !== undefined)];
}

async function findThread(fleet: Fleet, id: string): Promise<ThreadSummary> {
  const found = isThreadId(id) ? await fleet.threads.get(id) : null;
  const entry = found === null ? undefined : parseThreadEntry(parseJson(found.string()));
  const summary = entry === undefined ? await waitingThread(fleet, id) : summaryOf(id, entry);
  if (summary !== undefined) return summary;
  throw new CodexError("conversation-not-found", `the fleet has no thread ${id}`);
}

/** A thread that no worker has taken yet; undefined if none with that id is queued. */
async function waitingThread(fleet: Fleet, id: string): Promise<ThreadSummary | undefined> {
  if (!isThreadId(id)) return undefined;
  const message = await nextTurn(fleet, id);
  if (message === null) return undefined;
  const value = parseJson(message.string());
  const createdAt = message.time.getTime();
  const turn = parseTurnMessage(value);
  if (turn !== undefined) return summaryFrom(id, { ...factsWith(turn, undefined), createdAt }, createdAt);
  return parseStoredTurn(value) && summaryFrom(id, { createdAt, preview: "" }, createdAt);
}

function summaryOf(id: string, { facts, updatedAt }: ThreadEntry): ThreadSummary {
  return summaryFrom(id, facts ?? { createdAt: updatedAt, preview: "" }, updatedAt);
}

function summaryFrom(id: string, facts: ThreadFacts, updatedAt: number): ThreadSummary {
  const { createdAt, preview, source, originator, threadSource, clientFolder: cwd } = facts;
  const { git, model, approvalPolicy, sandboxMode } = facts;
  const timestamp = new Date(createdAt).toISOString();
  return {
    id,
    path: SUBJECTS.rollout(id),
    isArchived: false,
    name: undefined,
    preview,
    createdAt,
    updatedAt,
    sizeBytes: 0,
    meta: { id, timestamp, source: source ?? "exec", originator, thread_source: threadSource, cwd, git },
    settings: { model, approvalPolicy, sandboxPolicy: sandboxMode && sandboxPolicyOf(sandboxMode), cwd },
  };
}

async function readSaved(fleet: Fleet, summary: ThreadSummary): Promise<SavedThread> {
  const read = readThread(fleet, summary.id, AbortSignal.timeout(READ_LIMIT_MS));
  const { past, current } = await inEngineTerms(read);
  const { turns, usage } = current.reduce(foldThreadEvent, past);
  const lastUsage = turns.findLast((turn) => turn.lastUsage !== undefined)?.lastUsage;
  return { summary, turns, settings: summary.settings, usage: lastUsage && usage, lastUsage, warnings: [] };
}

function sandboxPolicyOf(mode: SandboxMode): TurnSettings["sandboxPolicy"] {
  if (mode !== "workspace-write") return { mode };
  return { mode, network_access: false, exclude_tmpdir_env_var: false, exclude_slash_tmp: false };
}
