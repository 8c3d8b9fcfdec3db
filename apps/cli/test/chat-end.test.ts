import { responsesEvent, sse, startModelServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { chatWith, chatWorkspace } from "./support/chat.js";
import { hasTmux, openScreen } from "./support/tmux.js";
import { createWorkspace } from "./support/workspace.js";

const PASTE_OFF = "\u001b[?2004l";

test("SIGTERM during an answer: prints the answer so far and how to resume, and nothing afterwards", async () => {
  await using chat = await chatWith([sse.hang(responsesEvent.textDelta("said so far"))]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("said so far");
  terminal.kill("SIGTERM");
  await terminal.waitFor("interrupted");
  await terminal.waitFor("to continue: codex resume ");
  expect(await terminal.exited).toBe(143);
  const end = terminal.output.slice(terminal.output.lastIndexOf("to continue"));
  expect(end).toContain(PASTE_OFF);
  expect(end).not.toContain("›");
});

test("a second signal exits immediately and still restores the terminal", async () => {
  const deaf = sse.shell(["sh", "-c", "trap '' TERM; echo runs; while :; do sleep 1; done"]);
  await using chat = await chatWith([deaf]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("runs");
  terminal.write("\u0014");
  await terminal.waitFor("q closes");
  terminal.kill("SIGTERM");
  await terminal.waitFor("ending what runs");
  terminal.kill("SIGTERM");
  await terminal.exited;
  expect(terminal.output).toContain("\u001b[?1049l");
  expect(terminal.output.endsWith("\u001b[0m")).toBe(true);
});

test("quitting again restores the terminal without waiting", async () => {
  const deaf = sse.shell(["sh", "-c", "trap '' TERM; echo runs; while :; do sleep 1; done"]);
  await using chat = await chatWith([deaf]);
  const { terminal } = chat;
  terminal.write("go\r");
  await terminal.waitFor("runs");
  terminal.write("\u0004");
  await terminal.waitFor("Ctrl-C does not wait for it");
  terminal.write("\u0003");
  await terminal.waitFor("to continue: codex resume ");
  await terminal.waitFor(PASTE_OFF);
  await terminal.exited;
});

test.skipIf(!hasTmux)("a broken configuration: prints its error, and nothing of the chat (needs tmux)", async () => {
  await using workspace = await createWorkspace();
  await using screen = await openScreen(workspace, ["-c", "approval_policy=sometimes"], {
    columns: 80,
    rows: 20,
    inShell: true,
  });
  const lines = await screen.waitFor((all) => all.some((line) => line.includes("sometimes")) && isPrompt(all.at(-1)));
  const error = lines.findIndex((line) => line.startsWith("error: "));
  expect(error).toBeGreaterThan(0);
  expect(lines.slice(error).join("\n")).not.toMatch(/what is to be done|starting/);
});

test.skipIf(!hasTmux)("late replies of the terminal are not typed into the shell (needs tmux)", async () => {
  await using model = await startModelServer([]);
  await using workspace = await chatWorkspace(model);
  await using screen = await openScreen(workspace, ["resume"], { columns: 80, rows: 20, inShell: true });
  const isOver = (all: readonly string[]) => all.some((line) => line.includes("no session has been saved"));
  await screen.waitFor((all) => isOver(all) && isPrompt(all.at(-1)));
  await screen.keys("echo nothing-else", "Enter");
  const lines = await screen.waitFor((all) => all.includes("nothing-else"));
  expect(lines.some((line) => /[$#] echo nothing-else$/.test(line))).toBe(true);
  expect(lines.join("\n")).not.toMatch(/\^\[|rgb:|;\d+c/);
});

function isPrompt(line: string | undefined): boolean {
  return line !== undefined && /[$#]\s*$/.test(line);
}
