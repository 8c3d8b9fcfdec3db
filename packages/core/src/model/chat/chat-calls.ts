import { isJsonObject, tryParseJson } from "../../json.js";

/** A call as far as it has arrived. */
export interface PartialCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  /** JSON, once complete. */
  arguments: string;
  extra_content: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Assembles the calls of a Chat Completions answer. Servers number the pieces, identify them by id, do both, or neither; so a piece
 * continues a call only if nothing in it indicates the start of another one.
 */
export class ChatCalls {
  readonly #calls: PartialCall[] = [];

  /** Adds one element of `tool_calls`. */
  add(piece: unknown): void {
    if (!isJsonObject(piece)) return;
    const fn = isJsonObject(piece["function"]) ? piece["function"] : {};
    const index = typeof piece["index"] === "number" ? piece["index"] : undefined;
    const id = textOf(piece["id"]);
    const name = textOf(fn["name"]);
    const call = this.#continued({ index, id, name }) ?? this.#begin(index);
    if (call.id === "") call.id = id;
    if (call.name === "") call.name = name;
    call.arguments = withPiece(call.arguments, argumentsText(fn["arguments"]));
    if (isJsonObject(piece["extra_content"])) call.extra_content = piece["extra_content"];
  }

  /** Everything that arrived, in order. */
  finished(): readonly PartialCall[] {
    return this.#calls
      .filter((call, at) => !isNothing(call) && !isEcho(call, this.#calls[at - 1]))
      .map((call) => ({ ...call, name: plainName(call.name), arguments: unwrapped(call.arguments) }));
  }

  #begin(index: number | undefined): PartialCall {
    const call = { index, id: "", name: "", arguments: "", extra_content: undefined };
    this.#calls.push(call);
    return call;
  }

  #continued({ index, id, name }: { index: number | undefined; id: string; name: string }): PartialCall | undefined {
    const byId = id === "" ? undefined : this.#calls.findLast((call) => call.id === id);
    if (byId !== undefined && byId.index === index) return byId;
    const last = this.#calls.findLast((call) => index === undefined || call.index === index);
    if (last === undefined) return undefined;
    // A new id starts a call, certainly if a name comes with it.
    if (id !== "" && last.id !== "" && id !== last.id) return name === "" && index !== undefined ? last : undefined;
    const beginsAgain = name !== "" && last.name !== "" && (name !== last.name || isWhole(last.arguments));
    return beginsAgain && (id === "" || id !== last.id) ? undefined : last;
  }
}

/** The end of a call that repeats its name and adds nothing new. */
function isEcho(call: PartialCall, before: PartialCall | undefined): boolean {
  return call.arguments === "" && call.id === "" && before?.name === call.name && before.index === call.index;
}

const isNothing = ({ id, name, arguments: args }: PartialCall): boolean => id === "" && name === "" && args === "";

/** Local servers leave parts of a model's own notation at the name: `functions.shell:0`, `shell<|channel|>commentary`. */
function plainName(name: string): string {
  return /^\s*(?:functions\.)?([\w-]+)(?:<\|.*|:\d+)?\s*$/s.exec(name)?.[1] ?? name;
}

/** Some servers start a call with `{}` for its arguments, or repeat all of them at its end. */
function withPiece(before: string, piece: string): string {
  if (before === "{}" && piece.trim() !== "") return piece;
  return piece === before && isWhole(piece) ? before : before + piece;
}

/** Some models write the arguments as JSON within a JSON string. */
function unwrapped(text: string): string {
  const inner = text.trimStart().startsWith('"') ? tryParseJson(text) : undefined;
  return typeof inner === "string" && isJsonObject(tryParseJson(inner)) ? inner : text;
}

const isWhole = (text: string): boolean => text.trimEnd().endsWith("}") && tryParseJson(text) !== undefined;

/** Some servers send the arguments as an object instead of a string. */
function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return isJsonObject(value) ? JSON.stringify(value) : "";
}

function textOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value : "";
}
