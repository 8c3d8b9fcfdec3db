import { editConfig } from "@codex/core";
import { statusItems } from "../../view/status-items.js";
import type { App } from "../app.js";

/** Lets the user switch status line items on and off until Esc, with an immediate preview, and saves the changes. */
export async function changeStatusLine(app: App): Promise<void> {
  const before = app.statusLine;
  const ask = (selected: number): Promise<string | undefined> =>
    app.dialogs.choose("status line: show or hide", choicesFor(app.statusLine), { selected });
  let name = await ask(0);
  while (name !== undefined) {
    app.statusLine = toggled(app.statusLine, name);
    name = await ask(Object.keys(statusItems).indexOf(name));
  }
  if (app.statusLine === before) return app.showMessage(["the status line is unchanged"]);
  await editConfig(app.loaded.config.codexHome, [{ path: ["tui", "status_line"], value: [...app.statusLine] }]);
  app.showMessage(["the status line is saved in config.toml, as status_line under [tui]"]);
}

function choicesFor(shown: readonly string[]) {
  return Object.entries(statusItems).map(([name, { about }]) => ({
    name,
    detail: shown.includes(name) ? `${about} (shown)` : about,
    value: name,
  }));
}

/** Newly enabled items go last. Unknown names are kept for other programs that know them. */
function toggled(shown: readonly string[], name: string): readonly string[] {
  return shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name];
}
