/** Shorter ones are ordinary words. */
const MIN_LENGTH = 8;
/** Tokens are renewed, and a connection may last for months: a server hardly repeats older ones. */
const MAX_KEPT = 50;
/** Folders, and addresses without a login: errors are hard to understand without them. */
const IS_PLACE = /^(\/|~\/|https?:\/\/[^@?]*$)/;

/** Keys, tokens and passwords that a server was given. What it says in an error may repeat them, and the model reads errors. */
export class SentSecrets {
  readonly #values = new Set<string>();

  /** A whole value, such as `Bearer TOKEN`; the server may repeat only the token. */
  add(value: string): void {
    for (const part of [value, value.slice(value.lastIndexOf(" ") + 1)]) {
      if (part.length < MIN_LENGTH || IS_PLACE.test(part)) continue;
      this.#values.delete(part);
      this.#values.add(part);
    }
    for (const oldest of this.#values) {
      if (this.#values.size <= MAX_KEPT) break;
      this.#values.delete(oldest);
    }
  }

  addAll(values: Readonly<Record<string, string>>): void {
    for (const value of Object.values(values)) this.add(value);
  }

  hideIn(text: string): string {
    return withoutAny(this.#values, text);
  }

  /** The same in a JSON value, also in its keys; undefined if it is nested too deeply to be searched, or no JSON without the secrets. */
  hideInValue(value: unknown): unknown {
    if (value === undefined || this.#values.size === 0) return value;
    try {
      const asJson = [...this.#values].map((secret) => JSON.stringify(secret).slice(1, -1));
      return JSON.parse(withoutAny(asJson, JSON.stringify(value)));
    } catch {
      return undefined;
    }
  }
}

function withoutAny(secrets: Iterable<string>, text: string): string {
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, "[hidden]"), text);
}
