import { sse } from "@codex/test-support";
import { expect, it } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const call = (command: string) => sse.calls({ name: "shell", arguments: { command: ["sh", "-c", command] } });

it("each request starts with the previous one, byte for byte, so that the provider's cache applies", async () => {
  const script = [call("echo one"), sse.say("1 \u{1f600}"), call("echo two; exit 3"), sse.say("2"), sse.say("3")];
  await using engine = await startEngine(script);
  await using conversation = await engine.codex.newConversation();
  for (const text of ['first \u2028 "quoted"', "second", "third"]) await collect(conversation.run(text));

  const { requests } = engine.model;
  expect(requests).toHaveLength(script.length);
  for (const [index, request] of requests.slice(1).entries()) {
    // JSON keeps the order of its parts: what is equal here was equal on the wire.
    const before = JSON.stringify(requests[index]?.body);
    const said = inputOf(requests[index]);
    const known = said.slice(0, said.length - repeated(said));
    const [start] = before.split('"input":');
    const items = JSON.stringify(known).slice(0, -1);
    expect(JSON.stringify(request.body).startsWith(`${start}"input":${items},`)).toBe(true);
    expect(afterInput(request.body)).toBe(afterInput(requests[index]?.body));
    expect(inputOf(request).length).toBeGreaterThan(known.length);
  }
});

/** Requests of August 2025 repeat new input at their end. */
function repeated(items: readonly unknown[]): number {
  const texts = items.map((item) => JSON.stringify(item));
  for (let count = Math.floor(items.length / 2); count > 0; count--) {
    if (texts.slice(-count).join() === texts.slice(-2 * count, -count).join()) return count;
  }
  return 0;
}

function afterInput(body: unknown): string {
  const { model: _model, instructions: _instructions, input: _input, ...rest } = Object(body);
  return JSON.stringify(rest);
}
