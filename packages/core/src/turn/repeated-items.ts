import type { ResponseItem } from "@codex/protocol";
import type { ResponseEvent } from "../model/model-client.js";

/** An event of a retry's stream, or an item that an earlier attempt has reported already. */
export type AttemptEvent = ResponseEvent | { readonly type: "output-item-repeated"; readonly item: ResponseItem };

/**
 * What the attempts of one request have reported so far. Servers often answer a retry with the same content; that is then the same item.
 */
export class RepeatedItems {
  readonly #items: ResponseItem[] = [];

  add(items: readonly ResponseItem[]): void {
    this.#items.push(...items);
  }

  /** The stream of a retry. What may be a repetition is held back until that is certain. */
  recognize(stream: AsyncIterable<ResponseEvent>): AsyncIterable<AttemptEvent> {
    return this.#items.length === 0 ? stream : withoutRepetitions(stream, this.#items);
  }
}

async function* withoutRepetitions(
  stream: AsyncIterable<ResponseEvent>,
  earlier: readonly ResponseItem[],
): AsyncGenerator<AttemptEvent, void> {
  const left = [...earlier];
  const beginnings = { message: new Beginning(), reasoning: new Beginning() };
  for await (const event of stream) {
    if (event.type === "output-item-done") {
      const held = isWords(event.item) ? beginnings[event.item.type].end() : [];
      const identity = identityOf(event.item);
      const at = identity === undefined ? -1 : left.findIndex((item) => identityOf(item) === identity);
      if (at === -1) yield* [...held, event];
      else {
        left.splice(at, 1);
        yield { type: "output-item-repeated", item: event.item };
      }
      continue;
    }
    if (isOfRepeatedSearch(event, left)) continue;
    const piece = pieceOf(event);
    if (piece === undefined) yield event;
    else yield* beginnings[piece.of].take(event, piece, left);
  }
}

/** The beginning or the end of a search that was reported before. */
function isOfRepeatedSearch(event: ResponseEvent, earlier: readonly ResponseItem[]): boolean {
  if (event.type !== "web-search-call-begin" && event.type !== "web-search-call-end") return false;
  return earlier.some((item) => item.type === "web_search_call" && item.id === event.callId);
}

type Words = Extract<ResponseItem, { type: "message" | "reasoning" }>;

/** What is said, and what is thought word by word. */
interface Texts {
  readonly text: string;
  readonly raw: string;
}

interface Piece extends Partial<Texts> {
  readonly of: Words["type"];
}

/** An item that has begun, as long as all of it repeats an earlier one. */
class Beginning {
  #held: ResponseEvent[] = [];
  #isNew = false;
  #text = "";
  #raw = "";

  /** Returns the events to report now. */
  take(event: ResponseEvent, { of, text = "", raw = "" }: Piece, earlier: readonly ResponseItem[]): ResponseEvent[] {
    if (this.#isNew) return [event];
    this.#held.push(event);
    this.#text += text;
    this.#raw += raw;
    this.#isNew = !earlier.some((item) => item.type === of && this.#begins(textsOf(item)));
    return this.#isNew ? this.#held.splice(0) : [];
  }

  /** Returns what was held back; the next event begins another item. */
  end(): ResponseEvent[] {
    this.#isNew = false;
    this.#text = "";
    this.#raw = "";
    return this.#held.splice(0);
  }

  #begins(earlier: Texts): boolean {
    return earlier.text.startsWith(this.#text) && earlier.raw.startsWith(this.#raw);
  }
}

function pieceOf(event: ResponseEvent): Piece | undefined {
  switch (event.type) {
    case "output-item-begin":
      return { of: event.itemType };
    case "output-text-delta":
      return { of: "message", text: event.delta };
    case "reasoning-summary-delta":
      return { of: "reasoning", text: event.delta };
    case "reasoning-summary-part-added":
      return { of: "reasoning" };
    case "reasoning-content-delta":
      return { of: "reasoning", raw: event.delta };
    default:
      return undefined;
  }
}

function isWords(item: ResponseItem): item is Words {
  return item.type === "message" || item.type === "reasoning";
}

/** Equal for items that look the same to a person. Calls are the same if their ids are; reasoning without text never is. */
function identityOf(item: ResponseItem): string | undefined {
  switch (item.type) {
    case "message":
    case "reasoning": {
      const { text, raw } = textsOf(item);
      return text + raw === "" ? undefined : JSON.stringify([item.type, text, raw]);
    }
    case "function_call":
      return JSON.stringify([item.type, item.call_id, item.name, item.arguments]);
    case "custom_tool_call":
      return JSON.stringify([item.type, item.call_id, item.name, item.input]);
    case "local_shell_call":
      return JSON.stringify([item.type, item.call_id ?? item.id, item.action]);
    case "web_search_call":
    case "image_generation_call":
      return item.id === undefined ? undefined : JSON.stringify([item.type, item.id]);
    default:
      return undefined;
  }
}

function textsOf(item: Words): Texts {
  if (item.type === "message")
    return { text: joined(item.content.filter((part) => part.type === "output_text")), raw: "" };
  return { text: joined(item.summary), raw: joined(item.content ?? []) };
}

function joined(parts: readonly { readonly text: string }[]): string {
  return parts.map(({ text }) => text).join("");
}
