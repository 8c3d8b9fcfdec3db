import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryHome } from "../test/support/temporary-home.js";
import { canOpenBrowser, openBrowser } from "./open-browser.js";

/** A folder for PATH whose programs record their arguments and environment. */
async function withPrograms(names: readonly string[]) {
  const home = await temporaryHome();
  const bin = join(home.root, "bin");
  await mkdir(bin);
  for (const name of names) {
    const path = join(bin, name);
    const script = `#!/bin/sh\n{ printf '%s\\n' "$0" "$@"; /usr/bin/env; } > ${home.root}/part && /bin/mv ${home.root}/part ${home.root}/seen\n`;
    await writeFile(path, script);
    await chmod(path, 0o755);
  }
  return {
    env: { PATH: bin },
    async seen(): Promise<string[]> {
      await expect.poll(() => existsSync(join(home.root, "seen"))).toBe(true);
      return (await readFile(join(home.root, "seen"), "utf8")).split("\n");
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

test("a URL reaches the opener as one argument, without a shell and without secrets", async () => {
  await using programs = await withPrograms(["xdg-open"]);
  const secrets = { OPENAI_API_KEY: "sk-secret", GITHUB_TOKEN: "secret", MY_PASSWORD: "secret" };
  const env = { ...programs.env, ...secrets, DISPLAY: ":7" };
  const url = "https://auth.example/authorize?a=1&b=$(touch pwned)`id`&c='\"";
  expect(await openBrowser(url, { env, platform: "linux" })).toBe(true);
  const seen = await programs.seen();
  expect(seen[0]).toMatch(/xdg-open$/);
  expect(seen[1]).toBe(new URL(url).href);
  expect(seen).toContain("DISPLAY=:7");
  expect(seen.join("\n")).not.toContain("secret");
});

test("the browser in BROWSER is tried first; a command line is not started", async () => {
  await using programs = await withPrograms(["theirs", "xdg-open"]);
  const open = (BROWSER: string) =>
    openBrowser("https://auth.example/", { env: { ...programs.env, BROWSER }, platform: "linux" });
  expect(await open(`${programs.env.PATH}/theirs`)).toBe(true);
  expect((await programs.seen())[0]).toMatch(/theirs$/);
  await using others = await withPrograms(["theirs", "xdg-open"]);
  const env = { ...others.env, BROWSER: "theirs --new-tab %s" };
  expect(await openBrowser("https://auth.example/", { env, platform: "linux" })).toBe(true);
  expect((await others.seen())[0]).toMatch(/xdg-open$/);
});

test("programs are tried one after another, and an error reports if there is none", async () => {
  await using programs = await withPrograms(["x-www-browser"]);
  const url = "https://auth.example/";
  expect(await openBrowser(url, { env: programs.env, platform: "linux" })).toBe(true);
  expect((await programs.seen())[0]).toMatch(/x-www-browser$/);
  await using none = await withPrograms([]);
  expect(await openBrowser(url, { env: none.env, platform: "linux" })).toBe(false);
});

for (const url of [
  "file:///etc/passwd",
  "javascript:alert(1)",
  "http://a&calc",
  "http://192.168.0.1/",
  "http://localhost.evil.example/",
  "http://127.0.0.1.evil.example/",
  "https://user:password@auth.example/",
  "$(touch pwned)",
  "-version",
  "--help",
  "",
  "https://",
]) {
  test(`is never passed to a program: ${url || "nothing"}`, async () => {
    await expect(openBrowser(url, { env: {}, platform: "linux" })).rejects.toMatchObject({ code: "url-unsafe" });
  });
}

test("a browser is only useful if the user sits at this machine", () => {
  const can = (env: Record<string, string>, platform: NodeJS.Platform) => canOpenBrowser({ env, platform });
  expect(can({ DISPLAY: ":0" }, "linux")).toBe(true);
  expect(can({ WAYLAND_DISPLAY: "wayland-0" }, "linux")).toBe(true);
  expect(can({ WSL_DISTRO_NAME: "Ubuntu" }, "linux")).toBe(true);
  expect(can({}, "linux")).toBe(false);
  expect(can({}, "darwin")).toBe(true);
  expect(can({}, "win32")).toBe(true);
  expect(can({ DISPLAY: ":0", SSH_CONNECTION: "1 2 3 4" }, "linux")).toBe(false);
  expect(can({ SSH_TTY: "/dev/ttys1" }, "darwin")).toBe(false);
  expect(can({ SSH_CONNECTION: "1 2 3 4", BROWSER: "/srv/editor/bin/browser.sh" }, "linux")).toBe(true);
});
