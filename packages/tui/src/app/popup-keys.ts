import { type Key, nameOfKey } from "../terminal/key-codes.js";
import type { App } from "./app.js";
import { findSlashCommand } from "./slash-commands.js";

/** What a key does to the open popup; false when it is for the draft. */
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

/** A file goes into the draft, a command is run when it needs no more words. */
function enter(app: App): boolean {
  const { popup, draft } = app;
  const command = popup.kind === "command" && popup.choice !== undefined ? findSlashCommand(popup.choice) : undefined;
  if (popup.kind === "command" && command === undefined) return false;
  if (command === undefined || command.needsArgument === true) {
    draft.edit(popup.complete(draft.composer));
    return true;
  }
  popup.close(draft.composer);
  draft.clear();
  app.run(`/${command.name}`);
  return true;
}
