import { readFile } from "node:fs/promises";
import type { ThreadEventBody } from "@codex/core";
import { type Fleet, followThread, lastEventSequence, restoreSnapshot, threadWorkspace } from "@codex/fleet";
import { TemporaryFolder } from "@codex/test-support";
import { expect } from "vitest";

/** Checks what must hold for every thread of a world. Returns how its only turn ended. */
export async function checkThread(fleet: Fleet, threadId: string, ran: readonly string[]): Promise<string> {
  const [events, rollout] = [await eventsOf(fleet, threadId), await rolloutOf(fleet, threadId)];
  const ends = events.filter((event) => event.type === "turn-ended");
  expect(ends).toHaveLength(1);
  expect(events.at(-1)).toBe(ends[0]);
  expect(events.filter((event) => event.type === "turn-started")).toHaveLength(1);
  const ended = events.flatMap((event) => (event.type === "item-ended" ? [event.item] : []));
  expect(new Set(ended.map(({ id }) => id)).size).toBe(ended.length);
  const started = events.flatMap((event) => (event.type === "item-started" ? [event.item.id] : []));
  expect(started.toSorted()).toEqual(ended.map(({ id }) => id).toSorted());
  // Items interrupted with their worker were reported by the next one.
  for (const { id, status } of ended) if (status !== "interrupted") expect(rollout).toContain(`"id":"${id}"`);
  // Saved items were reported, whoever saved them.
  const kept = new Set(ended.filter(({ status }) => status === "completed").map(({ kind }) => kind));
  expect(kept).toContain("user-message");
  if (rollout.includes('"output_text"')) expect(kept).toContain("agent-message");
  const known = ended.filter(({ kind, status }) => kind === "command" && status !== "interrupted");
  expect(known.map((item) => "callId" in item && item.callId)).toEqual(knownCalls(rollout));
  const own = ran.filter((line) => line.startsWith(threadId));
  expect(new Set(own).size).toBe(own.length);
  await checkWorkspace(fleet, threadId, rollout);
  const [end] = ends;
  return end?.type === "turn-ended" ? `${end.turn.status}: ${end.turn.error?.message ?? ""}` : "none";
}

/** The events in a thread's log. */
export async function eventsOf(fleet: Fleet, threadId: string): Promise<ThreadEventBody[]> {
  const events: ThreadEventBody[] = [];
  const last = await lastEventSequence(fleet, threadId);
  if (last === 0) return events;
  const done = new AbortController();
  await followThread(fleet, threadId, {
    signal: done.signal,
    onEvent: (event) => events.push(event),
    onMessage: (sequence) => sequence === last && done.abort(),
  });
  return events;
}

/** The text of a thread's rollout. */
async function rolloutOf(fleet: Fleet, threadId: string): Promise<string> {
  const subject = `codex.rollout.${threadId}`;
  const last = (await fleet.manager.direct.getMessage("CODEX_ROLLOUTS", { last_by_subj: subject }))?.seq;
  const consumer = await fleet.js.consumers.get("CODEX_ROLLOUTS", { filter_subjects: subject });
  let text = "";
  const messages = await consumer.consume();
  for await (const message of messages) {
    text += `${message.string()}\n`;
    if (message.seq === last) break;
  }
  await messages.close();
  return text;
}

/** Calls with a result in the rollout, in order. */
function knownCalls(rollout: string): string[] {
  const lines = rollout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return lines
    .filter(({ type, output }) => type === "function_call_output" && !JSON.stringify(output).includes("is not known"))
    .map(({ call_id }) => call_id);
}

/** Checks that the file to which each command appends a line has exactly the lines of commands with known results. */
async function checkWorkspace(fleet: Fleet, threadId: string, rollout: string): Promise<void> {
  const known = knownCalls(rollout);
  const workspace = await threadWorkspace(fleet, threadId);
  if (known.length === 0) return;
  expect(workspace?.type).toBe("snapshot");
  if (workspace?.type !== "snapshot") return;
  using root = new TemporaryFolder();
  const { signal } = new AbortController();
  await restoreSnapshot(fleet, workspace, { root: root.path, codexHome: root.at(".git"), env: process.env, signal });
  const log = await readFile(root.at("log.txt"), "utf8");
  expect(log.trim().split("\n")).toEqual(known);
}
