import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { TurnView } from "../../src/items/turn-view.js";
import { loadRollout } from "../../src/rollout/load-rollout.js";
import { RolloutRecorder } from "../../src/rollout/rollout-recorder.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import { assistantItem, threadId, userItem, writeEnveloped, writeFlat } from "../support/rollout-lines.js";
import { sharedHome, sharedRollouts } from "../support/shared-rollouts.js";

const ID = threadId(1);
const spoken = (turns: readonly TurnView[]) =>
  turns.map((turn) => turn.items.map((item) => ("text" in item ? item.text : item.kind)).join(" "));

/** Three turns in each format. */
const threads = {
  "of August 2025": (home: TemporaryFolder) =>
    writeFlat(home, { id: ID, time: "2025-08-20T10-00-00", meta: { cwd: "/work" }, lines: turnsOf((item) => item) }),
  "of ours": (home: TemporaryFolder) =>
    writeFlat(home, {
      id: ID,
      time: "2025-08-20T10-00-00",
      meta: { cwd: "/work" },
      lines: turnsOf((item) => item).flatMap((item, index) => {
        const turn = (status: string) => ({
          turn: { id: `t${index >> 1}`, kind: "input", status, startedAt: 1, endedAt: 2 },
        });
        const kind = index % 2 === 0 ? "user-message" : "agent-message";
        const base = { id: `i${index}`, turnId: `t${index >> 1}`, status: "completed", startedAt: 1, endedAt: 2 };
        const record = { item: { ...base, kind, text: "", content: [] }, place: index % 2, from: 1 };
        return index % 2 === 0
          ? [
              { record_type: "state", thread: [turn("running")] },
              { ...item, thread: [record] },
            ]
          : [{ ...item, thread: [record, turn("completed")] }];
      }),
    }),
  "of a later Codex": (home: TemporaryFolder) =>
    writeEnveloped(home, {
      id: ID,
      time: "2026-01-01T10-00-00",
      meta: { cwd: "/work", source: "vscode" },
      lines: turnsOf((item) => ["response_item", item] as const),
    }),
};

function turnsOf<Line>(line: (item: object) => Line): Line[] {
  return [1, 2, 3].flatMap((turn) => [line(userItem(`question ${turn}`)), line(assistantItem(`answer ${turn}`))]);
}

for (const [kind, write] of Object.entries(threads)) {
  test(`a thread ${kind} is forked, completely or up to a turn, and is unchanged`, async () => {
    using home = new TemporaryFolder();
    const file = write(home);
    const before = readFileSync(file);
    const store = fileThreadStore(home.path);
    const { turns } = await store.read(ID);
    const second = turns[1]?.id ?? "";
    const whole = await store.fork(ID);
    const upTo = await store.fork(ID, { lastTurnId: second });
    const ahead = await store.fork(ID, { beforeTurnId: second });
    const [all, two, one] = [
      (await store.read(whole.id)).turns,
      (await store.read(upTo.id)).turns,
      (await store.read(ahead.id)).turns,
    ];
    expect(spoken(all)).toEqual(spoken(turns));
    expect(two).toHaveLength(2);
    expect(spoken(one)).toEqual(["user-message answer 1"]);
    expect(new Set([ID, whole.id, upTo.id, ahead.id]).size).toBe(4);
    expect(whole.meta).toMatchObject({ id: whole.id, forked_from_id: ID, cwd: "/work" });
    expect(readFileSync(file)).toEqual(before);
    expect((await store.list()).threads).toHaveLength(4);
    // The model's history follows.
    expect((await loadRollout(ahead.path, home.path)).items).toHaveLength(2);
    await expect(store.fork(ID, { lastTurnId: "none" })).rejects.toMatchObject({ code: "request-invalid" });
  });

  test(`a thread ${kind} is reverted: later turns are gone for readers and for the model, and it continues`, async () => {
    using home = new TemporaryFolder();
    write(home);
    const store = fileThreadStore(home.path);
    const { turns } = await store.read(ID);
    const fork = await store.fork(ID);
    const reverted = await store.revert(ID, turns[1]?.id ?? "");
    expect(reverted.id).toBe(ID);
    expect(spoken((await store.read(ID)).turns)).toEqual(["user-message answer 1"]);
    const loaded = await loadRollout(reverted.path, home.path);
    expect(loaded.items).toHaveLength(2);
    {
      await using recorder = await RolloutRecorder.resume(reverted.path, loaded);
      await recorder.record({
        items: [
          { type: "message", role: "user", content: [{ type: "input_text", text: "again" }] },
          { type: "message", role: "assistant", content: [{ type: "output_text", text: "once more" }] },
        ],
      });
    }
    expect(spoken((await store.read(ID)).turns)).toEqual(["user-message answer 1", "user-message once more"]);
    expect((await store.list()).threads.map(({ id }) => id)).toContain(ID);
    expect((await store.list()).threads).toHaveLength(2);
    expect((await store.read(fork.id)).turns).toHaveLength(3);
    await expect(store.revert(ID, turns[2]?.id ?? "")).rejects.toMatchObject({ code: "request-invalid" });
    // Reverts again, to the start.
    await store.revert(ID, turns[0]?.id ?? "");
    expect((await store.read(ID)).turns).toEqual([]);
  });
}

test("forks and reverts do not need a complete last line, and do not copy an incomplete one", async () => {
  using home = new TemporaryFolder();
  const file = threads["of ours"](home);
  appendFileSync(file, '{"type":"mess');
  const store = fileThreadStore(home.path);
  const fork = await store.fork(ID);
  const { turns, warnings } = await store.read(fork.id);
  expect([turns.length, warnings]).toEqual([3, []]);
});

test.skipIf(sharedRollouts === undefined)(
  "threads that the newest Codex has forked and reverted can be forked and reverted again (needs ../shared beside this checkout)",
  async () => {
    for (const name of ["forked", "reverted"]) {
      using home = sharedHome(name);
      const store = fileThreadStore(home.path);
      const { turns } = await store.read(home.threadId);
      const fork = await store.fork(home.threadId);
      expect(spoken((await store.read(fork.id)).turns)).toEqual(spoken(turns));
      await store.revert(home.threadId, turns.at(-1)?.id ?? "");
      expect(spoken((await store.read(home.threadId)).turns)).toEqual(spoken(turns.slice(0, -1)));
      expect((await store.read(fork.id)).turns).toHaveLength(turns.length);
      expect(existsSync(fork.path)).toBe(true);
    }
  },
);
