import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { ResponseItem } from "@codex/protocol";
import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { withPairedCalls } from "../../src/history/conversation-history.js";
import type { RolloutJournal } from "../../src/index.js";
import { loadRollout } from "../../src/rollout/load-rollout.js";
import { collect, inputOf, startEngine } from "./start-engine.js";

it("delays the report of a turn that fails at once until its input is saved", async () => {
  let isKept = false;
  const journal: RolloutJournal = {
    async append(lines) {
      if (!lines.some((line) => line.includes("remember the milk"))) return;
      // Long enough for a turn to fail, and to be reported if that does not wait.
      for (let turn = 0; turn < 200; turn++) await setImmediate();
      isKept = true;
    },
  };
  await using engine = await startEngine([], { config: { "model_providers.mock.env_key": "KEY_THAT_IS_NOT_SET" } });
  await using conversation = await engine.codex.newConversation({ journal });
  const heard: boolean[] = [];
  conversation.conversation.observe({
    onEvent: ({ msg }) => {
      if (msg.type === "task_started") heard.push(isKept);
    },
  });
  const events = await collect(conversation.run("remember the milk"));
  expect(heard).toEqual([true]);
  expect(events).toContainEqual(expect.objectContaining({ message: expect.stringContaining("KEY_THAT_IS_NOT_SET") }));
});

interface Append {
  readonly lines: readonly string[];
  /** Starts at 1. */
  readonly number: number;
}

/** Refuses one append. */
class RefusingJournal implements RolloutJournal {
  readonly kept: string[] = [];
  readonly #refuses: (append: Append) => boolean;
  #count = 0;
  #hasRefused = false;

  /** @param refuses Called with each append until it says yes. */
  constructor(refuses: (append: Append) => boolean) {
    this.#refuses = refuses;
  }

  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  async append(lines: readonly string[]): Promise<void> {
    this.#count += 1;
    if (!this.#hasRefused && this.#refuses({ lines, number: this.#count })) {
      this.#hasRefused = true;
      throw new Error("the log is away");
    }
    this.kept.push(...lines);
  }
}

it("is the base of the next turn, whichever lines were refused", async () => {
  const most = 20;
  let refused = 1;
  for (; refused <= most; refused++) {
    const journal = new RefusingJournal(({ number }) => number === refused);
    const script = [sse.shell(["echo", "given"]), sse.say("done"), sse.say("again"), sse.say("and again")];
    await using engine = await startEngine(script, { allowLeftover: true });
    await using conversation = await engine.codex.newConversation({ journal, isKeptWithFirstTurn: true });
    await collect(conversation.run("first"));
    await collect(conversation.run("second"));
    if (!journal.hasRefused) break;
    await collect(conversation.run("third"));
    const log = path.join(engine.codexHome, "log.jsonl");
    await writeFile(log, journal.kept.map((line) => `${line}\n`).join(""));
    const { items } = await loadRollout(log, engine.codexHome);
    const asked = inputOf(engine.model.requests.at(-1));
    const known = withPairedCalls(items.slice(0, items.findLastIndex(isAnswer))).map(essence);
    expect([refused, asked.map(essence)]).toEqual([refused, known]);
  }
  expect(refused).toBeGreaterThan(3);
  expect(refused).toBeLessThan(most);
});

it("leaves everything unchanged when it refuses a compaction", async () => {
  const journal = new RefusingJournal(({ lines }) => lines.some((line) => line.includes("THE SUMMARY")));
  await using engine = await startEngine([sse.say("first answer"), sse.say("THE SUMMARY"), sse.say("second answer")]);
  await using conversation = await engine.codex.newConversation({ journal });
  await collect(conversation.run("first"));
  const ended = Promise.withResolvers<void>();
  conversation.conversation.observe({
    onEvent: ({ msg }) => {
      if (msg.type === "task_complete") ended.resolve();
    },
  });
  conversation.conversation.submit({ type: "compact" });
  await ended.promise;
  await collect(conversation.run("second"));
  expect(journal.hasRefused).toBe(true);
  const asked = JSON.stringify(inputOf(engine.model.requests.at(-1)));
  expect(asked).toContain("first answer");
  expect(asked).not.toContain("THE SUMMARY");
});

function isAnswer(item: ResponseItem): boolean {
  return item.type === "message" && item.role === "assistant";
}

/** The parts of an item that are on the wire, under any name. */
function essence(item: Readonly<Record<string, unknown>> | ResponseItem) {
  const { type, role, content, call_id, arguments: given, output } = item as Readonly<Record<string, unknown>>;
  return { type, role, content, call_id, given, output };
}
