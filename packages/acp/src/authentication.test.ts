import { Connection, memoryTransportPair } from "@codex/jsonrpc";
import { AuthManager } from "@codex/login";
import { startFakeIssuer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { authMethods } from "./auth-methods.js";
import { authenticate } from "./authentication.js";
import { abilitiesOf } from "./wire/initialize.js";

const idsFor = (clientCapabilities: unknown, env: Readonly<Record<string, string>> = {}) => {
  const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities });
  return abilities && authMethods(abilities, env).map(({ id, type }) => (type === undefined ? id : `${id} (${type})`));
};

test("a device code is offered if the editor can show it", () => {
  expect(idsFor({})).toEqual(["chatgpt", "api-key"]);
  expect(idsFor({ elicitation: { url: {} } })).toEqual(["chatgpt", "device-code", "api-key"]);
  expect(idsFor({ auth: { terminal: true } })).toEqual(["chatgpt", "device-code (terminal)", "api-key"]);
});

test("an available key is the first login method", () => {
  expect(idsFor({}, { OPENAI_API_KEY: "sk-1" })).toEqual(["api-key", "chatgpt"]);
  expect(idsFor({}, { OPENAI_API_KEY: " " })).toEqual(["chatgpt", "api-key"]);
});

test.each([undefined, null, "all", [], { fs: true, auth: null, elicitation: [] }])(
  "invalid capabilities, such as %j, count as absent",
  (clientCapabilities) => {
    const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities });
    expect(Object.values(abilities ?? {}).filter((ability) => ability)).toEqual([]);
    expect(abilitiesOf({ clientCapabilities })).toBeUndefined();
  },
);

/**
 * Starts a login with an editor that shows links. The user types the device code only after the issuer has been polled `deviceDelays`
 * times.
 */
async function startLogin({ deviceDelays, answer }: { readonly deviceDelays: number; readonly answer: unknown }) {
  await using resources = new AsyncDisposableStack();
  const codexHome = resources.use(new TemporaryFolder()).path;
  const { issuer } = resources.use(await startFakeIssuer({ deviceDelays }));
  const auth = resources.use(await AuthManager.load({ codexHome, env: {}, issuer }));
  const [ours, theirs] = memoryTransportPair();
  const shown: { readonly method: string; readonly params: unknown }[] = [];
  const asked = Promise.withResolvers<void>();
  const editor = new Connection({
    transport: theirs,
    findHandler: (method) => (params) => {
      shown.push({ method, params });
      asked.resolve();
      return answer;
    },
    onNotification: (method, params) => void shown.push({ method, params }),
  });
  resources.use(editor);
  const connection = resources.use(new Connection({ transport: ours, announcesCancellation: false }));
  const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities: { elicitation: { url: {} } } });
  if (abilities === undefined) throw new Error("not read");
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const options = { auth, env: {}, platform: process.platform, loginPort: undefined, connection, abilities, signal };
  const login = authenticate("device-code", { ...options, requestId: 7 });
  const held = resources.move();
  const ended = async () => {
    await connection.close();
    await editor.closed;
  };
  return {
    issuer,
    auth,
    shown,
    asked: asked.promise,
    giveUp,
    login,
    ended,
    [Symbol.asyncDispose]: () => held[Symbol.asyncDispose](),
  };
}

test("the code goes to the editor with its page, and typing it there logs in", async () => {
  await using it = await startLogin({ deviceDelays: 1, answer: { action: "accept" } });
  await it.login;
  await it.ended();
  expect(await it.auth.current()).toMatchObject({ mode: "chatgpt" });
  const [asked, completed] = it.shown;
  expect(asked).toEqual({
    method: "elicitation/create",
    params: {
      requestId: 7,
      mode: "url",
      elicitationId: expect.any(String),
      url: `${it.issuer.url}/codex/device`,
      message: "Log in with ChatGPT, with the code ABCD-1234",
    },
  });
  expect(completed?.method).toBe("elicitation/complete");
  expect(asked?.params).toMatchObject({ ...(completed?.params as object) });
});

test.each(["decline", "cancel"])("a user who answers the link with %s is not logged in", async (action) => {
  await using it = await startLogin({ deviceDelays: Number.POSITIVE_INFINITY, answer: { action } });
  await expect(it.login).rejects.toMatchObject({ code: -32800, message: "the login was declined" });
  await it.ended();
  expect(it.shown.map(({ method }) => method)).toEqual(["elicitation/create"]);
  expect(await it.auth.current()).toBeUndefined();
});

test("cancelling a login withdraws its link", async () => {
  await using it = await startLogin({ deviceDelays: Number.POSITIVE_INFINITY, answer: new Promise(() => {}) });
  await it.asked;
  it.giveUp.abort();
  await expect(it.login).rejects.toMatchObject({ name: "AbortError" });
  await it.ended();
  expect(it.shown.at(-1)).toEqual({ method: "$/cancel_request", params: { requestId: 0 } });
});
