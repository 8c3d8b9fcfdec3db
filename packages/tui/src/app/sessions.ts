import { stat } from "node:fs/promises";
import type { TurnView } from "@codex/core";
import type { SavedSession } from "../chat-engine.js";
import type { Choice } from "../state/choice-list.js";
import { shortFolder } from "../view/status-items.js";
import type { App } from "./app.js";

/** How many sessions are listed at first. */
const LISTED_FIRST = 200;
const MAX_LISTED = 5_000;
/** The length of the part of an id that encodes its time, which distinguishes it from others. */
const ID_LETTERS = 13;

export type FoundSession =
  /** `cwd`: the folder where the session started, if known. `isFork`: whether it is a new copy of another session. */
  | { readonly type: "found"; readonly id: string; readonly cwd?: string | undefined; readonly isFork?: boolean }
  /** `message` is for a person. */
  | { readonly type: "none"; readonly message: string };

export interface ChooseOptions {
  readonly exceptId?: string | undefined;
  /** Includes the sessions of other folders. */
  readonly all?: boolean | undefined;
}

/** Lets the user choose a saved session of this folder, or of all folders. */
export async function chooseSession(app: App, { exceptId, all = false }: ChooseOptions = {}): Promise<FoundSession> {
  const { config, engine, home } = app.loaded;
  const { cwd } = config;
  const folderOf = (thread: SavedSession) =>
    all && thread.cwd !== undefined ? `${shortFolder(thread.cwd, home)}  ` : "";
  const listed = async (limit: number) =>
    (await engine.savedThreads(config, { limit, all }))
      .filter(({ id }) => id !== exceptId)
      .map((thread) => describeSession(thread, folderOf(thread), new Date()));
  const others = await listed(LISTED_FIRST);
  if (others.length === 0) {
    const none = `no ${exceptId === undefined ? "" : "other "}session has been saved`;
    return { type: "none", message: all ? none : `${none} for ${cwd}; ${MORE}` };
  }
  const chosen = await app.dialogs.choose("go on with:", others, {
    preview: async ({ id }) => previewOf(await engine.turnsOf(id)),
    more: others.length < LISTED_FIRST - 1 ? undefined : listed(MAX_LISTED).then((found) => found.slice(others.length)),
  });
  return chosen === undefined ? { type: "none", message: "no session chosen" } : { type: "found", ...chosen };
}

const MORE = "'codex resume --all', in a chat /resume all, lists those of all folders";

/** Tells the user if the chosen session is from another folder, since it continues in this one. */
export async function reportFolder(app: App, { cwd }: { readonly cwd?: string | undefined }): Promise<void> {
  if (cwd === undefined || cwd === app.cwd) return;
  // The folders of a server are not on this machine.
  const isGone = app.loaded.isRemote !== true && !(await isFolder(cwd));
  const about = isGone ? "the folder no longer exists" : `to go there: /cd ${cwd}`;
  app.showMessage([`this conversation is from ${cwd} and continues in ${app.cwd}; ${about}`]);
}

async function isFolder(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true;
}

/** Finds the session with this name or id. */
export async function sessionNamed({ loaded, thread }: App, given: string): Promise<FoundSession> {
  if (given === thread.id) return { type: "none", message: "you are already in that conversation" };
  const saved = await loaded.engine.savedThreads(loaded.config, { limit: MAX_LISTED });
  const fits = saved.filter(({ id, name }) => id.startsWith(given) || name === given);
  const [only] = fits;
  if (fits.length === 1 && only !== undefined) return { type: "found", id: only.id };
  // It may belong to another folder or be older than those listed; the engine reports it if it does not exist.
  if (/^[0-9a-f-]{36}$/i.test(given)) return { type: "found", id: given };
  const message =
    fits.length > 1 ? `several conversations match ${given}` : `no conversation of this folder is called ${given}`;
  return { type: "none", message: `${message}; /resume lists them` };
}

/** Its name or first message, and when it was last used, in local time. */
function describeSession(
  { updatedAt, name, preview, id, cwd }: SavedSession,
  folder: string,
  now: Date,
): Choice<Pick<SavedSession, "id" | "cwd">> {
  const title = (name ?? preview ?? "(no message)").trim().split("\n")[0] ?? "";
  const detail = `${localTime(new Date(updatedAt), now)}  ${folder}${id.slice(0, ID_LETTERS)}`;
  return { name: title, detail, value: { id, cwd } };
}

/** The latest messages, and how many there are. */
function previewOf(turns: readonly TurnView[]): string[] {
  const items = turns.flatMap((turn) => turn.items);
  const asked = items.findLast((item) => item.kind === "user-message");
  const answered = items.findLast((item) => item.kind === "agent-message");
  const text = asked?.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join(" ") ?? "";
  const begin = (words: string, rows: number) =>
    words
      .trim()
      .split("\n")
      .filter((row) => row !== "")
      .slice(0, rows);
  return [
    `${turns.length} ${turns.length === 1 ? "turn" : "turns"}; the last one:`,
    ...begin(text, 2).map((row) => `you: ${row}`),
    ...begin(answered?.text ?? "", 3).map((row) => `codex: ${row}`),
  ];
}

/** `14:05` today, `Mon 14:05` this week, else the date. */
export function localTime(time: Date, now: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}`;
  if (time.toDateString() === now.toDateString()) return clock;
  const days = (now.getTime() - time.getTime()) / 86_400_000;
  if (days >= 0 && days < 6) return `${["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][time.getDay()]} ${clock}`;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}
