import type { RateLimitSnapshot } from "@codex/app-server-protocol/rate-limits";
import type { Credits, RateLimits, RateLimitWindow } from "@codex/core";

/** What the model's server has said last about the account's limits. Every client learns of each change. */
export class AccountLimits {
  readonly #send: (limits: RateLimitSnapshot) => void;
  #latest: RateLimits | undefined;

  constructor(send: (limits: RateLimitSnapshot) => void) {
    this.#send = send;
  }

  get latest(): RateLimitSnapshot | undefined {
    return this.#latest && toWire(this.#latest);
  }

  /** An answer that does not mention credits does not take them away. */
  note(limits: RateLimits): void {
    this.#latest = { ...limits, credits: limits.credits ?? this.#latest?.credits };
    this.#send(toWire(this.#latest));
  }

  /** After a login or logout: another account has other limits. */
  forget(): void {
    this.#latest = undefined;
  }
}

function toWire({ id, name, primary, secondary, credits }: RateLimits): RateLimitSnapshot {
  return {
    limitId: id,
    limitName: name ?? null,
    primary: windowToWire(primary),
    secondary: windowToWire(secondary),
    credits: creditsToWire(credits),
    individualLimit: null,
    normalModelSlug: null,
    planType: null,
    rateLimitReachedType: null,
    spendControlReached: null,
  };
}

function windowToWire(window: RateLimitWindow | undefined): RateLimitSnapshot["primary"] {
  if (window === undefined) return null;
  const { usedPercent, minutes, resetsAt } = window;
  return { usedPercent: Math.round(usedPercent), windowDurationMins: minutes ?? null, resetsAt: resetsAt ?? null };
}

const creditsToWire = (credits: Credits | undefined): RateLimitSnapshot["credits"] =>
  credits === undefined ? null : { ...credits, balance: credits.balance ?? null };
