import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { chatWith, IDLE } from "./support/chat.js";
import { codexOnTerminal } from "./support/codex-terminal.js";

test("/statusline switches items at once, and the next chat uses them", async () => {
  await using chat = await chatWith([], "# mine\ntui.animations = false");
  const { terminal, workspace } = chat;
  terminal.write("/statusline\r");
  await terminal.waitFor("status line: show or hide");
  terminal.write("permissions\r");
  await terminal.waitFor("gpt-5 medium · 100% left");
  terminal.write("project-name\r");
  await terminal.waitFor(/\(master\) · work/);
  terminal.write("\u001b");
  await terminal.waitFor("saved in config.toml");
  const config = await readFile(path.join(workspace.codexHome, "config.toml"), "utf8");
  expect(config).toContain("# mine");
  expect(config).toContain("status_line");
  terminal.write("\u0004");
  await terminal.exited;
  await using later = await codexOnTerminal(workspace, [], { columns: 140 });
  await later.waitFor(/gpt-5 medium · 100% left · \S+ \(master\) · work/);
  await later.waitFor(IDLE);
});
