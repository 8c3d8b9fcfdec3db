import { draftText } from "../state/composer.js";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import type { App } from "./app.js";
import { findSlashCommand } from "./slash-commands.js";

/** Handles a key in the open popup; returns false if the key is for the draft. */
export function takePopupKey(app: App, key: Key): boolean {
  const { popup, draft } = app;
  if (!popup.isOpen) return false;
  switch (nameOfKey(key)) {
    case "up":
    case "ctrl-p":
      popup.move(-1);
      return true;
    case "down":
    case "ctrl-n":
      popup.move(1);
      return true;
    case "escape":
      popup.close(draft.composer);
      return true;
    case "tab":
      draft.edit(popup.complete(draft.composer));
      return true;
    case "enter":
      return enter(app);
    default:
      return false;
  }
}

/** Completes a name; runs a command that needs no argument. */
function enter(app: App): boolean {
  const { popup, draft } = app;
  const text = draftText(draft.composer);
  const command = /^\/([\w-]+)/.exec(popup.kind === "command" ? (popup.choice ?? "") : text)?.[1] ?? "";
  const known = findSlashCommand(command);
  switch (popup.kind) {
    case "command":
      if (known === undefined) return false;
      if (known.needsArgument === undefined) return run(app, `/${known.name}`);
      break;
    case "value":
      // The typed text may be meant literally.
      if (known?.takesOthers === true || popup.choice === undefined) return false;
      return run(app, `/${command} ${popup.choice}`);
    case "folder":
      return false;
    default:
  }
  draft.edit(popup.complete(draft.composer));
  return true;
}

function run(app: App, line: string): true {
  app.popup.close(app.draft.composer);
  app.draft.clear();
  void app.commands.run(line);
  return true;
}
