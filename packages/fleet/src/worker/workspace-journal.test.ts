import type { Item } from "@codex/core";
import { expect, test } from "vitest";
import { WorkspaceJournal } from "./workspace-journal.js";

const command: Extract<Item, { kind: "command" }> = {
  kind: "command",
  id: "1",
  turnId: "t",
  status: "completed",
  startedAt: 0,
  source: "agent",
  callId: "c",
  command: ["true"],
  cwd: "/",
  actions: [],
  output: { stdout: "", stderr: "", aggregated: "", formatted: "" },
};

function createJournal(keep: () => Promise<readonly string[]>) {
  const [written, kept]: [string[], string[]] = [[], []];
  const journal = new WorkspaceJournal({
    rollout: { append: async (data) => void written.push(data) },
    ref: () => undefined,
    keep,
    onLeft: () => {},
    onKept: (ids) => kept.push(...ids),
  });
  return { journal, written, kept };
}

test("saves the workspace before the end of an item counts", async () => {
  const order: string[] = [];
  const { journal, written, kept } = createJournal(async () => {
    order.push(`kept behind ${written.length} writes`);
    return [];
  });
  await journal.append(["begun"], []);
  journal.onEvent({ type: "item-ended", item: command });
  await journal.append(["ended"], ["1"]);
  expect(order).toEqual(["kept behind 1 writes"]);
  expect(written).toEqual(["begun", "ended"]);
  expect(kept).toEqual(["1"]);
});

test("writes and reports nothing after lines whose workspace could not be saved", async () => {
  const { journal, written, kept } = createJournal(() => Promise.reject(new Error("the server is away")));
  await journal.append(["begun"], []);
  journal.assertWhole();
  journal.onEvent({ type: "item-ended", item: command });
  await expect(journal.append(["ended"], ["1"])).rejects.toThrow("the server is away");
  await expect(journal.append(["next"], ["2"])).rejects.toThrow("the server is away");
  expect(() => journal.assertWhole()).toThrow("the server is away");
  expect([written, kept]).toEqual([["begun"], []]);
});
