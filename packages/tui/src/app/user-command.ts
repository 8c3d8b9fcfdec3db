import type { ItemOf, TurnInfo } from "@codex/core";
import type { App } from "./app.js";
import { spawnUserCommand } from "./other-programs.js";

/** The prefix of turn ids that only exist in this chat. */
const OWN = "own-";
let count = 0;

/** Whether the turn is a user's own command, which the thread does not know. */
export function isUserCommand({ id }: TurnInfo): boolean {
  return id.startsWith(OWN);
}

/** Runs a command typed after `!`, shows its output as it arrives, and reports it to the model with the next message. */
export async function runUserCommand(app: App, command: string, signal: AbortSignal): Promise<void> {
  const { cwd } = app.loaded.config;
  const id = `${OWN}${count++}`;
  const turn: TurnInfo = { id, kind: "user-command", status: "running", startedAt: Date.now() };
  const item = startedItem(command, cwd, turn);
  const { printer } = app;
  printer.take({ type: "turn-started", turn });
  printer.take({ type: "item-started", item });
  app.startClock();
  const onOutput = (output: string) => {
    const changed = { ...item, output: outputOf(output) };
    printer.take({ type: "item-updated", turnId: id, itemId: id, update: { type: "changed", item: changed } });
    app.host.changed();
  };
  const { isStopped, ...ended } = await app.userCommands.run(signal, async (stopped) => {
    const { env, killGroup } = app.host;
    const result = await spawnUserCommand(command, { cwd, env, killGroup, onOutput, signal: stopped });
    return { ...result, isStopped: stopped.aborted };
  });
  const { output, exitCode, durationMs } = ended;
  if (!app.isBusy) app.clock.stop();
  const endedAt = Date.now();
  const status = isStopped ? "interrupted" : "completed";
  printer.take({
    type: "item-ended",
    item: { ...item, status, endedAt, exitCode, durationMs, output: outputOf(output) },
  });
  printer.take({ type: "turn-ended", turn: { ...turn, status: "completed", endedAt } });
  app.outbox.addContext(
    `<user_shell_command>\n$ ${command}\n${output.slice(-MAX_REPORTED)}\nexit status ${exitCode}\n</user_shell_command>`,
  );
  if (/^cd(?:\s+\S+)?$/.test(command))
    app.showMessage(["the next command does not know of it; /cd FOLDER changes the folder"]);
  app.host.changed();
}

function startedItem(command: string, cwd: string, { id, startedAt }: TurnInfo): ItemOf<"command"> {
  return {
    kind: "command",
    id,
    turnId: id,
    status: "running",
    startedAt,
    command: ["bash", "-c", command],
    cwd,
    actions: [],
    source: "user",
    output: outputOf(""),
  };
}

function outputOf(output: string): ItemOf<"command">["output"] {
  return { stdout: output, stderr: "", aggregated: output, formatted: output };
}

/** How much of the output the model gets, in characters. */
const MAX_REPORTED = 16_000;
