import { nameOfKey } from "./key-codes.js";
import type { TerminalInput } from "./keys.js";

/** So many keys at once no hand types. */
const MIN_KEYS = 4;

/**
 * Terminals that do not bracket a paste send it as keys, all at once: an Enter with text behind it ends a line of the paste and sends
 * nothing. An Enter at the end may be the user's own.
 */
export function withBursts(inputs: readonly TerminalInput[]): readonly TerminalInput[] {
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

/** What a key would have been in a paste; undefined for what is never part of one. */
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
