import type { TurnView } from "@codex/core";
import type { SavedSession } from "../chat-engine.js";
import type { Choice } from "../state/choice-list.js";
import type { App } from "./app.js";

/** Listed at once. */
const LISTED_FIRST = 200;
const MAX_LISTED = 5_000;
/** Of an id: the time of its beginning, which tells it from others. */
const ID_LETTERS = 13;

export type FoundSession =
  | { readonly type: "found"; readonly id: string }
  /** `message` is for a person. */
  | { readonly type: "none"; readonly message: string };

/** Lets the user choose one of the folder's saved sessions. */
export async function chooseSession(app: App, exceptId?: string): Promise<FoundSession> {
  const { config, engine } = app.loaded;
  const { cwd } = config;
  const listed = async (limit: number) =>
    (await engine.savedThreads(config, limit))
      .filter(({ id }) => id !== exceptId)
      .map((thread) => describeSession(thread, new Date()));
  const others = await listed(LISTED_FIRST);
  if (others.length === 0) {
    return { type: "none", message: `no ${exceptId === undefined ? "" : "other "}session has been saved for ${cwd}` };
  }
  const chosen = await app.dialogs.choose("go on with:", others, {
    preview: async ({ id }) => previewOf(await engine.turnsOf(id)),
    more: others.length < LISTED_FIRST - 1 ? undefined : listed(MAX_LISTED).then((all) => all.slice(others.length)),
  });
  return chosen === undefined ? { type: "none", message: "no session chosen" } : { type: "found", ...chosen };
}

/** The session that these words name. */
export async function sessionNamed({ loaded, thread }: App, words: string): Promise<FoundSession> {
  if (words === thread.id) return { type: "none", message: "you are already in that conversation" };
  const saved = await loaded.engine.savedThreads(loaded.config, MAX_LISTED);
  const fits = saved.filter(({ id, name }) => id.startsWith(words) || name === words);
  const [only] = fits;
  if (fits.length === 1 && only !== undefined) return { type: "found", id: only.id };
  // Of other folders, or an older one: the engine says so where there is none.
  if (/^[0-9a-f-]{36}$/i.test(words)) return { type: "found", id: words };
  const message =
    fits.length > 1 ? `several conversations match ${words}` : `no conversation of this folder is called ${words}`;
  return { type: "none", message: `${message}; /resume lists them` };
}

/** Its name or first message, and when it was worked on, in local time. */
function describeSession({ updatedAt, name, preview, id }: SavedSession, now: Date): Choice<{ id: string }> {
  const title = (name ?? preview ?? "(no message)").trim().split("\n")[0] ?? "";
  return { name: title, detail: `${localTime(new Date(updatedAt), now)}  ${id.slice(0, ID_LETTERS)}`, value: { id } };
}

/** What was said last, and how much there is. */
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
