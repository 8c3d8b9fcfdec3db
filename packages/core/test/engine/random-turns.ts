import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelReply, responsesEvent, sse } from "@codex/test-support";
import fc from "fast-check";
import type { Thread } from "../../src/thread/thread.js";
import { startEngine, type TestEngine } from "./start-engine.js";

/** What a model may do in one request; the id of a call may repeat. */
const STEPS: Readonly<Record<string, () => ModelReply>> = {
  command: () => sse.call("shell", { command: ["sh", "-c", "echo hi"] }, "same-id"),
  failing: () => sse.call("shell", { command: ["no-such-program"] }, ""),
  refused: () => sse.call("shell", { command: ["bash", "-lc", "touch never"] }),
  patch: () =>
    sse.call("shell", { command: ["apply_patch", "*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch"] }),
  unknown: () => sse.call("no_such_tool", {}),
  twice: () =>
    sse.calls(
      { name: "shell", arguments: { command: ["echo", "1"] } },
      { name: "shell", arguments: { command: ["echo", "2"] } },
    ),
  broken: () => sse.drop(responsesEvent.created(), responsesEvent.textDelta("half a mess")),
};

/** The steps before the answer. */
export const steps = fc.array(fc.constantFrom(...Object.keys(STEPS)), { maxLength: 5 });

/** An engine whose model plays the steps of each turn, then answers; its rules forbid `touch`. */
export async function startScripted(turns: readonly (readonly string[])[]): Promise<TestEngine> {
  const script = turns.flatMap((names, index) => [
    ...names.flatMap((name) => STEPS[name]?.() ?? []),
    sse.say(`answer ${index}`),
  ]);
  const engine = await startEngine(script, {
    allowLeftover: true,
    config: { "model_providers.mock.stream_max_retries": 20 },
  });
  const rules = path.join(engine.codexHome, "rules");
  await mkdir(rules);
  await writeFile(path.join(rules, "default.rules"), 'prefix_rule(["touch"], decision = "forbidden")\n');
  return engine;
}

/** Runs a turn to its end. */
export async function runOneTurn(thread: Thread, { interrupts = false } = {}): Promise<void> {
  const ended = Promise.withResolvers<void>();
  using _end = thread.observe({ onEvent: (event) => event.type === "turn-ended" && ended.resolve() });
  await thread.start([{ type: "text", text: "go" }]);
  if (interrupts) await thread.interrupt();
  await ended.promise;
}
