import type { UserNotification } from "./run-notifier.js";

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
