import { sse, startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { collect, inputOf, startEngine } from "./start-engine.js";

test("without configured domains the model has no such tool", async () => {
  await using engine = await startEngine([sse.call("web_fetch", { url: "https://docs.rs/" }), sse.say("done")]);
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("read it"));
  expect(JSON.stringify(engine.model.requests[0]?.body)).not.toContain("web_fetch");
  const output = inputOf(engine.model.requests[1]).find(({ type }) => type === "function_call_output");
  expect(output?.["output"]).toContain("not among the allowed domains");
});

test("pages on this machine are not read, whether or not they are allowed", async () => {
  let hits = 0;
  await using server = await startHttpServer((_, response) => {
    hits++;
    response.end("secret");
  });
  const place = `localhost:${server.port}`;
  const script = [sse.call("web_fetch", { url: `http://${place}/` }), sse.say("done")];
  const config = { "tools.web_fetch.allowed_domains": [place] };
  await using engine = await startEngine(script, { config });
  await using conversation = await engine.codex.newConversation();
  await collect(conversation.run("read it"));
  expect(hits).toBe(0);
  expect(JSON.stringify(engine.model.requests[0]?.body)).toContain(place);
  const output = inputOf(engine.model.requests[1]).find(({ type }) => type === "function_call_output");
  expect(output?.["output"]).toContain("not an address on the public internet");
});
