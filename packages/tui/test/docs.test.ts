import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { slashCommands } from "../src/app/slash-commands.js";
import { editKeys } from "../src/state/edit-keys.js";
import { type Action, actions, defaultKeys } from "../src/state/key-map.js";

const page = path.join(import.meta.dirname, "../../../docs/terminal.md");

function keysTable(): string {
  const keysOf = (action: Action) => Object.keys(defaultKeys).filter((key) => defaultKeys[key] === action);
  const own = (Object.keys(actions) as Action[]).map((action) => [keysOf(action), actions[action]] as const);
  const editing = editKeys.map(({ keys, does }) => [keys, does] as const);
  const rows = [...own, ...editing].map(([keys, does]) => `| ${keys.join(", ")} | ${does} |`);
  return ["| key | does |", "|---|---|", ...rows].join("\n");
}

function commandsTable(): string {
  return [
    "| command | does |",
    "|---|---|",
    ...slashCommands.map((one) => `| \`/${one.name}\` | ${one.summary} |`),
  ].join("\n");
}

test.each([
  ["keys", keysTable()],
  ["commands", commandsTable()],
])("the page of the chat lists the %s as they are", async (_, table) => {
  expect(await readFile(page, "utf8")).toContain(table);
});
