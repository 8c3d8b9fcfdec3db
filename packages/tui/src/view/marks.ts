import type { Safe } from "../text/safe.js";

/** Our symbols; in ASCII if the terminal's locale has no others. */
export interface Marks {
  readonly prompt: Safe;
  readonly bullet: Safe;
  readonly ok: Safe;
  readonly failed: Safe;
  /** Precedes words that say the same. */
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

/** Whether the locale has more than ASCII; assumed if none is set, as for today's terminals. */
export function isUnicodeLocale(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  if (locale === "" || platform === "win32") return env["TERM"] !== "linux" && env["TERM"] !== "dumb";
  return /utf-?8/i.test(locale);
}
