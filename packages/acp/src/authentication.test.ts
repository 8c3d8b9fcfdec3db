import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Connection, memoryTransportPair } from "@codex/jsonrpc";
import { AuthManager } from "@codex/login";
import { startFakeIssuer } from "@codex/test-support";
import { expect, test } from "vitest";
import { authMethods } from "./auth-methods.js";
import { authenticate } from "./authentication.js";
import { abilitiesOf } from "./wire/initialize.js";

const idsFor = (clientCapabilities: unknown) => {
  const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities });
  return abilities && authMethods(abilities).map(({ id, type }) => (type === undefined ? id : `${id} (${type})`));
};

test("a code is offered where the editor can show it", () => {
  expect(idsFor({})).toEqual(["chatgpt", "api-key"]);
  expect(idsFor({ elicitation: { url: {} } })).toEqual(["chatgpt", "device-code", "api-key"]);
  expect(idsFor({ auth: { terminal: true } })).toEqual(["chatgpt", "device-code (terminal)", "api-key"]);
});

test.each([undefined, null, "all", [], { fs: true, auth: null, elicitation: [] }])(
  "abilities that cannot be read, as %j, count as not there",
  (clientCapabilities) => {
    const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities });
    expect(Object.values(abilities ?? {}).filter((ability) => ability)).toEqual([]);
    expect(abilitiesOf({ clientCapabilities })).toBeUndefined();
  },
);

test("the code goes to the editor with its page, and logs in once it is typed there", async () => {
  await using resources = new AsyncDisposableStack();
  const codexHome = await mkdtemp(path.join(tmpdir(), "codex-acp-"));
  resources.defer(() => rm(codexHome, { recursive: true }));
  const { issuer } = resources.use(await startFakeIssuer({ deviceDelays: 1 }));
  const auth = resources.use(await AuthManager.load({ codexHome, env: {}, issuer }));
  const [ours, theirs] = memoryTransportPair();
  const shown: unknown[] = [];
  resources.use(
    new Connection({
      transport: theirs,
      findHandler: (method) => (params) => {
        shown.push({ method, params });
        return { action: "accept" };
      },
    }),
  );
  const connection = resources.use(new Connection({ transport: ours }));
  const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities: { elicitation: { url: {} } } });
  if (abilities === undefined) throw new Error("not read");
  const { signal } = new AbortController();
  const options = { auth, env: {}, platform: process.platform, loginPort: undefined, connection, abilities, signal };
  await authenticate("device-code", { ...options, requestId: 7 });
  expect(await auth.current()).toMatchObject({ mode: "chatgpt" });
  expect(shown).toEqual([
    {
      method: "elicitation/create",
      params: {
        requestId: 7,
        mode: "url",
        elicitationId: "login",
        url: `${issuer.url}/codex/device`,
        message: "Log in with ChatGPT, with the code ABCD-1234",
      },
    },
  ]);
});
