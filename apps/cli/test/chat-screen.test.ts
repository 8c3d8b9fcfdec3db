import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { hasTmux, openScreen } from "./support/tmux.js";
import { createWorkspace } from "./support/workspace.js";

const IDLE = /^›$/;
const isIdle = (lines: readonly string[]) => IDLE.test(lines.at(-1) ?? "");

describe.skipIf(!hasTmux)("the chat on the screen of tmux (needs tmux)", () => {
  test("a conversation with a question, without anything left over", async () => {
    const answer = "It is **there** now:\n\n- `greeting`";
    await using model = await startModelServer([
      sse.shell(["touch", "greeting"]),
      sse.say(answer, { deltas: [answer.slice(0, 9), answer.slice(9, 25), answer.slice(25)] }),
    ]);
    await using workspace = await createWorkspace({
      model,
      config: 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"',
    });
    await using screen = await openScreen(workspace, [], { columns: 80, rows: 40 });
    await screen.waitFor((lines) => lines.some((line) => line.startsWith("trust it?")));
    await screen.keys("n", "Enter");
    await screen.waitFor((lines) => lines.some((line) => line.startsWith("codex —")) && isIdle(lines));
    await screen.keys("make a greeting", "Enter");
    await screen.waitFor((lines) => lines.at(-1)?.startsWith("allow it?") === true);
    await screen.keys("y", "Enter");
    const lines = await screen.waitFor((all) => isIdle(all) && all.some((line) => line.includes("• greeting")));
    const conversation = lines.slice(lines.indexOf("› make a greeting"));
    expect(conversation.map((line) => line.replace(/\d+\.\d s/, "0.1 s"))).toEqual([
      "› make a greeting",
      "",
      "codex asks to run",
      "  touch greeting",
      "  allowed",
      "",
      "run touch greeting",
      "  ✔ 0.1 s",
      "",
      "codex",
      "It is there now:",
      "",
      "• greeting",
      "›",
    ]);
  });

  test("a message wider than the terminal, while the terminal changes its size", async () => {
    await using model = await startModelServer([sse.say("ok")]);
    await using workspace = await createWorkspace({ model, config: "" });
    await using screen = await openScreen(workspace, [], { columns: 40, rows: 30 });
    await screen.waitFor((lines) => lines.some((line) => line.startsWith("trust it?")));
    await screen.keys("n", "Enter");
    await screen.waitFor(isIdle);
    const message = `${"word ".repeat(20)}end`;
    await screen.keys(message);
    await screen.waitFor((lines) => lines.at(-1)?.endsWith("end") === true);
    await screen.resize(60, 30);
    await screen.waitFor((lines) => lines.at(-1)?.endsWith("end") === true);
    await screen.keys("Enter");
    const lines = await screen.waitFor((all) => isIdle(all) && all.includes("ok"));
    const shown = lines.slice(lines.findIndex((line) => line.startsWith("› word")));
    expect(shown.join("").match(/end/g)).toHaveLength(1);
    expect(shown.slice(-4)).toEqual(["", "codex", "ok", "›"]);
  });
});
