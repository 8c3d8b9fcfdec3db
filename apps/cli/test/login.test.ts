import { once } from "node:events";
import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { closedPort, type IssuerBehaviour, idToken, startFakeIssuer, TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import type { Io } from "../src/io.js";
import { runCommandLine } from "../src/main.js";

/** A home, an issuer, and the command line run in this process. */
async function start(behaviour: IssuerBehaviour = {}) {
  const resources = new AsyncDisposableStack();
  const root = resources.use(new TemporaryFolder()).path;
  const codexHome = join(root, "home");
  await mkdir(codexHome);
  const fake = resources.use(await startFakeIssuer(behaviour));
  const port = String(await closedPort());
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  const screen = new Screen();
  const interrupt = new AbortController();
  const run = (args: readonly string[], env: Record<string, string> = {}) => {
    const io: Io = {
      stdin,
      stdout: screen,
      stderr: screen,
      env: { CODEX_HOME: codexHome, PATH: join(root, "bin"), ...env },
      cwd: root,
      platform: "linux",
      signal: interrupt.signal,
      version: "0.0.0",
    };
    return runCommandLine(args, io);
  };
  const { url, clientId } = fake.issuer;
  const login = ["login", "--port", port, "--experimental_issuer", url, "--experimental_client-id", clientId];
  return {
    root,
    auth: async () => JSON.parse(await readFile(join(codexHome, "auth.json"), "utf8")),
    codexHome,
    fake,
    port,
    stdin,
    screen,
    interrupt,
    run,
    login,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Collects output, and waits for more of it. */
class Screen extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString("utf8");
    this.emit("written");
    done();
  }
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      await once(this, "written");
    }
  }
}

/** A fake browser on the PATH that approves every login. */
async function installBrowser(root: string): Promise<void> {
  const path = join(root, "bin", "xdg-open");
  const program = `
    const page = await (await fetch(process.argv[1])).text();
    await fetch(/id="yes" href="([^"]+)"/.exec(page)[1].replaceAll("&amp;", "&"));`;
  await mkdir(join(root, "bin"));
  await writeFile(path, `#!/bin/sh\nexec ${process.execPath} --input-type=module -e '${program}' "$1"\n`);
  await chmod(path, 0o755);
}

test("a key is stored, shown masked, and deleted", async () => {
  await using it = await start();
  expect(await it.run(["login", "status"])).toBe(1);
  expect(await it.run(["login", "--api-key", "sk-test-1234567890abcdef"])).toBe(0);
  expect((await stat(join(it.codexHome, "auth.json"))).mode & 0o777).toBe(0o600);
  expect(await it.run(["login", "status"])).toBe(0);
  expect(await it.run(["logout"])).toBe(0);
  expect(await it.run(["logout"])).toBe(0);
  expect(it.screen.text).toBe(
    "Not logged in\nSuccessfully logged in\nLogged in using an API key - sk-test-***bcdef\n" +
      "Successfully logged out\nNot logged in\n",
  );
});

test("the status reports a ChatGPT login, a key in the environment, and a broken file", async () => {
  await using it = await start();
  const path = join(it.codexHome, "auth.json");
  expect(await it.run(["login", "status"], { OPENAI_API_KEY: "sk-short" })).toBe(0);
  const tokens = { id_token: idToken(), access_token: "a", refresh_token: "r", account_id: null };
  await writeFile(path, JSON.stringify({ OPENAI_API_KEY: "sk-test-1234567890abcdef", tokens }));
  expect(await it.run(["login", "status"])).toBe(0);
  expect(await it.run(["login", "status", "-c", 'preferred_auth_method="apikey"'])).toBe(0);
  await writeFile(path, '{"OPENAI_API_KEY": "sk-secret"');
  expect(await it.run(["login", "status"])).toBe(1);
  expect(it.screen.text).toBe(
    "Logged in using an API key - ***\n   It comes from the variable OPENAI_API_KEY.\n" +
      "Logged in using ChatGPT\nLogged in using an API key - sk-test-***bcdef\n" +
      `Error checking login status: ${path} is not valid JSON. ` +
      "Run `codex login` to write a new one, or `codex logout` to remove it.\n",
  );
});

for (const args of [["--with-api-key"], ["--api-key", "-"]]) {
  test(`a key comes from standard input: ${args.join(" ")}`, async () => {
    await using it = await start();
    it.stdin.end("sk-from-input\n");
    expect(await it.run(["login", ...args])).toBe(0);
    expect(await it.auth()).toEqual({ OPENAI_API_KEY: "sk-from-input", auth_mode: "apikey" });
    expect(it.screen.text).toBe("Successfully logged in\n");
  });
}

test("an access token of a workspace is refused, with what works instead", async () => {
  await using it = await start();
  expect(await it.run(["login", "--with-access-token"])).toBe(2);
  expect(it.screen.text).toMatch(/^error: --with-access-token: .*--with-api-key/);
});

