import { existsSync } from "node:fs";
import path from "node:path";
import { responsesEvent, sse, startModelServer } from "@codex/test-support";
import { spawn } from "@lydell/node-pty";
import { describe, expect, test } from "vitest";
import { silence } from "./support/chat.js";
import { hasTmux, openScreen, type Screen, type ScreenOptions } from "./support/tmux.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const isIdle = (lines: readonly string[]) => lines.at(-1)?.endsWith("? help") === true;

/** The chat, when it asks whether to trust the folder. */
async function openChat(workspace: Workspace, size: ScreenOptions): Promise<Screen> {
  await using opened = new AsyncDisposableStack();
  const screen = opened.use(await openScreen(workspace, [], size));
  await screen.waitFor((lines) => lines.some((line) => line.startsWith("trust it?")));
  await screen.keys("n", "Enter");
  await screen.waitFor(isIdle);
  opened.move();
  return screen;
}

describe.skipIf(!hasTmux)("the chat on the screen of tmux (needs tmux)", () => {
  test("a conversation, without leftovers on the screen", async () => {
    const answer = "It is **there** now:\n\n- `greeting`";
    await using model = await startModelServer([
      sse.say(answer, { deltas: [answer.slice(0, 9), answer.slice(9, 25), answer.slice(25)] }),
    ]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 40 });
    await screen.keys("make a greeting", "Enter");
    const lines = await screen.waitFor((all) => isIdle(all) && all.some((line) => line.includes("• greeting")));
    const conversation = lines.slice(lines.indexOf("› make a greeting"));
    expect(conversation.slice(0, -1)).toEqual([
      "› make a greeting",
      "",
      "• It is there now:",
      "",
      "• greeting",
      "",
      "›",
    ]);
  });

  test("/plain within a paragraph prints only the rest of it", async () => {
    const words = Array.from({ length: 40 }, (_, index) => `word-${index}.`).join(" ");
    await using model = await startModelServer([sse.hang(responsesEvent.textDelta(words))]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 60, rows: 30 });
    await screen.keys("go", "Enter");
    await screen.waitFor((all) => all.some((line) => line.includes("word-39.")));
    await screen.keys("/plain", "Enter");
    await screen.waitFor((all) => !all.some((line) => line.includes("Esc stops")));
    // Until the terminal sends signals again.
    await silence();
    await screen.keys("C-c");
    await screen.waitFor((all) => all.some((line) => line.includes("interrupted")));
    // The last row before the switch may end within a word; the terminal shows the key.
    const text = (await screen.all()).join("").replace("^C", "");
    expect(words.split(" ").filter((word) => text.split(word).length !== 2)).toEqual([]);
  });

  test("/review: shows the review once, with its findings", async () => {
    const location = { absolute_file_path: "/x/a.txt", line_range: { start: 1, end: 2 } };
    const found = { title: "Bad", body: "It is.", confidence_score: 0.9, priority: 1, code_location: location };
    const overall = { overall_correctness: "no", overall_explanation: "Not yet.", overall_confidence_score: 0.8 };
    await using model = await startModelServer([sse.say(JSON.stringify({ findings: [found], ...overall }))]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 40 });
    await screen.keys("/review look at the words", "Enter");
    const lines = await screen.waitFor((all) => isIdle(all) && all.some((line) => line.includes("Bad")));
    expect(lines.filter((line) => line.includes("Not yet."))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("Bad"))).toHaveLength(1);
    // The reviewer's instructions are not the user's words.
    expect(lines.filter((line) => line.startsWith("›"))).toHaveLength(2);
  });

  test("/plan: changes nothing until the plan is approved", async () => {
    const plan = "<proposed_plan>\n# Make a file\n\n- touch it\n</proposed_plan>";
    await using model = await startModelServer([
      sse.shell(["touch", "too-early"]),
      sse.say(plan, { deltas: [plan.slice(0, 20), plan.slice(20)] }),
      sse.shell(["touch", "made"]),
      sse.say("It is made."),
    ]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 40 });
    await screen.keys("/plan make a file", "Enter");
    const asked = await screen.waitFor((all) => all.some((line) => line.includes("carry out the plan?")));
    expect(asked.some((line) => line.includes("Make a file"))).toBe(true);
    expect(asked.at(-1)).toContain("plan mode");
    expect(existsSync(path.join(workspace.cwd, "too-early"))).toBe(false);
    await screen.keys("Down", "Enter");
    // The folder is untrusted, so changes need approval.
    await screen.waitFor((all) => all.some((line) => line.includes("codex asks to run")));
    await silence();
    await screen.keys("y");
    await screen.waitFor((all) => isIdle(all) && all.some((line) => line.includes("It is made.")));
    expect(existsSync(path.join(workspace.cwd, "made"))).toBe(true);
    const requests = model.requests.map(({ body }) => JSON.stringify(body));
    expect(requests.at(-1)).toContain("Carry out the plan.");
  });

  test("a draft wider than the terminal, while the terminal is resized", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 50, rows: 30 });
    const message = `${"word ".repeat(20)}end`;
    await screen.keys(message);
    await screen.waitFor((lines) => lines.some((line) => line.endsWith("end")));
    await screen.resize(70, 30);
    await screen.waitFor((lines) => lines.filter((line) => line.endsWith("end")).length === 1 && isIdle(lines));
    await screen.keys("Enter");
    const lines = await screen.waitFor((all) => isIdle(all) && all.includes("• ok"));
    const shown = lines.slice(lines.findIndex((line) => line.startsWith("› word")));
    expect(shown.join("").match(/end/g)).toHaveLength(1);
  });

  test("a paragraph longer than the screen, while it arrives and the terminal is resized: every word once, on one line", async () => {
    const words = Array.from({ length: 400 }, (_, index) => `word${index}`);
    await using model = await startModelServer([sse.hang(responsesEvent.textDelta(`${words.join(" ")} `))]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 20 });
    await screen.keys("go", "Enter");
    const isAllThere = (lines: readonly string[]) => lines.some((line) => line.includes("word399"));
    await screen.waitFor(isAllThere);
    for (const [columns, rows] of [
      [50, 20],
      [120, 30],
      [80, 12],
    ] as const) {
      await screen.resize(columns, rows);
      await screen.waitFor((lines) => isAllThere(lines) && lines.at(-1)?.includes("Esc") === true);
    }
    await screen.keys("Escape");
    await screen.waitFor((lines) => isIdle(lines) && lines.some((line) => line.includes("interrupted")));
    const text = (await screen.all()).join("\n");
    expect(text.match(/word\d+/g)).toEqual(words);
  });

  test("a new conversation begins during an answer: what has arrived of it stays, each word once", async () => {
    const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
    await using model = await startModelServer([sse.hang(responsesEvent.textDelta(words.join(" ")))]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 30 });
    await screen.keys("go", "Enter");
    await screen.waitFor((lines) => lines.some((line) => line.includes("word29")));
    await screen.keys("/new ", "Enter");
    await screen.waitFor((lines) => isIdle(lines) && lines.some((line) => line.includes("the previous one")));
    const lines = await screen.all();
    const from = lines.findIndex((line) => line.startsWith("• word0"));
    expect(lines.slice(from, from + 6)).toEqual([
      `• ${words.join(" ")}`,
      "",
      "› /new ",
      "",
      "  a new conversation",
      expect.stringContaining("the previous one"),
    ]);
  });

  test("a client with another size attaches and detaches while somebody reads the scrollback: every word once", async () => {
    const words = Array.from({ length: 300 }, (_, index) => `word${index}`);
    const deltas = words.map((word) => `${word} `);
    await using model = await startModelServer([sse.say(deltas.join(""), { deltas }), sse.say("and done")]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 20 });
    await screen.keys("go", "Enter");
    await screen.tmux("copy-mode");
    await using client = await attach(screen, { columns: 60, rows: 15 });
    await client.drawn;
    await screen.tmux("send-keys", "-X", "cancel");
    await screen.waitFor((lines) => isIdle(lines) && lines.some((line) => line.includes("word299")));
    await client[Symbol.asyncDispose]();
    await screen.resize(100, 30);
    await screen.keys("more", "Enter");
    await screen.waitFor((lines) => isIdle(lines) && lines.some((line) => line.includes("and done")));
    const text = (await screen.all()).join("\n");
    expect(text.match(/word\d+/g)).toEqual(words);
  });

  test("Ctrl-Z returns the terminal to the shell; fg restores the chat with its draft", async () => {
    await using model = await startModelServer([sse.say("there")]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 20, inShell: true });
    await screen.keys("half a dra");
    await screen.waitFor((lines) => lines.some((line) => line.includes("half a dra")));
    await screen.keys("C-z");
    await screen.waitFor((lines) => lines.some((line) => line.includes("Stopped")) && !isIdle(lines));
    await screen.keys("fg", "Enter");
    await screen.waitFor(isIdle);
    await screen.keys("ft", "Enter");
    await screen.waitFor((lines) => isIdle(lines) && lines.includes("• there"));
    expect(JSON.stringify(model.requests[0]?.body)).toContain("half a draft");
  });

  test("Ctrl-Z in the transcript returns the terminal to the shell; fg shows the transcript again", async () => {
    await using model = await startModelServer([sse.say("there")]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openChat(workspace, { columns: 80, rows: 20, inShell: true });
    await screen.keys("hello", "Enter");
    await screen.waitFor((lines) => isIdle(lines) && lines.includes("• there"));
    const isTranscript = (lines: readonly string[]) => lines.some((line) => line.includes("q closes"));
    await screen.keys("C-t");
    await screen.waitFor(isTranscript);
    await screen.keys("C-z");
    await screen.waitFor((lines) => lines.some((line) => line.includes("Stopped")) && !isTranscript(lines));
    await screen.keys("fg", "Enter");
    await screen.waitFor(isTranscript);
    await screen.keys("q");
    await screen.waitFor((lines) => isIdle(lines) && !isTranscript(lines));
  });
});

/** A second client on the same session, with its own size; `drawn` settles when tmux has drawn it. */
async function attach(screen: Screen, { columns, rows }: { readonly columns: number; readonly rows: number }) {
  const socket = (await screen.tmux("display-message", "-p", "#{socket_path}")).trim();
  const pty = spawn("tmux", ["-S", socket, "attach"], { cols: columns, rows, name: "xterm-256color" });
  const drawn = new Promise<void>((resolve) => pty.onData(() => resolve()));
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  return {
    drawn,
    async [Symbol.asyncDispose]() {
      pty.kill();
      await ended;
    },
  };
}
