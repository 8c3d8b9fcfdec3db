import { expect, test } from "vitest";
import { findSlashCommand } from "./slash-commands.js";
import { unknownCommand } from "./unknown-command.js";

test("an unknown command suggests the nearest one, or says where they are listed", () => {
  expect(unknownCommand("hlep")).toBe("there is no command /hlep; did you mean /help? Nothing was sent.");
  expect(unknownCommand("constructor")).toBe("there is no command /constructor; /help lists them. Nothing was sent.");
});

test.each([
  ["agents", "resume"],
  ["config", "model"],
  ["memories", "init"],
  ["plugins", "skills"],
  ["presets", "skills"],
  ["pwd", "status"],
  ["raw", "plain"],
  ["recap", "compact"],
])("/%s of other versions is answered with /%s", (name, instead) => {
  expect(findSlashCommand(name)).toBeUndefined();
  expect(findSlashCommand(instead)).toBeDefined();
  expect(unknownCommand(name)).toMatch(
    new RegExp(`^there is no command /${name}; .*/${instead}\\b.* Nothing was sent\\.$`),
  );
});