test("an invalid key is refused, and a terminal is not awaited", async () => {
  await using it = await start();
  expect(await it.run(["login", "--api-key", "two words"])).toBe(1);
  it.stdin.isTTY = true;
  expect(await it.run(["login", "--with-api-key"])).toBe(1);
  expect(await it.run(["login", "--port", "70000"])).toBe(2);
  await expect(it.auth()).rejects.toMatchObject({ code: "ENOENT" });
  expect(it.screen.text).not.toContain("two words");
});

test("a login with this machine's browser", async () => {
  await using it = await start();
  await installBrowser(it.root);
  expect(await it.run(it.login, { DISPLAY: ":0", PATH: `${it.root}/bin` })).toBe(0);
  expect(await it.auth()).toMatchObject({ tokens: { refresh_token: "refresh-0", account_id: "account-1" } });
  expect(it.screen.text).toContain(`${it.fake.issuer.url}/oauth/authorize?`);
  expect(it.screen.text).toMatch(/Successfully logged in\n$/);
  const { access_token, id_token } = (await it.auth()).tokens;
  for (const secret of [access_token, id_token, "refresh-0", "code-1"]) expect(it.screen.text).not.toContain(secret);
});

test("over SSH, a code to type on another device", async () => {
  await using it = await start();
  expect(await it.run(it.login, { DISPLAY: ":0", SSH_CONNECTION: "1 2 3 4" })).toBe(0);
  expect(it.screen.text).toContain(`\n\n${it.fake.issuer.url}/codex/device\n\n`);
  expect(it.screen.text).toContain("\n\nABCD-1234\n\n");
  expect(await it.auth()).toMatchObject({ tokens: { account_id: "account-1" } });
});

/** An issuer without device codes. */
const noDeviceCodes: IssuerBehaviour["intercept"] = ({ path }) =>
  path.startsWith("/api/accounts/") ? { status: 404, body: {} } : undefined;

test("without device codes, the address that the browser ended up at is pasted", async () => {
  await using it = await start({ intercept: noDeviceCodes });
  const done = it.run(it.login);
  const [, authUrl = ""] = await it.screen.shows(/\n\n(http\S+\/oauth\/authorize\S+)\n\n/);
  const page = await (await fetch(authUrl)).text();
  const callback = /id="yes" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  it.stdin.write("\nnot an address\n");
  await it.screen.shows(/State mismatch/);
  it.stdin.write(`${callback}\n`);
  expect(await done).toBe(0);
  expect(await it.auth()).toMatchObject({ tokens: { account_id: "account-1" } });
});

test("a taken port is reported with its owner, and does not stop the login", async () => {
  await using it = await start({ intercept: noDeviceCodes });
  const other = createServer().listen(Number(it.port), "127.0.0.1");
  await once(other, "listening");
  const done = it.run(it.login, { DISPLAY: ":0" });
  await it.screen.shows(new RegExp(`^port ${it.port} is in use by .+\\.\n`));
  if (process.platform === "linux") expect(it.screen.text).toContain(`(process ${process.pid})`);
  const [, authUrl = ""] = await it.screen.shows(/\n\n(http\S+\/oauth\/authorize\S+)\n\n/);
  const page = await (await fetch(authUrl)).text();
  it.stdin.write(`${/id="yes" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&")}\n`);
  expect(await done).toBe(0);
  expect(await it.auth()).toMatchObject({ tokens: { account_id: "account-1" } });
  other.close();
});

test("the end of input without an address ends a login that has no other way", async () => {
  await using it = await start({ intercept: noDeviceCodes });
  const other = createServer().listen(Number(it.port), "127.0.0.1");
  await once(other, "listening");
  it.stdin.end();
  expect(await it.run(it.login)).toBe(1);
  expect(it.screen.text).toMatch(/Error logging in: no address of a completed login was given\n$/);
  other.close();
});

test("Ctrl-C ends a login with status 130", async () => {
  await using it = await start({ deviceDelays: Number.POSITIVE_INFINITY });
  const browser = it.run(it.login, { DISPLAY: ":0" });
  await it.screen.shows(/oauth\/authorize/);
  const device = it.run([...it.login, "--device-auth"]);
  await it.screen.shows(/ABCD-1234/);
  it.interrupt.abort("SIGINT");
  expect([await browser, await device]).toEqual([130, 130]);
});

test("an insecure issuer is refused", async () => {
  await using it = await start();
  const args = ["login", "--device-auth", "--experimental_issuer", "http://issuer.example"];
  expect(await it.run(args)).toBe(1);
  expect(it.screen.text).toContain("only https URLs, or http on this machine");
});

test("an unreachable issuer is named", async () => {
  await using it = await start();
  const url = `http://127.0.0.1:${await closedPort()}`;
  expect(await it.run(["login", "--device-auth", "--experimental_issuer", url])).toBe(1);
  expect(it.screen.text).toMatch(/^Error logging in: could not reach 127\.0\.0\.1:\d+: .*ECONNREFUSED/);
});
