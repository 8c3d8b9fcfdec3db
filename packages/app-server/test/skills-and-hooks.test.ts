import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

test("skills are listed by folder, disabled, and found in folders that a client names", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const write = (folder: string, name: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, "SKILL.md"), `---\nname: ${name}\ndescription: Does it.\n---\nDo it.\n`);
  };
  write(path.join(server.codexHome, "skills"), "mine");
  write(path.join(server.codexHome, "more"), "extra");
  const names = async () =>
    (await client.call("skills/list", {})).data[0]?.skills.map(({ name, enabled }) => [name, enabled]);
  expect(await names()).toEqual([["mine", true]]);
  await client.call("skills/config/write", { name: "mine", enabled: false });
  await client.call("skills/extraRoots/set", { extraRoots: [path.join(server.codexHome, "more")] });
  await client.hear("skills/changed");
  expect(await names()).toEqual([
    ["extra", true],
    ["mine", false],
  ]);
  expect(await client.failure("skills/extraRoots/set", { extraRoots: ["here"] })).toMatchObject({ code: -32600 });
});

test("hooks are listed with their source and whether they are trusted", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const file = path.join(server.codexHome, "hooks.json");
  const hooks = { PreToolUse: [{ matcher: "Bash", hooks: [{ type: "command", command: "true" }] }] };
  writeFileSync(file, JSON.stringify({ hooks }));
  const { data } = await client.call("hooks/list", {});
  expect(data).toMatchObject([
    {
      cwd: server.cwd,
      hooks: [
        {
          eventName: "preToolUse",
          matcher: "Bash",
          command: "true",
          sourcePath: file,
          source: "user",
          trustStatus: "untrusted",
        },
      ],
    },
  ]);
});
