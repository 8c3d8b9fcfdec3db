import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const clientInfo = { name: "editor", version: "9.1" };

test("nothing is served before initialize, which is accepted only once", async () => {
  await using server = await startServer();
  const client = server.connectSilently();
  expect(await client.failure("model/list", {})).toEqual({ code: -32600, message: "Not initialized" });
  expect((await client.failure("initialize", {})).message).toContain("clientInfo");
  const answer = await client.call("initialize", { clientInfo });
  expect(answer).toMatchObject({ codexHome: server.codexHome, platformFamily: "unix" });
  expect(answer.userAgent).toMatch(/^editor\/0\.171\.0 .*codex-typescript 0\.0\.0.* editor 9\.1$/);
  expect(await client.failure("initialize", { clientInfo })).toEqual({ code: -32600, message: "Already initialized" });
  expect((await client.call("model/list", {})).data[0]?.isDefault).toBe(true);
});

test("a client's name goes to the model's server in UTF-8; one with control characters is refused", async () => {
  await using server = await startServer({ script: [sse.say("hello")] });
  const client = server.connectSilently();
  const named = (name: string) => ({ clientInfo: { name, version: "1" } });
  expect(await client.failure("initialize", named("a\nb"))).toEqual({
    code: -32600,
    message: "Invalid clientInfo.name: 'a\nb'. Must be a valid HTTP header value.",
  });
  await client.call("initialize", named("編集"));
  const { thread } = await client.call("thread/start", {});
  await client.call("turn/start", { threadId: thread.id, input: [{ type: "text", text: "hi" }] });
  expect((await client.hear("turn/completed")).turn.status).toBe("completed");
  const sent = Object(server.model.requests[0]).headers.originator;
  expect(Buffer.from(sent, "latin1").toString("utf8")).toBe("編集");
});

test("unknown methods, and those that only the vendor's services could answer", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const unknown = await client.failure("no/such/method", {});
  expect(unknown.code).toBe(-32600);
  expect(unknown.message).toMatch(/unknown variant `no\/such\/method`, expected one of `initialize`/);
  expect(await client.connection.request("app/list", {})).toEqual({ data: [], nextCursor: null });
  expect((await client.failure("marketplace/add", {})).code).toBe(-32600);
});

test("experimental methods are only for clients that enable them", async () => {
  await using server = await startServer();
  const careful = await server.connect();
  const message = "mock/experimentalMethod requires experimentalApi capability";
  expect(await careful.failure("mock/experimentalMethod", {})).toEqual({ code: -32600, message });
  expect((await careful.failure("thread/start", { dynamicTools: [] })).message).toMatch(
    /^thread\/start\.dynamicTools /,
  );
  const bold = await server.connect({ experimentalApi: true });
  expect(await bold.call("mock/experimentalMethod", { value: "x" })).toEqual({ echoed: "x" });
});

test("the error of invalid params names the field", async () => {
  await using server = await startServer();
  const client = await server.connect();
  expect(await client.failure("config/value/write", { keyPath: 3 })).toMatchObject({
    code: -32600,
    message: expect.stringContaining("keyPath: expected string"),
  });
});

test("a client does not get notifications that it opted out of", async () => {
  await using server = await startServer();
  const [deaf, other] = [
    await server.connect({ optOutNotificationMethods: ["account/updated"] }),
    await server.connect(),
  ];
  await deaf.call("account/login/start", { type: "apiKey", apiKey: "sk-1" });
  await deaf.hear("account/login/completed");
  await other.hear("account/updated");
  expect(deaf.notifications.map(({ method }) => method)).toEqual(["account/login/completed"]);
});

test("a configuration that does not parse is reported with the position", async () => {
  await using server = await startServer({ config: "model = " });
  const client = await server.connect();
  expect(await client.hear("configWarning")).toMatchObject({
    path: `${server.codexHome}/config.toml`,
    range: { start: { line: 1 } },
  });
  expect((await client.failure("config/read", {})).code).toBe(-32603);
});
