import { randomUUID } from "node:crypto";
import type { Answer, Question } from "@codex/core";
import { describe, expect, test } from "vitest";
import { QuestionRelay } from "../src/client/question-relay.js";
import { connectFleet } from "../src/index.js";
import { TurnControl } from "../src/worker/turn-control.js";
import { hasNats, startConfiguredNats } from "./nats-conf.js";

const question: Question = { id: "q", askedAt: 0, kind: "user-questions", questions: [], isBlocking: true };

describe.skipIf(!hasNats)("an answer (skipped without nats-server)", () => {
  test("reaches the worker; one that is larger than a message is reported, and the question is denied", async () => {
    await using server = await startConfiguredNats(async () => "max_payload: 4096");
    await using fleet = await connectFleet({ url: `nats://127.0.0.1:${server.port}`, name: "test" });
    const threadId = randomUUID();
    const turn = { threadId, turnId: "t", worker: "w", interrupt() {}, confirm: async () => {}, isConfined: false };
    using control = new TurnControl(fleet, turn);
    const unusable: string[] = [];
    const workerGets = async (answer: Answer) => {
      const given = control.ask(question, AbortSignal.timeout(100_000));
      await fleet.connection.flush();
      const onUnusable = (reason: string) => unusable.push(reason);
      using relay = new QuestionRelay(fleet, { threadId, ask: async () => answer, onUnusable });
      relay.onEvent({ threadId, number: 0, type: "question-asked", question });
      return await given;
    };
    const short: Answer = { type: "answered", answers: { which: ["this one"] } };
    expect(await workerGets(short)).toEqual(short);
    expect(unusable).toEqual([]);
    expect(await workerGets({ type: "answered", answers: { which: ["x".repeat(5_000)] } })).toEqual({ type: "denied" });
    expect(unusable).toEqual([expect.stringMatching(/^it has \d+ bytes, and the fleet's server takes 4096$/)]);
  });
});
