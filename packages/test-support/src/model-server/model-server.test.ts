import { describe, expect, it } from "vitest";
import { fault } from "./model-reply.js";
import { startModelServer } from "./model-server.js";
import { sse } from "./responses-replies.js";

describe("the scripted model server", () => {
  it("answers from its script, and records the requests", async () => {
    await using server = await startModelServer([sse.say("hi")]);
    const answer = await fetch(`${server.baseUrl}/responses?a=1`, { method: "POST", body: '{"x":1}' });
    expect(await answer.text()).toContain('"text":"hi"');
    expect(server.requests).toMatchObject([{ method: "POST", path: "/v1/responses?a=1", body: { x: 1 } }]);
  });

  it("fails a test that makes too many requests", async () => {
    const server = await startModelServer([]);
    expect((await fetch(server.baseUrl)).status).toBe(500);
    await expect(Promise.resolve(server[Symbol.asyncDispose]())).rejects.toThrow("1 requests that the script");
  });

  it("fails a test that makes too few requests, unless that is allowed", async () => {
    const server = await startModelServer([fault.status(500)]);
    await expect(Promise.resolve(server[Symbol.asyncDispose]())).rejects.toThrow("1 replies");
    await using _relaxed = await startModelServer([fault.status(500)], { allowLeftover: true });
  });
});
