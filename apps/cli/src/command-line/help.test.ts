import { expect, test } from "vitest";
import { rootCommand } from "./commands.js";
import { commandHelp } from "./help.js";

const options = (help: string): string[] => {
  const [, section = ""] = help.split("\nOptions:\n");
  return (section.split("\n\n")[0] ?? "").split("\n");
};

test("texts stand beside names, and below them in a narrow terminal, where no text is wider", () => {
  const wide = options(commandHelp([rootCommand], 100));
  expect(wide.some((line) => /^ {2}-m, --model <MODEL> +The model to ask$/.test(line))).toBe(true);
  expect(Math.max(...wide.map(({ length }) => length))).toBeLessThanOrEqual(100);
  const narrow = options(commandHelp([rootCommand], 30));
  expect(narrow.slice(narrow.indexOf("  -m, --model <MODEL>")).slice(1, 2)).toEqual(["      The model to ask"]);
  const texts = narrow.filter((line) => line.startsWith("      ") && line.includes(" ", 7));
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(30);
});
