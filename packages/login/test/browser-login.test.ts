import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startFakeIssuer } from "@codex/test-support";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AuthManager } from "../src/auth-manager.js";
import { startLoginServer } from "../src/login-server.js";
import { temporaryHome } from "./support/temporary-home.js";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
/** The library's own limits fail on a busy machine. */
const LIMIT_MS = 250_000;
const NO_BROWSER = "there is no Chromium to log in with";

let browser: Browser | undefined;
beforeAll(async () => {
  if (executablePath) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], timeout: LIMIT_MS });
});
afterAll(() => browser?.close());

async function startLogin(claims = {}) {
  const resources = new AsyncDisposableStack();
  const home = resources.use(await temporaryHome());
  const fake = resources.use(await startFakeIssuer({ claims }));
  const manager = resources.use(await AuthManager.load({ codexHome: home.codexHome, env: {}, issuer: fake.issuer }));
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  const login = resources.use(await startLoginServer({ manager, issuer: fake.issuer, port: 0, onProblem }));
  const page = await browser!.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  resources.defer(() => page.close());
  const path = join(home.codexHome, "auth.json");
  return { path, fake, manager, login, page, problems, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

test("a user logs in with a browser", async ({ skip }) => {
  skip(executablePath === undefined, NO_BROWSER);
  await using it = await startLogin();
  await it.page.goto(it.login.authUrl);
  await it.page.click("#yes");
  await it.page.waitForURL(`http://localhost:${it.login.port}/success`);
  expect(await it.page.textContent("h1")).toBe("Signed in to Codex");
  await it.login.completed;
  const stored = JSON.parse(await readFile(it.path, "utf8"));
  expect(stored.tokens).toMatchObject({ refresh_token: "refresh-0", account_id: "account-1" });
});

test("a refusal is shown, escaped, and the user can still agree", async ({ skip }) => {
  skip(executablePath === undefined, NO_BROWSER);
  await using it = await startLogin();
  await it.page.goto(it.login.authUrl);
  await it.page.click("#no");
  expect(await it.page.textContent("p")).toBe(
    "The login was refused: access_denied: <script>document.title='owned'</script>no.",
  );
  expect(await it.page.title()).toBe("Codex could not log you in");
  expect(it.problems).toHaveLength(1);
  await it.page.goto(it.login.authUrl);
  await it.page.click("#yes");
  await it.login.completed;
  expect(await it.manager.current()).toMatchObject({ mode: "chatgpt" });
});

test("another site's page can neither cancel nor complete a login", async ({ skip }) => {
  skip(executablePath === undefined, NO_BROWSER);
  await using it = await startLogin();
  await it.page.goto(it.fake.issuer.url);
  const target = `http://localhost:${it.login.port}`;
  await it.page.evaluate(async (url) => {
    const paths = ["/cancel", "/auth/callback?code=stolen&state=guess", "/success"];
    for (const path of paths) {
      await fetch(url + path, { mode: "no-cors" }).catch(() => {});
      await fetch(url + path, { mode: "no-cors", method: "POST" }).catch(() => {});
      await fetch(url + path).catch(() => {});
    }
  }, target);
  expect(it.fake.requestsOf("authorization_code")).toEqual([]);
  await it.page.goto(it.login.authUrl);
  await it.page.click("#yes");
  await it.login.completed;
});

test.skipIf(executablePath === undefined)(
  "the success page links to the setup of an organization that needs it (needs a browser)",
  async () => {
    const claims = { is_org_owner: true, organization_id: "org-1", project_id: "project-1" };
    await using it = await startLogin(claims);
    await it.page.goto(it.login.authUrl);
    await it.page.click("#yes");
    const link = new URL((await it.page.getAttribute("a", "href")) ?? "");
    expect(link.origin + link.pathname).toBe("https://platform.api.openai.org/org-setup");
    expect(Object.fromEntries(link.searchParams)).toMatchObject({ with_org: "org-1", project_id: "project-1" });
    expect(link.searchParams.get("t")).toBe(JSON.parse(await readFile(it.path, "utf8")).tokens.id_token);
    await it.login.completed;
  },
);
