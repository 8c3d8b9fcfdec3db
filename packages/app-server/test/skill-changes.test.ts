import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { startServer } from "./support/start-server.js";

test("clients are notified that a skill has changed on disk while a thread may use it", async () => {
  await using server = await startServer();
  const client = await server.connect();
  const folder = path.join(server.codexHome, "skills/mine");
  mkdirSync(folder, { recursive: true });
  await client.call("thread/start", {});
  let isHeard = false;
  const heard = client.hear("skills/changed").then((params) => {
    isHeard = true;
    return params;
  });
  // Nothing reports when the watch starts.
  for (let number = 0; !isHeard; number++) {
    writeFileSync(path.join(folder, "SKILL.md"), `---\nname: mine\ndescription: number ${number}\n---\n`);
    await client.call("skills/list", {});
  }
  expect(await heard).toEqual({});
});
