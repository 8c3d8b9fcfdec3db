/** The notification that a `notify` program gets as JSON in its last argument. The field names are fixed by existing programs. */
export interface UserNotification {
  readonly type: "agent-turn-complete";
  readonly "thread-id": string;
  readonly "turn-id": string;
  readonly cwd: string;
  /** The client that runs the thread, such as `codex_exec`. */
  readonly client: string;
  /** The user messages that started the turn. They and the answer are cut if they do not fit into an argument. */
  readonly "input-messages": readonly string[];
  readonly "last-assistant-message": string | null;
}

/** Linux's limit for one argument, minus the terminating byte. */
const MAX_BYTES = 128 * 1024 - 1;
const FIRST_TRY_CHARACTERS = 64 * 1024;

/** As JSON in one argument; long texts are cut until it fits. */
export function notificationArgument(notification: UserNotification): string {
  let json = JSON.stringify(notification);
  for (let characters = FIRST_TRY_CHARACTERS; Buffer.byteLength(json) > MAX_BYTES; characters = characters >> 1) {
    if (characters === 0) return JSON.stringify({ ...notification, "input-messages": [] });
    json = JSON.stringify(shortened(notification, characters));
  }
  return json;
}

function shortened(notification: UserNotification, characters: number): UserNotification {
  const cut = (text: string) => (text.length <= characters ? text : `${wholeStart(text, characters)}…`);
  const { "last-assistant-message": answer, "input-messages": messages } = notification;
  return {
    ...notification,
    "input-messages": messages.map(cut),
    "last-assistant-message": answer === null ? null : cut(answer),
  };
}

/** Avoids half of a surrogate pair at the end. */
const wholeStart = (text: string, characters: number): string =>
  text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, "");
