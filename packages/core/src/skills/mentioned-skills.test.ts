import { expect, test } from "vitest";
import { mentionedSkills } from "./mentioned-skills.js";
import type { Skill } from "./skill.js";
import { skillInstructions } from "./skill-instructions.js";

function skill(name: string, folder = `/skills/${name}`, more: Partial<Skill> = {}): Skill {
  const path = `${folder}/SKILL.md`;
  const rest = { shortDescription: undefined, allowsImplicitUse: true, metadata: undefined } as const;
  return { name, path, description: `Does ${name}.`, scope: "user", enabled: true, ...rest, ...more };
}

const skills = [
  skill("greet"),
  skill("part"),
  skill("dup", "/one/dup"),
  skill("dup", "/two/dup"),
  skill("off", "/skills/off", { enabled: false }),
  skill("quiet", "/skills/quiet", { allowsImplicitUse: false }),
];
const mentioned = (text: string, references: readonly { path: string }[] = []) =>
  mentionedSkills(text, references, [...skills, skill("path")]).map(({ path }) => path);

test.each([
  ["use $greet please", ["/skills/greet/SKILL.md"]],
  ["$part, $greet. $part", ["/skills/greet/SKILL.md", "/skills/part/SKILL.md"]],
  ["[$part](/skills/part/SKILL.md) $greet", ["/skills/greet/SKILL.md", "/skills/part/SKILL.md"]],
  ["$PATH is not $path", []],
  ["a$greet `$greet` \\$greet", ["/skills/greet/SKILL.md"]],
  ["$quiet", ["/skills/quiet/SKILL.md"]],
  ["$greetings $GREET $greet-x $nosuch $off $", []],
  ["$dup", []],
  ["see [$dup](/two/dup/SKILL.md)", ["/two/dup/SKILL.md"]],
  ["see [$greet](/nowhere/SKILL.md)", []],
])("%s", (text, paths) => {
  expect(mentioned(text)).toEqual(paths);
});

test("a reference names a skill by its path, once", () => {
  const reference = { path: "/one/dup/SKILL.md" };
  expect(mentioned("$greet", [reference, reference])).toEqual(["/one/dup/SKILL.md", "/skills/greet/SKILL.md"]);
  expect(mentioned("", [{ path: "/nowhere/SKILL.md" }])).toEqual([]);
});

test("the model is told which skills it may use on its own, with their roots", () => {
  const text = skillInstructions(skills) ?? "";
  expect(text.split("\n").filter((line) => line.startsWith("- "))).toEqual([
    "- `r0` = `/skills`",
    "- `r1` = `/one`",
    "- `r2` = `/two`",
    "- greet: Does greet. (file: r0/greet/SKILL.md)",
    "- part: Does part. (file: r0/part/SKILL.md)",
    "- dup: Does dup. (file: r1/dup/SKILL.md)",
    "- dup: Does dup. (file: r2/dup/SKILL.md)",
  ]);
  expect(skillInstructions([])).toBeUndefined();
});

const listOf = (many: readonly Skill[], contextWindow?: number) =>
  (skillInstructions(many, contextWindow) ?? "").split("\n").filter((line) => line.startsWith("- s"));
const described = (count: number, description: (index: number) => string) =>
  Array.from({ length: count }, (_, index) =>
    skill(`s${index}`, `/skills/s${index}`, { description: description(index) }),
  );

test("many skills get a share of the context: all are named, and long descriptions are shortened equally", () => {
  const lines = listOf(
    described(100, (index) => (index % 2 === 0 ? "short" : "word".repeat(250))),
    200_000,
  );
  expect(lines).toHaveLength(100);
  expect(lines[0]).toBe("- s0: short (file: r0/s0/SKILL.md)");
  const length = lines.join("\n").length + 1;
  expect(length).toBeLessThanOrEqual(16_000);
  expect(length).toBeGreaterThan(15_900);
  expect(
    new Set(lines.filter((_, index) => index % 2 === 1).map((line) => /: (\w*)/.exec(line)?.[1]?.length)).size,
  ).toBe(1);
  expect(
    listOf(
      described(5, () => "x".repeat(2_000)),
      200_000,
    )[0],
  ).toContain("x".repeat(1024));
});

test("of a thousand skills not all are named, and the number of the rest is given", () => {
  const many = described(1_000, () => "x".repeat(2_000));
  const text = skillInstructions(many) ?? "";
  expect(text.length).toBeLessThan(9_000);
  expect(listOf(many)[0]).toBe("- s0: (file: r0/s0/SKILL.md)");
  expect(text).toContain("more are not listed");
});
