import { expect, test } from "vitest";
import { parseYaml } from "./front-matter.js";

test("an unquoted value that YAML misreads is tolerated, but not a quoted one", async () => {
  expect(await parseYaml("name: x\ndescription:   Use when: always\n")).toMatchObject({
    description: "Use when: always",
  });
  expect(await parseYaml('name: "x": y\nother:  "a"\n')).toBeUndefined();
});

// Each would take hours if a blank could match more than one part of the pattern.
test.each(["\t", " ", "a ", ":"])("a line of only %j is parsed quickly", async (unit) => {
  const fields = await parseYaml(`-:\t${unit.repeat(300_000)}\nname: x\n`);
  expect(fields?.["name"] ?? "x").toBe("x");
});
