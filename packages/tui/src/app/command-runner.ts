import { EMPTY, safe, safeLine } from "../text/safe.js";
import type { App } from "./app.js";
import { findSlashCommand } from "./slash-commands.js";

/** Runs the lines that start with `/`. */
export class CommandRunner {
  readonly #app: App;
  /** Lines entered before there was a thread. */
  readonly #early: string[] = [];

  constructor(app: App) {
    this.#app = app;
  }

  /** Settles when the command is done. */
  async run(line: string): Promise<void> {
    const app = this.#app;
    const [, name = "", argument = ""] = /^\/([\w-]+)(?:\s+(.*))?$/s.exec(line.trim()) ?? [];
    const command = findSlashCommand(name);
    if (command === undefined) {
      const { unknownCommand } = await import("./unknown-command.js");
      return app.showMessage([unknownCommand(name)]);
    }
    if (!app.hasThread && command.name !== "quit") {
      this.#early.push(line);
      return;
    }
    const { paint, marks } = app.look;
    // A terminal that echoes lines already shows it.
    if (!app.host.isPlain()) app.print([EMPTY, safe`${paint.accent(marks.prompt)} ${paint.bold(safeLine(line))}`]);
    if (command.needsRest === true && app.isBusy) {
      return app.showMessage([`a turn is running: press Tab instead of Enter to run /${command.name} after it`]);
    }
    if (command.needsArgument !== undefined && argument.trim() === "") {
      return app.showMessage([`something is missing: /${command.name} ${command.needsArgument}`]);
    }
    await Promise.resolve()
      .then(() => command.run(app, argument.trim()))
      .catch((error: unknown) => app.fail(error));
  }

  runEarly(): void {
    for (const line of this.#early.splice(0)) void this.run(line);
  }
}
