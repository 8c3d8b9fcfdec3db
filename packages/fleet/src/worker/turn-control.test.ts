import type { Question } from "@codex/core";
import { expect, test } from "vitest";
import type { Fleet } from "../connection/fleet.js";
import { TurnControl } from "./turn-control.js";

const base = { id: "q", askedAt: 0 };
const command = { ...base, kind: "command", command: ["ls"], cwd: "/w", actions: [] } as const;
const patch = { ...base, kind: "patch", changes: [] } as const;
const permissions = { read: [], write: ["/"], network: true };

/** The type of the answer if a client approves the question. */
async function answerOf(question: Question, isConfined: boolean) {
  let approve = () => {};
  const connection = {
    subscribe: (_subject: string, { callback }: { callback: (error: null, message: unknown) => void }) => {
      const request = JSON.stringify({ type: "answer", answer: { type: "approved", scope: "once" } });
      approve = () => callback(null, { string: () => request, respond: () => true });
      return { unsubscribe() {} };
    },
  };
  const fleet = { connection } as unknown as Fleet;
  const threadId = "00000000-0000-4000-8000-000000000000";
  const about = { threadId, turnId: "t", worker: "w", interrupt() {}, confirm: async () => {} };
  using control = new TurnControl(fleet, { ...about, isConfined });
  const answer = control.ask(question, new AbortController().signal);
  approve();
  return (await answer).type;
}

const LEAVING: readonly Question[] = [
  { ...command, outsideSandbox: true },
  { ...patch, outsideSandbox: true },
  patch,
  { ...base, kind: "permissions", cwd: "/w", permissions },
];

test.each(LEAVING)("a confined worker denies approvals that leave the sandbox: %j", async (question) => {
  expect(await answerOf(question, false)).toBe("approved");
  expect(await answerOf(question, true)).toBe("denied");
});

test.each([
  { ...command, outsideSandbox: false },
  { ...patch, outsideSandbox: false },
])("a confined worker accepts approvals within the sandbox: %j", async (question) => {
  expect(await answerOf(question, true)).toBe("approved");
});
