export type PopupKind = PopupOffer["kind"];

/** What the popup could offer. */
export type PopupOffer = Offer &
  ({ readonly kind: "command" | "file" | "skill" | "folder" } | { readonly kind: "value"; readonly command: string });

interface Offer {
  /** The typed part of the name. */
  readonly letters: string;
  /** How many characters before them are also replaced. */
  readonly lead: number;
  /** The subject of the offer; extended while the user types on. */
  readonly key: string;
}

/** The offer for the text before the cursor. */
export function offerAt(before: string): PopupOffer | undefined {
  const command = /^\/([\w-]*)$/.exec(before);
  if (command !== null) return { kind: "command", letters: command[1] ?? "", lead: 1, key: before };
  const folder = /^\/cd\s+(.*)$/.exec(before);
  if (folder !== null) return { kind: "folder", letters: folder[1] ?? "", lead: 0, key: before };
  const value = /^\/([\w-]+)\s+(\S*)$/.exec(before);
  const file = /(?:^|\s)(@([^\s@]*))$/.exec(before);
  if (file !== null) return { kind: "file", letters: file[2] ?? "", lead: 1, key: file[1] ?? "" };
  // In a shell command, `$` starts a variable.
  const skill = before.startsWith("!") ? null : /(?:^|\s)(\$([\w:-]*))$/.exec(before);
  if (skill !== null) return { kind: "skill", letters: skill[2] ?? "", lead: 1, key: skill[1] ?? "" };
  if (value === null) return undefined;
  return { kind: "value", command: value[1] ?? "", letters: value[2] ?? "", lead: 0, key: before };
}
