import type { Safe } from "./safe.js";

/** How many colours the terminal has; 0 also if colours are not wanted. */
export type ColourDepth = 0 | 16 | 256 | 16_777_216;

export const themeNames = ["auto", "dark", "light", "safe"] as const;
/** `safe` does not rely on red and green; `auto` follows the terminal's background. */
export type ThemeName = (typeof themeNames)[number];

/** The meaning of text, not its appearance. */
export type Role =
  | "bold"
  | "dim"
  | "italic"
  | "underline"
  | "struck"
  | "accent"
  | "good"
  | "bad"
  | "warning"
  | "code"
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "added"
  | "removed"
  | "selected";

export type Paint = {
  readonly [R in Role]: (text: Safe) => Safe;
} & {
  readonly coloured: boolean;
  /** Makes text a link; the address must be encoded. */
  readonly link: (text: Safe, address: string) => Safe;
};

export interface PaintOptions {
  readonly depth: ColourDepth;
  readonly theme: ThemeName;
  /** The terminal's background as reported; undefined if it did not. */
  readonly background: "dark" | "light" | undefined;
  /** False on terminals that support no escape sequences at all. */
  readonly attributes: boolean;
}

/**
 * Uses the terminal's own 16 colours for text, which its user has chosen to be readable; our own colours are used only behind changed
 * lines, if the background is known.
 */
export function createPaint({ depth, theme, background, attributes }: PaintOptions): Paint {
  const effective = theme === "dark" || theme === "light" ? theme : background;
  const blindSafe = theme === "safe";
  const attribute = (on: number, off: number) => (attributes ? painter(`${on}`, `${off}`) : same);
  const colour = (code: string, off = "39") => (depth === 0 ? same : painter(code, off));
  const behind =
    depth < 16_777_216 || effective === undefined ? undefined : BEHIND[blindSafe ? "safe" : "usual"][effective];
  const good = blindSafe ? "34" : "32";
  const bad = blindSafe ? "33" : "31";
  return {
    coloured: depth > 0,
    bold: attribute(1, 22),
    dim: attribute(2, 22),
    italic: attribute(3, 23),
    underline: attribute(4, 24),
    struck: attribute(9, 29),
    selected: attribute(7, 27),
    accent: colour("36"),
    good: colour(good),
    bad: colour(bad),
    warning: colour(blindSafe ? "35" : "33"),
    code: depth === 0 ? attribute(4, 24) : colour("36"),
    keyword: colour("35"),
    string: colour("32"),
    number: colour("33"),
    comment: attribute(2, 22),
    added: behind === undefined ? colour(good) : colour(`48;2;${behind.added}`, "49"),
    removed: behind === undefined ? colour(bad) : colour(`48;2;${behind.removed}`, "49"),
    link: (text, address) => (attributes ? (`\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` as Safe) : text),
  };
}

const BEHIND = {
  usual: {
    dark: { added: "20;50;30", removed: "66;26;30" },
    light: { added: "214;244;220", removed: "255;224;222" },
  },
  safe: {
    dark: { added: "18;42;76", removed: "72;46;10" },
    light: { added: "214;230;252", removed: "252;232;206" },
  },
} as const;

const same = (text: Safe): Safe => text;

/** Reapplies the style after nested styles have ended. */
function painter(on: string, off: string): (text: Safe) => Safe {
  const begin = `\u001b[${on}m`;
  const end = `\u001b[${off}m`;
  return (text) =>
    (text === ""
      ? text
      : `${begin}${text.includes(end) ? text.replaceAll(end, `${end}${begin}`) : text}${end}`) as Safe;
}

/** The colour depth according to the environment. */
export function colourDepth(env: Readonly<Record<string, string | undefined>>): ColourDepth {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") {
    return forced === "0" || forced === "false" ? 0 : forced === "2" ? 256 : forced === "3" ? 16_777_216 : 16;
  }
  const term = env["TERM"] ?? "";
  if (env["NO_COLOR"] || term === "dumb") return 0;
  if (/^(truecolor|24bit)$/i.test(env["COLORTERM"] ?? "") || env["WT_SESSION"] !== undefined) return 16_777_216;
  return /256|kitty|ghostty|alacritty/.test(term) ? 256 : 16;
}
