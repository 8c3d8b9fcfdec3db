import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { fault, type ModelReply, sse, startFakeIssuer, startModelServer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCommandLine } from "../src/main.js";

/** One run of `codex exec` with a scripted model, and everything it left or printed. */
async function runExec(options: { auth: unknown; env?: Record<string, string>; replies: readonly ModelReply[] }) {
  const resources = new AsyncDisposableStack();
  const root = resources.use(new TemporaryFolder()).path;
  const codexHome = join(root, "home");
  await mkdir(codexHome);
  const model = resources.use(await startModelServer(options.replies));
  await writeFile(
    join(codexHome, "config.toml"),
    `model = "mock"\nmodel_provider = "mock"\n[model_providers.mock]\nname = "mock"\nwire_api = "responses"\n` +
      `base_url = "${model.baseUrl}"\nrequires_openai_auth = true\nrequest_max_retries = 0\n`,
  );
  if (options.auth !== undefined) await writeFile(join(codexHome, "auth.json"), JSON.stringify(options.auth));
  const screen = new PassThrough();
  const output = text(screen);
  const code = await runCommandLine(["exec", "--skip-git-repo-check", "-C", root, "go"], {
    stdin: new PassThrough(),
    stdout: screen,
    stderr: screen,
    env: { PATH: process.env["PATH"], HOME: root, CODEX_HOME: codexHome, ...options.env },
    cwd: root,
    platform: process.platform,
    signal: new AbortController().signal,
    version: "0.0.0",
  });
  screen.end();
  const left = await readdir(codexHome, { recursive: true, withFileTypes: true });
  const files = left.filter((entry) => entry.isFile() && entry.name !== "auth.json");
  const contents = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")));
  return {
    code,
    output: await output,
    requests: model.requests,
    traces: [await output, ...contents, ...model.requests.map(({ body }) => JSON.stringify(body))].join("\n"),
    files: files.map(({ name }) => name),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

test("an API key in the environment reaches the model's server, but no command, file or model", async () => {
  const env = {
    OPENAI_API_KEY: "sk-canary-1",
    CODEX_API_KEY: "sk-canary-2",
    GITHUB_TOKEN: "canary-3",
    MY_SECRET: "canary-4",
  };
  const replies = [sse.shell(["sh", "-c", "env; echo done"]), sse.say("finished")];
  await using it = await runExec({ auth: undefined, env, replies });
  expect(it.code).toBe(0);
  // As codex 0.171.0: the key for Codex alone takes precedence over the one that other programs use, too.
  expect(it.requests[0]?.headers.authorization).toBe("Bearer sk-canary-2");
  expect(it.traces).toContain("done");
  expect(it.traces).not.toContain("canary");
  expect(it.files).toEqual(expect.arrayContaining([expect.stringMatching(/^rollout-/)]));
});

test("tokens are in no file but auth.json, and in no error, even if the server repeats them", async () => {
  const tokens = { id_token: "canary-id", access_token: "canary-access", refresh_token: "canary-refresh" };
  const auth = { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
  await using said = await runExec({ auth, replies: [sse.say("finished")] });
  expect(said.code).toBe(0);
  expect(said.requests[0]?.headers.authorization).toBe("Bearer canary-access");
  expect(said.traces).not.toContain("canary");
});

test("a token that the server repeats in its error is neither shown nor stored", async () => {
  const auth = { OPENAI_API_KEY: "sk-canary-1" };
  const replies = [
    fault.status(400, { error: { message: "Incorrect API key provided: sk-canary-1 (Bearer sk-canary-1)" } }),
  ];
  await using it = await runExec({ auth, replies });
  expect(it.code).not.toBe(0);
  expect(it.output).toContain("Incorrect API key provided");
  expect(it.traces).not.toContain("canary");
});

test("a token that the server refuses is refreshed once and the request retried", async () => {
  await using issuer = await startFakeIssuer();
  const tokens = { id_token: "x", access_token: "access-old", refresh_token: "refresh-0" };
  const auth = { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
  const env = { CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${issuer.issuer.url}/oauth/token` };
  await using it = await runExec({ auth, env, replies: [fault.status(401, {}), sse.say("finished")] });
  expect(it.code).toBe(0);
  expect(issuer.requests).toHaveLength(1);
  const sent = it.requests.map(({ headers }) => headers.authorization);
  expect(sent).toEqual(["Bearer access-old", expect.not.stringContaining("access-old")]);
});
