import { fileThreadStore, type ThreadStore, type ThreadSummary } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex sessions`: lists this folder's sessions, most recently used first. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const { codexHome, cwd } = await configFromInvocation(invocation, io);
  const found = threadsOf(fileThreadStore(codexHome), {
    ...(invocation.has("all") ? {} : { cwds: [cwd] }),
    search: invocation.option("search"),
    isArchived: invocation.has("archived"),
    sortKey: "updated",
  });
  if (invocation.has("json")) {
    const entries = [];
    for await (const thread of found) entries.push(entryOf(thread));
    io.stdout.write(`${JSON.stringify(entries, undefined, 2)}\n`);
    return ExitCode.done;
  }
  for await (const { id, updatedAt, name, preview } of found) {
    const when = new Date(updatedAt).toISOString().slice(0, 16).replace("T", " ");
    io.stdout.write(`${id}  ${when}  ${terminalLine(name ?? preview ?? "").slice(0, MAX_WORDS)}\n`);
  }
  return ExitCode.done;
}

const MAX_WORDS = 100;

async function* threadsOf(
  store: ThreadStore,
  query: Parameters<ThreadStore["list"]>[0],
): AsyncGenerator<ThreadSummary> {
  for (let cursor: string | undefined; ; ) {
    const page = await store.list({ ...query, cursor });
    yield* page.threads;
    if (page.nextCursor === undefined) return;
    cursor = page.nextCursor;
  }
}

function entryOf({ id, name, preview, createdAt, updatedAt, path, meta, isArchived }: ThreadSummary) {
  return {
    id,
    name: name ?? null,
    preview: preview ?? null,
    cwd: meta?.cwd ?? null,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    archived: isArchived,
    path,
  };
}
