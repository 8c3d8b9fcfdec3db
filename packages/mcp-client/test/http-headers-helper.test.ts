import { rmSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { answer, callNow, connect, NOON, serveOddly, serveTools, serveWithToken } from "./support/http-tool-server.js";

test("a user's command prints headers, and gets none of our secrets", async () => {
  await using server = await serveWithToken("t0ken");
  const helper = `printf '{"Authorization":"Bearer %s","x-extra":"%s"}' t0ken "\${SECRET-unset}"`;
  const { manager, failures } = await connect(
    { url: server.url, headersHelper: helper },
    { PATH: process.env["PATH"] ?? "", SECRET: "s" },
  );
  await using _manager = manager;
  expect(failures).toEqual([]);
  expect(server.seen[0]).toEqual({ method: "initialize", authorization: "Bearer t0ken", extra: "unset" });
});

test.each([
  { helper: "echo t0ken-of-mine; exit 3", reason: "ended with code 3" },
  { helper: "echo t0ken-of-mine", reason: "did not print one JSON object" },
  { helper: `echo '{"a header":"x"}'`, reason: "did not print one JSON object" },
])(
  "a server whose header command fails with $reason is unavailable, and nothing that was printed is shown",
  async (broken) => {
    await using server = await serveWithToken("t0ken");
    const { manager, failures } = await connect({ url: server.url, headersHelper: broken.helper });
    await using _manager = manager;
    expect(failures).toMatchObject([
      { error: { code: "invalid-server", message: expect.stringContaining(broken.reason) } },
    ]);
    expect(String(failures[0]?.error)).not.toContain("t0ken");
    expect(server.seen).toEqual([]);
  },
);

test.each([
  ["a failed response", 500, (said: string) => said],
  [
    "an error",
    200,
    (said: string, id: unknown) => JSON.stringify({ jsonrpc: "2.0", id, error: { code: 1, message: said } }),
  ],
])(
  "a token that the header command printed is not shown when the server repeats it in %s",
  async (_, status, bodyOf) => {
    await using server = await serveOddly({
      "tools/call": ({ id, request, response }) =>
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(bodyOf(`no access with ${request.headers.authorization?.slice("Bearer ".length)}`, id)),
    });
    const headersHelper = `printf '{"Authorization":"Bearer t0ken-of-mine"}'`;
    const { manager } = await connect({ url: server.url, headersHelper });
    await using _manager = manager;
    const failure: unknown = await callNow(manager).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining("no access with [hidden]") });
    expect(JSON.stringify(failure)).not.toContain("t0ken");
  },
);

test("a token that the header command printed is renewed when the server refuses it", async () => {
  using folder = new TemporaryFolder();
  const file = folder.at("headers.json");
  const print = (token: string) => writeFileSync(file, JSON.stringify({ authorization: `Bearer ${token}` }));
  let valid = "first";
  const refused: (string | undefined)[] = [];
  const release = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  await using server = await serveTools(async (exchange) => {
    const { message, request, response } = exchange;
    const { authorization } = request.headers;
    if (authorization !== `Bearer ${valid}`) {
      refused.push(authorization);
      return response.writeHead(401).end();
    }
    if (JSON.stringify(message).includes('"slow"')) {
      called.resolve();
      await release.promise;
    }
    return answer(exchange);
  });
  print("first");
  const { manager } = await connect({ url: server.url, headersHelper: `cat '${file}'` });
  await using _ = manager;
  const running = callNow(manager, { speed: "slow" });
  await called.promise;
  valid = "second";
  print("second");
  expect(await callNow(manager)).toMatchObject(NOON);
  expect(await callNow(manager)).toMatchObject(NOON);
  expect(refused).toEqual(["Bearer first"]);
  release.resolve();
  expect(await running).toMatchObject(NOON);
  valid = "third";
  await expect(callNow(manager)).rejects.toThrow("HTTP 401");
  rmSync(file);
  await expect(callNow(manager)).rejects.toThrow("ended with code 1");
  print("third");
  expect(await callNow(manager)).toMatchObject(NOON);
});
