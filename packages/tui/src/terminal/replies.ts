/** A terminal's reply to a query. */
export type Reply =
  /** It supports kitty's keyboard protocol. */
  | { readonly type: "kitty-keyboard" }
  /** Its type, as numbers: secondary device attributes. */
  | { readonly type: "kind"; readonly numbers: readonly number[] }
  /** Primary device attributes, which every terminal sends: earlier queries have been answered, or never will be. */
  | { readonly type: "attributes" }
  /** The cursor's position on the screen, from 0. */
  | { readonly type: "cursor"; readonly row: number; readonly column: number }
  | { readonly type: "mode"; readonly mode: number; readonly known: boolean }
  /** The background colour; each component is from 0 to 1. */
  | { readonly type: "background"; readonly red: number; readonly green: number; readonly blue: number }
  | { readonly type: "other" };

interface Csi {
  readonly prefix: string;
  readonly parameters: string;
  readonly between: string;
  readonly final: string;
}

/** Undefined if it is not a reply. `CSI 1 ; m R` may be F3 with modifiers, so it is a reply only if one is expected. */
export function csiReply(
  { prefix, parameters, between, final }: Csi,
  { expectsCursor }: { readonly expectsCursor: boolean },
): Reply | undefined {
  const numbers = parameters.split(/[;:]/).map(Number);
  if (final === "c" && prefix === "?") return { type: "attributes" };
  if (final === "c" && prefix === ">") return { type: "kind", numbers };
  if (final === "u" && prefix === "?") return { type: "kitty-keyboard" };
  if (final === "y" && between === "$") return { type: "mode", mode: numbers[0] ?? 0, known: numbers[1] !== 0 };
  if (final === "R" && prefix === "" && numbers.length === 2 && (expectsCursor || numbers[0] !== 1)) {
    return { type: "cursor", row: (numbers[0] ?? 1) - 1, column: (numbers[1] ?? 1) - 1 };
  }
  if ((final === "n" || final === "t") && between === "") return { type: "other" };
  return undefined;
}

/** Parses a reply in an operating system command: a colour. */
export function oscReply(text: string): Reply {
  const colour = /^11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(text);
  if (colour === null) return { type: "other" };
  const part = (index: number) => {
    const digits = colour[index] ?? "0";
    return Number.parseInt(digits, 16) / (16 ** digits.length - 1);
  };
  return { type: "background", red: part(1), green: part(2), blue: part(3) };
}
