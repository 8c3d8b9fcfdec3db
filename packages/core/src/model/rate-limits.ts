import type { IncomingHttpHeaders } from "node:http";

/** How much of its limits an account has used, as a model's server says it with an answer. */
export interface RateLimits {
  readonly id: string;
  readonly name: string | undefined;
  readonly primary: RateLimitWindow | undefined;
  readonly secondary: RateLimitWindow | undefined;
  readonly credits: Credits | undefined;
}

export interface RateLimitWindow {
  readonly usedPercent: number;
  readonly minutes: number | undefined;
  /** In seconds since 1970. */
  readonly resetsAt: number | undefined;
}

export interface Credits {
  readonly hasCredits: boolean;
  readonly unlimited: boolean;
  readonly balance: string | undefined;
}

const USUAL_LIMIT = "codex";

/** The limits in an answer's headers; undefined if there are none. Values that cannot be read are absent. */
export function rateLimitsOf(headers: IncomingHttpHeaders): RateLimits | undefined {
  const text = (name: string): string | undefined => {
    const value = headers[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const id = text("x-codex-active-limit")?.toLowerCase().replaceAll("_", "-") ?? USUAL_LIMIT;
  const window = (kind: "primary" | "secondary"): RateLimitWindow | undefined => {
    const count = (what: string) => wholeNumber(text(`x-${id}-${kind}-${what}`));
    const usedPercent = Number(text(`x-${id}-${kind}-used-percent`) ?? "none");
    const [minutes, resetsAt] = [count("window-minutes"), count("reset-at")];
    const saysNothing = usedPercent === 0 && minutes === undefined && resetsAt === undefined;
    return !Number.isFinite(usedPercent) || saysNothing ? undefined : { usedPercent, minutes, resetsAt };
  };
  const [hasCredits, unlimited] = [flag(text("x-codex-credits-has-credits")), flag(text("x-codex-credits-unlimited"))];
  const credits =
    hasCredits === undefined || unlimited === undefined
      ? undefined
      : { hasCredits, unlimited, balance: text("x-codex-credits-balance") };
  const [primary, secondary] = [window("primary"), window("secondary")];
  if (primary === undefined && secondary === undefined && credits === undefined) return undefined;
  return { id: id.replaceAll("-", "_"), name: text(`x-${id}-limit-name`), primary, secondary, credits };
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = Number(text ?? "none");
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function flag(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (/^(true|1)$/i.test(text)) return true;
  return /^(false|0)$/i.test(text) ? false : undefined;
}
