import { responsesEvent, sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

const { created, completed, itemDone, message } = responsesEvent;
const thought = itemDone({ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "opaque" });
const search = { type: "web_search_call", id: "ws_1", status: "completed" };
const action = { type: "search", query: "weather", queries: ["weather", "rain"], later: true };

const saidIn = (request: { readonly body: unknown } | undefined) =>
  inputOf(request).filter(({ type, role }) => type !== "message" || role === "assistant");

test("a provider's search is sent back with the reasoning before it, also after a restart", async () => {
  await using engine = await startEngine([
    sse.events(created(), thought, itemDone({ ...search, action }), message("sunny"), completed()),
    sse.say("one"),
    sse.say("two"),
  ]);
  const conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await collect(conversation.run("again"));
  await conversation[Symbol.asyncDispose]();
  await using resumed = await engine.codex.resumeConversation(conversation.id);
  await collect(resumed.run("and again"));
  for (const request of engine.model.requests.slice(1)) {
    const [reasoning, searched, answer] = saidIn(request);
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
  await using engine = await startEngine([
    sse.events(created(), thought, itemDone({ ...made, size: "1x1" }), message("here"), completed()),
    sse.say("one"),
    sse.say("two"),
  ]);
  const conversation = await engine.codex.newConversation();
  await collect(conversation.run("go"));
  await collect(conversation.run("again"));
  await conversation[Symbol.asyncDispose]();
  await using resumed = await engine.codex.resumeConversation(conversation.id);
  await collect(resumed.run("and again"));
  for (const request of engine.model.requests.slice(1)) {
    expect(saidIn(request).slice(0, 3)).toMatchObject([{ type: "reasoning", id: "rs_1" }, made, { role: "assistant" }]);
  }
});
