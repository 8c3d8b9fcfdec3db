import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");

test("the configuration is read with its layers, changed in place, and takes effect", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.codexHome, "config.toml");
  writeFileSync(file, `# mine\n${readFileSync(file, "utf8")}`);
  const before = await client.call("config/read", { includeLayers: true });
  expect(before.layers?.map(({ name }) => name.type)).toEqual(["user", "system"]);
  expect(before.origins["model"]?.name).toMatchObject({ type: "user", file });
  const version = before.layers?.[0]?.version;
  const written = await client.call("config/batchWrite", {
    edits: [
      { keyPath: "model", value: "other", mergeStrategy: "replace" },
      { keyPath: 'mcp_servers."a.b"', value: { command: "true" }, mergeStrategy: "upsert" },
    ],
    expectedVersion: version,
  });
  expect(written).toMatchObject({ status: "ok", filePath: file });
  expect(
    await client.failure("config/value/write", {
      keyPath: "model",
      value: "x",
      mergeStrategy: "replace",
      expectedVersion: version,
    }),
  ).toMatchObject({ code: -32600 });
  expect((await client.call("config/read", {})).config).toMatchObject({
    model: "other",
    mcp_servers: { "a.b": { command: "true" } },
  });
  expect(readFileSync(file, "utf8")).toContain("# mine\n");
});

test("each element of a list has an origin; those of a list that another layer replaces have none", async () => {
  await using server = await startServer({
    config: 'notify = ["a", "b"]\nproject_doc_fallback_filenames = ["X.md", "Y.md"]',
    cliOverrides: [["notify", ["z"]]],
  });
  const client = await server.connect();
  const { origins } = await client.call("config/read", {});
  const lists = Object.keys(origins).filter((key) => /^(notify|project_doc)/.test(key));
  expect(Object.fromEntries(lists.map((key) => [key, origins[key]?.name.type]))).toEqual({
    "notify.0": "sessionFlags",
    "project_doc_fallback_filenames.0": "user",
    "project_doc_fallback_filenames.1": "user",
  });
});

test("the configuration is read with its defaults, so that clients need not know them", async () => {
  await using server = await startServer({ config: "allow_login_shell = false" });
  const client = await server.connect();
  expect((await client.call("config/read", {})).config).toMatchObject({
    allow_login_shell: false,
    cli_auth_credentials_store: "file",
    mcp_oauth_credentials_store: "auto",
    model_providers: { test: { env_key: "TEST_KEY", requires_openai_auth: false } },
  });
});

test("an invalid value leaves the file unchanged", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.codexHome, "config.toml");
  const before = readFileSync(file, "utf8");
  for (const [keyPath, value] of [
    ["approval_policy", "sometimes"],
    ["", 1],
    ["a..b", 1],
  ]) {
    expect((await client.failure("config/value/write", { keyPath, value, mergeStrategy: "replace" })).code).toBe(
      -32600,
    );
  }
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("files: absolute paths, base64, and errors that distinguish the client's faults from others", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.cwd, "a.txt");
  await client.call("fs/writeFile", { path: file, dataBase64: base64("hello") });
  expect(await client.call("fs/readFile", { path: file })).toEqual({ dataBase64: base64("hello") });
  expect((await client.failure("fs/readFile", { path: "a.txt" })).code).toBe(-32600);
  expect((await client.failure("fs/readFile", { path: `${file}.absent` })).code).toBe(-32603);
  expect(
    (
      await client.failure("fs/copy", {
        sourcePath: server.cwd,
        destinationPath: path.join(server.cwd, "in"),
        recursive: true,
      })
    ).code,
  ).toBe(-32600);
  await client.call("fs/remove", { path: file });
  expect(await client.call("fs/readDirectory", { path: server.cwd })).toEqual({ entries: [] });
  expect((await client.failure("fs/remove", { path: file, force: false })).message).toBe(
    `could not remove ${file}: ENOENT: no such file or directory`,
  );
});

test("a watch reports changes until it is ended", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.cwd, "seen.txt");
  expect(await client.call("fs/watch", { path: server.cwd, watchId: "w" })).toEqual({ path: server.cwd });
  writeFileSync(file, "1");
  const change = await client.hear("fs/changed", ({ changedPaths }) => changedPaths.includes(file));
  expect(change.watchId).toBe("w");
  expect((await client.failure("fs/watch", { path: server.cwd, watchId: "w" })).code).toBe(-32600);
  await client.call("fs/unwatch", { watchId: "w" });
});

