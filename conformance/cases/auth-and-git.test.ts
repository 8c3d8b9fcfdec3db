import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { idToken, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { oneTurn, serverCase } from "../conformance-case.js";
import type { Json } from "../observation.js";
import type { ServerClient } from "../server-client.js";

const NOBODY = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const KEY_FILE = { "auth.json": JSON.stringify({ OPENAI_API_KEY: "sk-from-file", tokens: null, last_refresh: null }) };
const CHATGPT_FILE = {
  "auth.json": JSON.stringify({
    OPENAI_API_KEY: null,
    tokens: {
      id_token: idToken({ chatgpt_account_id: "acct-1" }),
      access_token: "access-1",
      refresh_token: "refresh-1",
      account_id: "acct-1",
    },
    last_refresh: new Date().toISOString(),
  }),
};

const authStatus =
  (...params: readonly Json[]) =>
  async (client: ServerClient): Promise<void> => {
    await client.initialize();
    for (const asked of params) await client.request("getAuthStatus", asked);
  };

const statusOf = (url: string) => fetch(url).then(({ status }) => status);

conformance("auth-and-git", {
  "auth-status-none": serverCase({ about: "nobody is logged in", play: authStatus({}) }),
  "auth-status-api-key": serverCase({
    about: "a key is only returned on request",
    homeFiles: KEY_FILE,
    play: authStatus({}, { includeToken: true }),
  }),
  "auth-status-chatgpt": serverCase({
    about: "a ChatGPT login",
    homeFiles: CHATGPT_FILE,
    play: authStatus({ includeToken: true }),
  }),
  "chatgpt-token-used": serverCase({
    about: "the token and the account are sent to a provider that accepts them",
    provider: "requires_openai_auth = true",
    homeFiles: CHATGPT_FILE,
    model: [sse.say("ok")],
    play: oneTurn(),
  }),
  logout: serverCase({
    about: "a logout deletes the login, and notifies the client",
    homeFiles: KEY_FILE,
    async play(client, { codexHome }) {
      await client.initialize();
      await client.request("logoutChatGpt");
      await client.waitFor(({ method = "" }) => /authStatusChange|auth_status/.test(method));
      return { left: existsSync(path.join(codexHome, "auth.json")) };
    },
  }),
  "login-and-cancel": serverCase({
    about: "a browser login starts, and is cancelled",
    async play(client) {
      await client.initialize();
      const { result = {} } = await client.request("loginChatGpt");
      const { loginId } = result;
      const url = new URL(String(result["authUrl"]));
      const { port } = new URL(url.searchParams.get("redirect_uri") ?? "");
      const secret = ["state", "code_challenge"];
      const told = [...url.searchParams].map(([key, value]) => [
        key,
        secret.includes(key) ? `<${value.length} characters>` : value,
      ]);
      const wrongState = await statusOf(`http://127.0.0.1:${port}/auth/callback?code=x&state=wrong`);
      const unknownPath = await statusOf(`http://127.0.0.1:${port}/nothing`);
      await client.request("cancelLoginChatGpt", { loginId: NOBODY });
      await client.request("cancelLoginChatGpt", { loginId });
      const dataOf = (params: Json = {}) => (params["data"] ?? params) as Json;
      const done = await client.waitFor(({ params }) => dataOf(params)["loginId"] === loginId);
      const { origin, pathname } = url;
      const { success } = dataOf(done.params);
      return { origin, path: pathname, told: Object.fromEntries(told), wrongState, unknownPath, success };
    },
    view: ({ result, replies = [] }) => ({
      result,
      replies: replies.map((reply) => ({ method: reply["method"], ok: "result" in reply, error: reply["error"] })),
    }),
  }),
  "git-diff-to-remote": serverCase({
    about: "changes that the remote does not have yet, including new files",
    files: { "a.txt": "one\n" },
    prepare({ git, root, cwd }) {
      const remote = path.join(root, "remote.git");
      git("init", "-q", "--bare", "-b", "main", remote);
      git("remote", "add", "origin", remote);
      git("push", "-q", "-u", "origin", "main");
      writeFileSync(path.join(cwd, "a.txt"), "one\ntwo\n");
      git("commit", "-q", "-am", "local");
      appendFileSync(path.join(cwd, "a.txt"), "three\n");
      writeFileSync(path.join(cwd, "new.txt"), "new\n");
    },
    async play(client, { cwd }) {
      await client.initialize();
      await client.request("gitDiffToRemote", { cwd });
    },
  }),
  "git-diff-without-remote": serverCase({
    about: "no remote, and no repository",
    async play(client, { cwd, codexHome }) {
      await client.initialize();
      await client.request("gitDiffToRemote", { cwd });
      await client.request("gitDiffToRemote", { cwd: codexHome });
    },
    view: ({ replies = [] }) => ({
      replies: replies.map((reply) =>
        "error" in reply ? { method: reply["method"], code: (reply["error"] as Json)["code"] } : reply,
      ),
    }),
  }),
});
