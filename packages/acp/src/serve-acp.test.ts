import { Connection, memoryTransportPair } from "@codex/jsonrpc";
import { AuthManager } from "@codex/login";
import { startFakeIssuer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { serveAcp } from "./serve-acp.js";

test("a cancelled login is answered, and ends", async () => {
  await using resources = new AsyncDisposableStack();
  const codexHome = resources.use(new TemporaryFolder()).path;
  const { issuer } = resources.use(await startFakeIssuer({ deviceDelays: Number.POSITIVE_INFINITY }));
  const auth = resources.use(await AuthManager.load({ codexHome, env: {}, issuer }));
  const [ours, theirs] = memoryTransportPair();
  const asked = Promise.withResolvers<void>();
  const answer = () => {
    asked.resolve();
    return { action: "accept" };
  };
  const editor = resources.use(new Connection({ transport: theirs, findHandler: () => answer }));
  const host = { auth, codexHome, [Symbol.asyncDispose]: async () => {} };
  const options = { env: {}, platform: process.platform, cwd: codexHome, version: "1.0.0" };
  const served = serveAcp({ ...options, createHost: async () => host as never }, ours);
  await editor.request("initialize", { protocolVersion: 1, clientCapabilities: { elicitation: { url: {} } } });
  const login = editor.request("authenticate", { methodId: "device-code" });
  await asked.promise;
  await editor.notify("$/cancel_request", { requestId: 1 });
  await expect(login).rejects.toMatchObject({ code: -32800, message: "authenticate was cancelled" });
  await editor.close();
  await served;
});