test("a file is watched before it exists, and after it is replaced", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.cwd, "later.txt");
  await client.call("fs/watch", { path: file, watchId: "w" });
  writeFileSync(path.join(server.cwd, "other.txt"), "1");
  writeFileSync(file, "1");
  expect(await client.hear("fs/changed")).toEqual({ watchId: "w", changedPaths: [file] });
  const before = client.notifications.length;
  renameSync(path.join(server.cwd, "other.txt"), file);
  await client.hear("fs/changed", () => client.notifications.length > before);
});

test("a path is watched while its folders are created, removed and created again", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const folder = path.join(server.cwd, "new");
  const file = path.join(folder, "deep/file.txt");
  await client.call("fs/watch", { path: file, watchId: "f" });
  await client.call("fs/watch", { path: folder, watchId: "d" });
  /** Waits until there are more than `count` of them, and returns how many. */
  const oneMore = async (watchId: string, changed: string, count: number): Promise<number> => {
    let seen = 0;
    await client.hear("fs/changed", (params) => {
      if (params.watchId === watchId && params.changedPaths.includes(changed)) seen += 1;
      return seen > count;
    });
    return seen;
  };
  let [ofFolder, ofFile] = [0, 0];
  for (let time = 0; time < 2; time++) {
    mkdirSync(path.dirname(file), { recursive: true });
    ofFolder = await oneMore("d", folder, ofFolder);
    writeFileSync(file, "1");
    ofFile = await oneMore("f", file, ofFile);
    writeFileSync(file, "2");
    ofFile = await oneMore("f", file, ofFile);
    rmSync(folder, { recursive: true });
    ofFile = await oneMore("f", file, ofFile);
    ofFolder = await oneMore("d", folder, ofFolder);
  }
});

test("files are found by fuzzy search, also while the user types", async () => {
  await using server = await startServer();
  const client = await server.connect({ experimentalApi: true });
  writeFileSync(path.join(server.cwd, "alpha.txt"), "");
  const once = await client.call("fuzzyFileSearch", { query: "alp", roots: [server.cwd, "/no/such/root"] });
  expect(once.files).toMatchObject([
    { path: "alpha.txt", file_name: "alpha.txt", root: server.cwd, indices: [0, 1, 2] },
  ]);
  await client.call("fuzzyFileSearch/sessionStart", { sessionId: "s", roots: [server.cwd] });
  await client.call("fuzzyFileSearch/sessionUpdate", { sessionId: "s", query: "txt" });
  expect((await client.hear("fuzzyFileSearch/sessionUpdated")).files).toMatchObject([{ path: "alpha.txt" }]);
  await client.call("fuzzyFileSearch/sessionStop", { sessionId: "s" });
  expect((await client.failure("fuzzyFileSearch/sessionUpdate", { sessionId: "s", query: "x" })).code).toBe(-32600);
  expect((await client.failure("fuzzyFileSearch/sessionStart", { sessionId: "t", roots: [] })).code).toBe(-32603);
});

test("a login by API key is stored for the user only, reported, and removed again", async () => {
  await using server = await startServer({ config: 'model_provider = "openai"' });
  writeFileSync(path.join(server.codexHome, "config.toml"), "");
  const client = await server.connect();
  expect(await client.call("account/read", {})).toMatchObject({ account: null, requiresOpenaiAuth: true });
  await client.call("account/login/start", { type: "apiKey", apiKey: "sk-1" });
  await client.hear("account/updated", ({ authMode }) => authMode === "apikey");
  expect(statSync(path.join(server.codexHome, "auth.json")).mode & 0o777).toBe(0o600);
  expect(await client.call("account/read", {})).toMatchObject({ account: { type: "apiKey" } });
  expect(await client.call("getAuthStatus", { includeToken: true })).toMatchObject({ authToken: "sk-1" });
  await client.call("account/logout", undefined);
  await client.hear("account/updated", ({ authMode }) => authMode == null);
  expect((await client.failure("account/login/start", { type: "apiKey", apiKey: " " })).code).toBe(-32600);
});

test("a login in the browser waits on this machine, and is cancelled", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const started = await client.call("account/login/start", { type: "chatgpt" });
  if (started.type !== "chatgpt") throw new Error(`started ${started.type}`);
  expect(new URL(new URL(started.authUrl).searchParams.get("redirect_uri") ?? "").hostname).toBe("127.0.0.1");
  const another = "019a0000-0000-7000-8000-000000000000";
  expect(await client.call("account/login/cancel", { loginId: another })).toEqual({ status: "notFound" });
  expect((await client.failure("account/login/cancel", { loginId: "another" })).code).toBe(-32600);
  expect(await client.call("account/login/cancel", { loginId: started.loginId })).toEqual({ status: "canceled" });
  expect(await client.hear("account/login/completed")).toMatchObject({ loginId: started.loginId, success: false });
});
