import type { App } from "../app.js";
import type { OpenOptions } from "../conversation.js";
import { isUserCommand } from "../user-command.js";

export const startNew = (app: App): Promise<void> => replace(app, {});

export const startCleared = (app: App): Promise<void> => replace(app, { startedBy: "clear" });

async function replace(app: App, options: OpenOptions): Promise<void> {
  const { id, isSaved } = app.thread;
  const before = app.outbox.hasSent && isSaved ? [`the previous one: codex resume ${id}`] : [];
  await app.open(options);
  app.showMessage(["a new conversation", ...before]);
}

/** Continues the conversation with this id, id prefix or name; without one, the user chooses from a list. */
export async function resume(app: App, argument: string): Promise<void> {
  const { chooseSession, sessionNamed, reportFolder } = await import("../sessions.js");
  const isList = argument === "" || argument === "all";
  const found = await (isList
    ? chooseSession(app, { exceptId: app.thread.id, all: argument === "all" })
    : sessionNamed(app, argument));
  if (found.type === "none") return app.showMessage([found.message]);
  await app.open({ resumeId: found.id });
  await reportFolder(app, found);
}

/** The conversation stays on screen, since the copy has it, too. */
export async function fork(app: App): Promise<void> {
  const { id } = app.thread;
  if (app.printer.view.turns.every(isUserCommand)) return app.showMessage(["there is nothing to copy yet"]);
  const { engine } = app.loaded;
  await app.open({ resumeId: await engine.forkThread(id), startedBy: "fork", isSeen: true });
  app.showMessage(["this is a copy from here on", `the previous one: codex resume ${id}`]);
}

/** Archives the conversation and starts a new one. */
export async function archive(app: App): Promise<void> {
  const { id } = app.thread;
  if (!hasSaved(app)) return app.showMessage(["there is nothing to archive yet"]);
  await app.open();
  await app.loaded.engine.archiveThread(id);
  app.showMessage(["a new conversation", `the previous one is archived; codex unarchive ${id} restores it`]);
}

/** Deletes the conversation permanently and starts a new one. */
export async function deleteForGood(app: App): Promise<void> {
  const { id } = app.thread;
  if (!hasSaved(app)) return app.showMessage(["there is nothing to delete yet"]);
  const isWanted = await app.dialogs.choose("delete this conversation for good?", [
    { name: "no", detail: "the conversation is kept", value: false },
    { name: "yes", detail: "nothing of it is left; files of the project stay as they are", value: true },
  ]);
  if (isWanted !== true) return app.showMessage(["the conversation is kept"]);
  await app.open();
  await app.loaded.engine.deleteThread(id);
  app.showMessage(["a new conversation", "the previous one is deleted"]);
}

function hasSaved({ thread, printer }: App): boolean {
  return thread.isSaved && !printer.view.turns.every(isUserCommand);
}

/** Sets the conversation's name in lists. */
export async function rename(app: App, argument: string): Promise<void> {
  await app.loaded.engine.renameThread(app.thread.id, argument);
  app.showMessage([`this conversation is now called ${argument}`]);
}

export function compact(app: App): void {
  app.thread.compact();
}

/** Undoes the latest turn. */
export async function undo(app: App, argument: string): Promise<void> {
  const what =
    UNDO.find(({ value }) => value === argument)?.value ??
    (argument === "" ? await app.dialogs.choose("undo", UNDO) : undefined);
  if (what === undefined)
    return app.showMessage([argument === "" ? "nothing was undone" : "/undo, /undo conversation, /undo files"]);
  const last = app.printer.view.turns.findLast((turn) => !isUserCommand(turn));
  if (last === undefined) return app.showMessage(["there is nothing to undo"]);
  const { files } = await app.thread.revert({ beforeTurnId: last.id, what });
  app.showMessage([
    what === "files" ? "the files are as they were before the latest turn" : "the latest turn is taken back",
    ...(files?.restored ?? []).map((file) => `  as it was: ${file}`),
    ...(files?.deleted ?? []).map((file) => `  removed: ${file}`),
    ...(files?.skipped ?? []).map(({ path: file, reason }) => `  left as it is: ${file} (${reason})`),
  ]);
}

const UNDO = [
  { name: "both", detail: "the latest turn and what it did to files", value: "both" },
  { name: "conversation", detail: "files stay as they are", value: "conversation" },
  { name: "files", detail: "the conversation stays as it is", value: "files" },
] as const;

export function init(app: App): void {
  app.send({ text: INIT_PROMPT, images: [] });
}

const INIT_PROMPT =
  "Write a file AGENTS.md at the root of this project for contributors who work on it with tools like you. Look at the " +
  "project first. Say how it is laid out, how to build, run and test it, which conventions its code and commits follow, " +
  "and what to be careful with. Only what is true of this project, at most a page. If there is an AGENTS.md, improve it.";
