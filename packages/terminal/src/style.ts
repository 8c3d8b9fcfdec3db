import { styleText } from "node:util";

const styles = ["bold", "dim", "italic", "red", "green", "yellow", "blue", "cyan", "magenta"] as const;

/** Colours for a terminal, or plain text. */
export type Style = {
  readonly [Name in (typeof styles)[number]]: (text: string) => string;
} & {
  /** Whether styles have any effect. */
  readonly coloured: boolean;
  /** Makes text a link; the address must not contain control characters. */
  readonly link: (text: string, address: string) => string;
};

export function createStyle(coloured: boolean): Style {
  const paint = (name: (typeof styles)[number]) => (text: string) =>
    coloured ? styleText(name, text, { validateStream: false }) : text;
  return {
    coloured,
    bold: paint("bold"),
    dim: paint("dim"),
    italic: paint("italic"),
    red: paint("red"),
    green: paint("green"),
    yellow: paint("yellow"),
    blue: paint("blue"),
    cyan: paint("cyan"),
    magenta: paint("magenta"),
    link: (text, address) => (coloured ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` : text),
  };
}
