import { GrowingText } from "../../items/growing-text.js";
import { isJsonObject } from "../../json.js";

/** A longer call is dropped. */
const MAX_CHARACTERS = 32 * 1024 * 1024;

interface BegunCall {
  readonly item: Readonly<Record<string, unknown>>;
  readonly input: GrowingText;
}

/** Calls that a server started but did not finish: some gateways finish none, and send only deltas. */
export class UnfinishedCalls {
  readonly #begun = new Set<BegunCall>();

  begin(item: unknown): void {
    if (isJsonObject(item) && isCall(item)) this.#begun.add({ item, input: new GrowingText() });
  }

  add(itemId: unknown, delta: unknown): void {
    const call = this.#find((item) => item["id"] === itemId);
    if (call === undefined || typeof delta !== "string") return;
    call.input.add(delta);
    if (call.input.length > MAX_CHARACTERS) this.#begun.delete(call);
  }

  /** Gateways refer to one call by different ids, or by none. */
  finish(item: unknown): void {
    if (!isJsonObject(item) || !isCall(item)) return;
    const call =
      this.#find(({ id }) => id !== undefined && id === item["id"]) ??
      this.#find(({ call_id: callId }) => callId !== undefined && callId === item["call_id"]) ??
      this.#find(({ name }) => name === item["name"]);
    if (call !== undefined) this.#begun.delete(call);
  }

  /** The remaining ones, in the form of finished items. */
  take(): readonly unknown[] {
    const calls = [...this.#begun].filter(({ input }) => input.length > 0);
    this.#begun.clear();
    return calls.map(({ item, input }) => ({ ...item, [inputFieldOf(item)]: input.toString() }));
  }

  #find(matches: (item: Readonly<Record<string, unknown>>) => boolean): BegunCall | undefined {
    for (const call of this.#begun) if (matches(call.item)) return call;
    return undefined;
  }
}

const isCall = ({ type }: Readonly<Record<string, unknown>>): boolean =>
  type === "function_call" || type === "custom_tool_call";

const inputFieldOf = ({ type }: Readonly<Record<string, unknown>>): string =>
  type === "function_call" ? "arguments" : "input";
