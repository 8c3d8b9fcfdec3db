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
  app.startClock();
  const onOutput = (text: string) => {
    const update = { type: "output", stream: "stdout", bytes: new Uint8Array(), text } as const;
    printer.take({ type: "item-updated", turnId: "", itemId: item.id, update });
    app.host.changed();
  };
  const { isStopped, ...ended } = await app.ownCommands.run(signal, async (stopped) => {
    const { env, killGroup } = app.host;
    const result = await runOwnCommand(command, { cwd, env, killGroup, onOutput, signal: stopped });
    return { ...result, isStopped: stopped.aborted };
  });
  const { output, exitCode, durationMs } = ended;
  if (!app.isBusy) app.clock.stop();
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
  app.outbox.addContext(
    `<user_shell_command>\n$ ${command}\n${output.slice(-MAX_TOLD)}\nexit status ${exitCode}\n</user_shell_command>`,
  );
  app.host.changed();
}

/** What the model is told of its output, in characters. */
const MAX_TOLD = 16_000;
