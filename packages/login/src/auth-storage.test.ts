import { once } from "node:events";
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jwt } from "@codex/test-support";
import { expect, test } from "vitest";
import { bundleForChildren, spawnProgram } from "../test/support/child-program.js";
import { temporaryHome } from "../test/support/temporary-home.js";
import { createFileStorage } from "./auth-storage.js";

const tokens = {
  id_token: jwt({ email: "user@example.com" }),
  access_token: "access-0",
  refresh_token: "refresh-0",
  account_id: "account-1",
};

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test("auth.json has the reference's format and reads back unchanged", async () => {
  await using home = await temporaryHome();
  const storage = createFileStorage(home.codexHome);
  expect(await storage.read()).toBeUndefined();
  await storage.write({ OPENAI_API_KEY: "sk-1" });
  const path = join(home.codexHome, "auth.json");
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ OPENAI_API_KEY: "sk-1" });

  const login = { tokens, last_refresh: "2025-08-06T20:41:36.232376Z", from_the_future: { a: 1 } };
  await storage.write(login);
  const text = await readFile(path, "utf8");
  expect(JSON.parse(text)).toEqual({ OPENAI_API_KEY: null, ...login });
  expect(await storage.read()).toEqual({ OPENAI_API_KEY: null, ...login });
  expect(await readdir(home.codexHome)).toEqual(["auth.json"]);
});

test("null tokens count as none, and broken content is reported without quoting it", async () => {
  await using home = await temporaryHome();
  await mkdir(home.codexHome);
  const path = join(home.codexHome, "auth.json");
  const storage = createFileStorage(home.codexHome);
  await writeFile(path, '{"OPENAI_API_KEY":"sk-1","tokens":null,"last_refresh":null}');
  expect(await storage.read()).toMatchObject({ OPENAI_API_KEY: "sk-1", tokens: null });
  await writeFile(path, '\uFEFF{"OPENAI_API_KEY":"sk-2"}');
  expect(await storage.read()).toMatchObject({ OPENAI_API_KEY: "sk-2" });

  for (const broken of [
    "sk-secret",
    '{"tokens": {"access_token": "sk-secret"}}',
    '{"OPENAI_API_KEY": "sk-secret"',
    "[]",
    '{"openai": {"type": "oauth", "access": "sk-secret"}}',
  ]) {
    await writeFile(path, broken);
    const error: unknown = await storage.read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "LoginError", code: "auth-file-invalid" });
    expect(String(error)).toContain(path);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain("sk-secret");
  }
});

test("an empty file is not a login, and does not belong to another program", async () => {
  await using home = await temporaryHome();
  await mkdir(home.codexHome);
  await writeFile(join(home.codexHome, "auth.json"), "{}");
  expect(await createFileStorage(home.codexHome).read()).toEqual({});
});

test("whatever the umask, the file is 0600 and its new folder 0700", async () => {
  await using home = await temporaryHome();
  const bundle = await bundleForChildren(home.root);
  for (const umask of ["000", "777", "027"]) {
    const codexHome = join(home.root, `home-${umask}`);
    const program = `await login.createFileStorage(${JSON.stringify(codexHome)}).write({ OPENAI_API_KEY: "sk-1" });`;
    const child = spawnProgram({ bundle, program, umask });
    child.stdout.resume();
    expect(await once(child, "close")).toEqual([0, null]);
    expect(await modeOf(codexHome)).toBe("700");
    expect(await modeOf(join(codexHome, "auth.json"))).toBe("600");
  }
});

test("loose permissions are repaired, when reading and when writing", async () => {
  await using home = await temporaryHome();
  const path = join(home.codexHome, "auth.json");
  await mkdir(home.codexHome);
  await writeFile(path, '{"OPENAI_API_KEY":"sk-1"}');
  await chmod(path, 0o666);
  await chmod(home.codexHome, 0o755);
  const storage = createFileStorage(home.codexHome);
  await storage.read();
  expect(await modeOf(path)).toBe("600");

  await chmod(path, 0o644);
  await storage.write({ OPENAI_API_KEY: "sk-2" });
  expect(await modeOf(path)).toBe("600");
  expect(await modeOf(home.codexHome)).toBe("700");
});

test("a planted symbolic link is replaced, and its target neither written nor changed", async () => {
  await using home = await temporaryHome();
  const path = join(home.codexHome, "auth.json");
  const target = join(home.root, "target");
  await mkdir(home.codexHome);
  await writeFile(target, '{"OPENAI_API_KEY":"sk-old"}');
  await chmod(target, 0o644);
  await symlink(target, path);
  const storage = createFileStorage(home.codexHome);
  expect(await storage.read()).toEqual({ OPENAI_API_KEY: "sk-old" });
  expect(await modeOf(target)).toBe("644");

  await storage.write({ OPENAI_API_KEY: "sk-new" });
  expect((await lstat(path)).isSymbolicLink()).toBe(false);
  expect(await readFile(target, "utf8")).toBe('{"OPENAI_API_KEY":"sk-old"}');
});

test("removing returns whether there was a file, and removes a link rather than its target", async () => {
  await using home = await temporaryHome();
  const storage = createFileStorage(home.codexHome);
  expect(await storage.remove()).toBe(false);
  const target = join(home.root, "target");
  await mkdir(home.codexHome);
  await writeFile(target, "{}");
  await symlink(target, join(home.codexHome, "auth.json"));
  expect(await storage.remove()).toBe(true);
  expect(await readFile(target, "utf8")).toBe("{}");
});

test("a folder that is not writable causes an error that names it", async () => {
  await using home = await temporaryHome();
  await writeFile(home.codexHome, "a file, not a folder");
  await expect(createFileStorage(home.codexHome).write({ OPENAI_API_KEY: "sk-secret" })).rejects.toMatchObject({
    code: "auth-file-inaccessible",
    message: expect.stringMatching(/^cannot write .*auth\.json: E(EXIST|NOTDIR)$/),
  });
});

test("if it is killed at any moment of a write, the file has the old content or the new", async () => {
  await using home = await temporaryHome();
  const storage = createFileStorage(home.codexHome);
  const bundle = await bundleForChildren(home.root);
  const filler = "x".repeat(200_000);
  await storage.write({ OPENAI_API_KEY: `0-${filler}` });
  const program = `
    const storage = login.createFileStorage(${JSON.stringify(home.codexHome)});
    console.log("started");
    for (let n = 1; ; n++) { await storage.write({ OPENAI_API_KEY: n + "-" + "x".repeat(200_000) }); console.log(n); }
  `;
  for (let round = 0; round < 12; round++) {
    const child = spawnProgram({ bundle, program });
    await once(child.stdout, "data");
    // Each round kills the program after a different number of completed writes.
    for (let writes = 0; writes < round; writes++) await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    expect((await storage.read())?.OPENAI_API_KEY).toMatch(/^\d+-x{200000}$/);
  }
});
