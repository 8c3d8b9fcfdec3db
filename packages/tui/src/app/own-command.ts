import type { ItemOf } from "@codex/core";
import type { App } from "./app.js";
import { runOwnCommand } from "./other-programs.js";

let count = 0;

/** Runs what was typed after `!`, shows it as it goes, and tells the model of it with the next message. */
export async function showOwnCommand(app: App, command: string, signal: AbortSignal): Promise<void> {
  const { cwd } = app.loaded.config;
  const item: ItemOf<"command"> = {
    kind: "command",
    id: `own-${count++}`,
    turnId: "",
    status: "running",
    startedAt: Date.now(),
    command: ["bash", "-c", command],
    cwd,
    actions: [],
    source: "user",
    output: { stdout: "", stderr: "", aggregated: "", formatted: "" },
  };
  const { printer } = app;
  printer.take({ type: "item-started", item });
  const stop = app.beginOwnCommand(signal);
  const { output, exitCode, durationMs } = await runOwnCommand(command, {
    cwd,
    env: app.host.env,
    signal: stop.signal,
    killGroup: app.host.killGroup,
    onOutput: (text) => {
      const bytes = new Uint8Array();
      printer.take({
        type: "item-updated",
        turnId: "",
        itemId: item.id,
        update: { type: "output", stream: "stdout", bytes, text },
      });
      app.host.changed();
    },
  });
  const isStopped = stop.signal.aborted;
  stop.end();
  printer.take({
    type: "item-ended",
    item: {
      ...item,
      status: isStopped ? "interrupted" : "completed",
      endedAt: Date.now(),
      exitCode,
      durationMs,
      output: { stdout: output, stderr: "", aggregated: output, formatted: output },
    },
  });
  app.addContext(
    `<user_shell_command>\n$ ${command}\n${output.slice(-MAX_TOLD)}\nexit status ${exitCode}\n</user_shell_command>`,
  );
  app.host.changed();
}

/** What the model is told of its output, in characters. */
const MAX_TOLD = 16_000;
