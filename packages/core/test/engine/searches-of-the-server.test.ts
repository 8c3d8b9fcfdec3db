import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const { created, completed, itemDone, message } = responsesEvent;
const thought = itemDone({ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "opaque" });
const search = { type: "web_search_call", id: "ws_1", status: "completed" };
const action = { type: "search", query: "weather", queries: ["weather", "rain"], later: true };

const saidIn = (request: { readonly body: unknown } | undefined) =>
  inputOf(request).filter(({ type, role }) => type !== "message" || role === "assistant");

/** What later requests send of a turn that the provider answered so: the next one, and one after a restart. */
async function sentAgain(...answer: ReturnType<typeof itemDone>[]): Promise<ReturnType<typeof saidIn>[]> {
  await using engine = await startEngine([
    sse.events(created(), ...answer, completed()),
    sse.say("one"),
    sse.say("two"),
  ]);
  const conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await collect(conversation.run("again"));
  await conversation[Symbol.asyncDispose]();
  await using resumed = await engine.codex.resumeConversation(conversation.id);
  await collect(resumed.run("and again"));
  return engine.model.requests.slice(1).map(saidIn);
}

test("a provider's search is sent back with the reasoning before it, also after a restart", async () => {
  const sent = await sentAgain(thought, itemDone({ ...search, action }), message("sunny"));
  expect(sent).toHaveLength(2);
  for (const [reasoning, searched, answer] of sent) {
    expect(reasoning).toMatchObject({ type: "reasoning", id: "rs_1" });
    expect(searched).toEqual({ ...search, action });
    expect(answer).toMatchObject({ type: "message", role: "assistant" });
  }
});

test("a search with an unreadable action still counts as a search", async () => {
  const odd = itemDone({ ...search, action: "odd" });
  await using engine = await startEngine([sse.events(created(), odd, message("sunny"), completed()), sse.say("one")]);
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await collect(conversation.run("again"));
  expect(saidIn(engine.model.requests[1])[0]).toEqual(search);
});

test("a search is sent and reported once, even if a retry repeats it", async () => {
  const searched = itemDone({ ...search, action });
  await using engine = await startEngine(
    [sse.drop(searched), sse.events(created(), searched, message("sunny"), completed()), sse.say("one")],
    { config: { "model_providers.mock.stream_max_retries": 1 } },
  );
  await using conversation = await engine.codex.newConversation();
  const events = await collect(conversation.run("go"));
  expect(events.filter(({ type }) => type === "web_search_begin")).toHaveLength(1);
  await collect(conversation.run("again"));
  expect(saidIn(engine.model.requests[2]).filter(({ type }) => type === "web_search_call")).toHaveLength(1);
});

test("an image made by the provider is sent back with the reasoning before it, also after a restart", async () => {
  const made = {
    type: "image_generation_call",
    id: "ig_1",
    status: "completed",
    revised_prompt: "a cat",
    result: "AAAA",
  };
  const sent = await sentAgain(thought, itemDone({ ...made, size: "1x1" }), message("here"));
  expect(sent).toHaveLength(2);
  for (const said of sent)
    expect(said.slice(0, 3)).toMatchObject([{ type: "reasoning", id: "rs_1" }, made, { role: "assistant" }]);
});
