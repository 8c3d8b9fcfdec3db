import { nameOfKey } from "./key-codes.js";
import type { TerminalInput } from "./keys.js";

/** Nobody types so many keys at once. */
const MIN_KEYS = 4;

/**
 * Terminals without bracketed paste send a paste as keys, all at once. An Enter followed by text ends a line of the paste and sends
 * nothing; an Enter at the end may be the user's own.
 */
export function withPasteBursts(inputs: readonly TerminalInput[]): readonly TerminalInput[] {
  const joined: TerminalInput[] = [];
  let run: string[] = [];
  let kept: TerminalInput[] = [];
  const endRun = () => {
    const text = run.join("");
    const isPaste = run.length >= MIN_KEYS && /[\n][^\n]/.test(text.trimStart());
    joined.push(...(isPaste ? [{ type: "paste", text } as const] : kept));
    run = [];
    kept = [];
  };
  for (const input of inputs) {
    const text = textOf(input);
    if (text === undefined) {
      endRun();
      joined.push(input);
    } else {
      run.push(text);
      kept.push(input);
    }
  }
  endRun();
  return joined;
}

/** The text of a key as part of a paste; undefined for keys that never are. */
function textOf(input: TerminalInput): string | undefined {
  if (input.type !== "key") return undefined;
  switch (nameOfKey(input.key)) {
    case "enter":
    case "ctrl-j":
      return "\n";
    case "tab":
      return "\t";
    default:
      return input.key.text;
  }
}
