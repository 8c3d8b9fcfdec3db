import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryHome } from "../test/support/temporary-home.js";
import { AuthManager } from "./auth-manager.js";
import { createAuthStorage, type OpenKeyringEntry } from "./keyring-storage.js";

const signal = AbortSignal.timeout(100_000);

/** A keyring in memory. */
function memoryKeyring() {
  const secrets = new Map<string, string>();
  const openEntry: OpenKeyringEntry = async (service, account) => {
    const name = `${service}/${account}`;
    return {
      getPassword: async () => secrets.get(name) ?? null,
      setPassword: async (password) => void secrets.set(name, password),
      deletePassword: async () => secrets.delete(name),
    };
  };
  return { secrets, openEntry };
}

const noKeyring: OpenKeyringEntry = async () => {
  throw new Error("no keyring here, and this text may hold sk-secret");
};

for (const store of ["keyring", "auto"] as const) {
  test(`with ${store}, a login moves from auth.json into the keyring, and a logout removes both`, async () => {
    await using home = await temporaryHome();
    const { codexHome } = home;
    const path = join(codexHome, "auth.json");
    const { secrets, openEntry } = memoryKeyring();
    const storage = createAuthStorage({ codexHome, store, openEntry });
    await createAuthStorage({ codexHome }).write({ OPENAI_API_KEY: "sk-file" });
    await using manager = await AuthManager.load({ codexHome, env: {}, storage });

    await manager.loginWithApiKey("sk-keyring", signal);
    expect([...secrets.keys()]).toEqual([expect.stringMatching(/^Codex Auth\/cli\|[0-9a-f]{16}$/)]);
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    expect(await manager.current()).toMatchObject({ apiKey: "sk-keyring" });

    const other = await AuthManager.load({ codexHome, env: {}, storage });
    await other.loginWithApiKey("sk-changed", signal);
    expect(await manager.current()).toMatchObject({ apiKey: "sk-changed" });
    expect(await manager.logout()).toBe(true);
    expect(secrets.size).toBe(0);
    expect(await manager.current()).toBeUndefined();
  });
}

test("with auto, auth.json is used until the keyring has a login", async () => {
  await using home = await temporaryHome();
  const { codexHome } = home;
  const { openEntry } = memoryKeyring();
  const storage = createAuthStorage({ codexHome, store: "auto", openEntry });
  await createAuthStorage({ codexHome }).write({ OPENAI_API_KEY: "sk-file" });
  expect(await storage.read()).toEqual({ OPENAI_API_KEY: "sk-file" });
  await storage.write({ OPENAI_API_KEY: "sk-keyring" });
  expect(await storage.read()).toEqual({ OPENAI_API_KEY: "sk-keyring" });
});

test("without a keyring, auto falls back to auth.json with a warning; keyring fails", async () => {
  await using home = await temporaryHome();
  const { codexHome } = home;
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const auto = createAuthStorage({ codexHome, store: "auto", openEntry: noKeyring, onWarning });
  await auto.write({ OPENAI_API_KEY: "sk-1" });
  const path = join(codexHome, "auth.json");
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ OPENAI_API_KEY: "sk-1" });
  expect(warnings).toEqual([`the system keyring cannot be used; the login is kept in ${path}`]);
  expect(await auto.read()).toEqual({ OPENAI_API_KEY: "sk-1" });
  expect(await auto.remove()).toBe(true);

  const strict = createAuthStorage({ codexHome, store: "keyring", openEntry: noKeyring });
  const attempts = [
    () => strict.read(),
    () => strict.version(),
    () => strict.write({ OPENAI_API_KEY: "sk-1" }),
    () => strict.remove(),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toMatchObject({
      code: "keyring-unavailable",
      message: "the system keyring cannot be used",
    });
  }
  await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a broken entry is reported without being quoted", async () => {
  await using home = await temporaryHome();
  const { secrets, openEntry } = memoryKeyring();
  const storage = createAuthStorage({ codexHome: home.codexHome, store: "keyring", openEntry });
  await storage.write({});
  for (const name of secrets.keys()) secrets.set(name, "sk-secret");
  await expect(storage.read()).rejects.toMatchObject({
    code: "auth-file-invalid",
    message: expect.not.stringContaining("sk-secret"),
  });
});

test("the keyring of this system works, or auto falls back", async ({ skip }) => {
  const mayAsk = process.env["DBUS_SESSION_BUS_ADDRESS"] !== undefined || process.platform !== "linux";
  skip(mayAsk && !process.env["CODEX_TEST_KEYRING"], "set CODEX_TEST_KEYRING: a locked keyring would ask the user");
  await using home = await temporaryHome();
  const storage = createAuthStorage({ codexHome: home.codexHome, store: "auto" });
  try {
    await storage.write({ OPENAI_API_KEY: "sk-1" });
    expect(await storage.read()).toEqual({ OPENAI_API_KEY: "sk-1" });
  } finally {
    expect(await storage.remove()).toBe(true);
  }
  expect(await storage.read()).toBeUndefined();
});
