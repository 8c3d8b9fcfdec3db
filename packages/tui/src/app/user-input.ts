import { type Key, nameOfKey } from "../terminal/key-codes.js";
import type { TerminalInput } from "../terminal/keys.js";
import type { App } from "./app.js";
import { keyActions } from "./key-actions.js";
import { takePopupKey } from "./popup-keys.js";
import { findSlashCommand } from "./slash-commands.js";

/** Handles input of a terminal that sends keys. */
export function takeInput(app: App, input: TerminalInput): void {
  switch (input.type) {
    case "key":
      takeKey(app, input.key);
      break;
    case "paste":
      if (!app.dialogs.paste(input.text)) app.draft.paste(input.text, app.cwd);
      break;
    case "focus":
      app.notifications.isFocused = input.focused;
      return;
    case "reply":
      app.host.replied(input.reply);
      return;
    default:
      input satisfies never;
  }
  app.host.keyDone();
}

/** Keys go to an open dialog first, then to the popup, then to vi if enabled. */
function takeKey(app: App, key: Key): void {
  if (app.dialogs.take(key)) return;
  if (app.dialogs.isAsked && isOfOtherLetters(key)) app.hints.show("to answer with any keyboard: arrows, then Enter");
  if (key.text !== undefined) app.rhythm.typed();
  if (takePopupKey(app, key)) return;
  for (const meant of app.draft.keysMeant(key)) takeChatKey(app, meant);
}

/** Users of other scripts have no keys for the letters of the choices. */
function isOfOtherLetters({ text }: Key): boolean {
  return text !== undefined && text > "\u007f";
}

/** Handles a key with the key map, or lets it edit the draft. */
function takeChatKey(app: App, key: Key): void {
  const action = app.keys.keys.get(nameOfKey(key));
  if (action !== undefined && keyActions[action](app) !== false) return;
  if (key.text === "?" && app.draft.isEmpty && !app.earlier.isEditing) return void app.commands.run("/help");
  app.draft.editWith(key);
}

/** Handles a whole line, from a terminal that edits lines itself: it answers the open question, runs a command beside it, or is a message. */
export function takeLine(app: App, line: string): void {
  if (isBesideApproval(app, line)) return void runBesideApproval(app, line);
  const taken = app.dialogs.takeLine(line);
  if (taken === "denied") {
    // "n use pnpm": the rest is a message to the model.
    const [, more = ""] = /^\s*no?[,:.;]?\s+(\S.*)$/i.exec(line) ?? [];
    if (more !== "") app.send({ text: more, images: [] });
  } else if (taken === "passed" && line.trim() !== "") {
    app.draft.set(line);
    app.enter();
  }
  app.host.changed();
}

/** Lists and forms take every line, but an approval leaves commands other than its own /stop to the chat. */
function isBesideApproval({ dialogs }: App, line: string): boolean {
  if (!dialogs.isAsked || dialogs.takesEscape || line.trim() === "/stop") return false;
  return findSlashCommand(/^\/([\w-]+)/.exec(line.trim())?.[1] ?? "") !== undefined;
}

async function runBesideApproval(app: App, line: string): Promise<void> {
  await app.commands.run(line);
  app.dialogs.askAgain();
}

/** Handles Ctrl-C in plain mode: closes a list, stops what is running, or quits when pressed twice. */
export function takeInterrupt(app: App): void {
  if (app.isEnding) app.host.leave();
  else if (app.dialogs.take({ name: "c", ctrl: true }) || app.stop()) app.host.changed();
  else if (app.hints.isAgain("quit", AGAIN)) app.host.leave();
  else app.showMessage([AGAIN]);
}

const AGAIN = "Ctrl-C again quits";
