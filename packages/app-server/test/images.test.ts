import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { say } from "./support/say.js";
import { startServer, type TestServer } from "./support/start-server.js";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1").toString("base64");
const shown = `data:image/png;base64,${PNG}`;

const lastRequest = ({ model }: TestServer) =>
  (model.requests.at(-1)?.body as { input: Record<string, unknown>[] } | undefined)?.input ?? [];

test("the model sees the images that a client's tool answers with, and a note in place of what is none", async () => {
  const contentItems = [
    { type: "inputText", text: "a picture" },
    { type: "inputImage", imageUrl: shown },
    { type: "inputImage", imageUrl: "data:text/html;base64,AAAA" },
    { type: "inputImage", imageUrl: "https://example.com/a.png" },
  ];
  await using server = await startServer({ script: [sse.call("look", {}), sse.say("done")] });
  const client = await server.connect({ experimentalApi: true });
  client.answer("item/tool/call", () => ({ success: true, contentItems }));
  const look = { type: "function" as const, name: "look", description: "looks", inputSchema: { type: "object" } };
  const { thread } = await client.call("thread/start", { dynamicTools: [look] });
  await say(client, thread.id, []);
  expect(lastRequest(server).find(({ type }) => type === "function_call_output")?.["output"]).toEqual([
    { type: "input_text", text: "a picture" },
    { type: "input_image", image_url: shown },
    { type: "input_text", text: expect.stringContaining("models only accept PNG") },
    { type: "input_text", text: expect.stringContaining("only data URLs are accepted") },
  ]);
});

test("an image of the user that no server would accept becomes a note, so that the thread can continue", async () => {
  await using server = await startServer({ script: [sse.say("done")] });
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  await say(client, thread.id, [
    { type: "image", url: "data:image/svg+xml;base64,PHN2Zy8+" },
    { type: "image", url: `data:image/jpeg;base64,${PNG}` },
  ]);
  expect(lastRequest(server).at(-1)?.["content"]).toEqual([
    { type: "input_text", text: expect.stringContaining("convert it to PNG") },
    { type: "input_image", image_url: shown },
  ]);
});

test.each(["https://example.com/a.png", "file:///a.png"])("an image of the user at %s is refused", async (url) => {
  await using server = await startServer();
  const client = await server.connect();
  const { thread } = await client.call("thread/start", {});
  const start = client.call("turn/start", { threadId: thread.id, input: [{ type: "image", url }] });
  await expect(start).rejects.toMatchObject({ code: -32600, message: expect.stringContaining("data URL") });
});
