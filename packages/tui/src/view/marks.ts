import type { Safe } from "../text/safe.js";

/** Characters of ours; in ASCII where the terminal's locale knows no others. */
export interface Marks {
  readonly prompt: Safe;
  readonly bullet: Safe;
  readonly ok: Safe;
  readonly failed: Safe;
  /** Before words that say the same. */
  readonly cross: Safe;
  readonly ellipsis: Safe;
  readonly separator: Safe;
  readonly stepDone: Safe;
  readonly stepNow: Safe;
  readonly stepOpen: Safe;
  readonly spinner: readonly Safe[];
}

const safe = (text: string) => text as Safe;

const UNICODE: Marks = {
  prompt: safe("›"),
  bullet: safe("•"),
  ok: safe("✓"),
  failed: safe("✗"),
  cross: safe("✗ "),
  ellipsis: safe("…"),
  separator: safe("·"),
  stepDone: safe("☑"),
  stepNow: safe("▸"),
  stepOpen: safe("☐"),
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"].map(safe),
};

const ASCII: Marks = {
  prompt: safe(">"),
  bullet: safe("*"),
  ok: safe("ok"),
  failed: safe("failed"),
  cross: safe(""),
  ellipsis: safe("..."),
  separator: safe("-"),
  stepDone: safe("[x]"),
  stepNow: safe("[>]"),
  stepOpen: safe("[ ]"),
  spinner: ["|", "/", "-", "\\"].map(safe),
};

export function marksFor(unicode: boolean): Marks {
  return unicode ? UNICODE : ASCII;
}

/** Whether the locale's letters go beyond ASCII; where none is set, terminals of today do. */
export function isUnicodeLocale(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  if (locale === "" || platform === "win32") return env["TERM"] !== "linux" && env["TERM"] !== "dumb";
  return /utf-?8/i.test(locale);
}
