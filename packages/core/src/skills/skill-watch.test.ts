import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { skillFolders } from "./find-skill-files.js";
import { SkillWatch } from "./skill-watch.js";

/** A watch, and a promise for its next notification. */
function watching() {
  let notified = Promise.withResolvers<void>();
  let count = 0;
  const watch = new SkillWatch(
    () => {
      count += 1;
      notified.resolve();
    },
    { intervalMs: 0 },
  );
  return {
    watch,
    /** Makes a change, and waits for the notification. */
    async tells(change: () => unknown): Promise<void> {
      notified = Promise.withResolvers<void>();
      change();
      await notified.promise;
    },
    get count() {
      return count;
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}

test("changes, additions and removals in the roots and below cause a notification", async () => {
  using at = new TemporaryFolder({ "skills/one/SKILL.md": "1", "elsewhere/two/SKILL.md": "2" });
  symlinkSync(at.at("elsewhere"), at.at("skills/linked"));
  using it = watching();
  await it.watch.follow([at.at("skills")]);
  await it.tells(() => at.write("skills/one/SKILL.md", "changed"));
  await it.tells(() => at.write("elsewhere/two/SKILL.md", "changed"));
  await it.tells(() => mkdirSync(at.at("skills/deep/er"), { recursive: true }));
  await it.tells(() => at.write("skills/deep/er/SKILL.md", "3"));
  await it.tells(() => renameSync(at.at("skills/deep"), at.at("skills/moved")));
  await it.tells(() => at.write("skills/moved/er/SKILL.md", "4"));
  await it.tells(() => rmSync(at.at("skills/one"), { recursive: true }));
});

test("the creation of a missing root causes one, and changes next to it do not", async () => {
  using at = new TemporaryFolder({ "project/file": "1" });
  using it = watching();
  await it.watch.follow([at.at("project/.agents/skills")]);
  at.write("project/file", "2");
  at.write("project/other", "2");
  await it.tells(() => at.write("project/.agents/skills/one/SKILL.md", "1"));
  expect(it.count).toBe(1);
  await it.tells(() => at.write("project/.agents/skills/one/SKILL.md", "2"));
  await it.tells(() => rmSync(at.at("project/.agents"), { recursive: true }));
  await it.tells(() => at.write("project/.agents/skills/two/SKILL.md", "1"));
});

test("roots that are no longer followed cause none", async () => {
  using at = new TemporaryFolder({ "a/one/SKILL.md": "1", "b/two/SKILL.md": "1" });
  using it = watching();
  await it.watch.follow([at.at("a")]);
  await it.watch.follow([at.at("b")]);
  at.write("a/one/SKILL.md", "2");
  await it.tells(() => at.write("b/two/SKILL.md", "2"));
  expect(it.count).toBe(1);
});

test("the number of watched folders is limited, with those near the root first", async () => {
  using at = new TemporaryFolder();
  for (let number = 0; number < 40; number++) at.write(`many/${number}/below/SKILL.md`, "");
  expect((await skillFolders(at.at("many"), 1000)).length).toBe(81);
  const some = await skillFolders(at.at("many"), 41);
  expect(some.filter((folder) => folder.endsWith("below"))).toEqual([]);
  expect(await skillFolders(at.at("absent"), 10)).toEqual([]);
});
