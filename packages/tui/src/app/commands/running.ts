import { renderCommand } from "@codex/terminal";
import { wholeTime } from "../../view/durations.js";
import type { App } from "../app.js";
import { table } from "./table.js";

export function listTerminals(app: App): void {
  const { terminals } = app.thread;
  if (terminals.length === 0) return app.showMessage(["no terminal is running"]);
  const now = Date.now();
  const rows = terminals.map(({ id, command, cwd, startedAt }) => {
    const where = cwd === app.loaded.config.cwd ? "" : `, in ${cwd}`;
    return [String(id), `${renderCommand(command)}  (${wholeTime((now - startedAt) / 1_000)}${where})`] as const;
  });
  app.showMessage([...table(rows), "/stop NUMBER ends one of them"]);
}

/** Stops the turn, or background terminals. */
export async function stop(app: App, argument: string): Promise<void> {
  if (argument === "") return app.stop() ? undefined : app.showMessage(["nothing is running"]);
  const { terminals } = app.thread;
  const wanted = argument === "all" ? terminals : terminals.filter(({ id }) => String(id) === argument);
  if (wanted.length === 0) return app.showMessage([`there is no terminal ${argument}; /ps lists them`]);
  for (const { id, command } of wanted) {
    await app.thread.endTerminal(id);
    app.showMessage([`ended terminal ${id}: ${renderCommand(command)}`]);
  }
}
