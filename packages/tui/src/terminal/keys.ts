import { StringDecoder } from "node:string_decoder";
import { csiKey, type Key, nameOfKey, plainKey, ss3Key } from "./key-codes.js";
import { csiReply, oscReply, type Reply } from "./replies.js";

/** Input from a terminal: keys, pastes, and replies to queries. */
export type TerminalInput =
  | { readonly type: "key"; readonly key: Key }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "focus"; readonly focused: boolean }
  | { readonly type: "reply"; readonly reply: Reply };

/** Longer sequences are not replies. */
const MAX_SEQUENCE = 4_096;
/** Limits the memory for a paste that never ends. */
const MAX_PASTE = 16 * 1_024 * 1_024;
const PASTE_END = "\u001b[201~";

/**
 * Reads a terminal's input, which may arrive in pieces. An escape at the end of a piece may be the Escape key or the start of a sequence;
 * if nothing follows, call `flush` to treat it as the key.
 */
export class KeyReader {
  /** Whether a cursor position was requested. */
  expectsCursor = false;
  readonly #decoder = new StringDecoder("utf8");
  #rest = "";
  #paste: string[] | undefined;
  #pasted = 0;

  read(chunk: Uint8Array | string): TerminalInput[] {
    const text = typeof chunk === "string" ? chunk : this.#decoder.write(Buffer.from(chunk));
    // If the end of a paste was lost, Ctrl-C must still get through.
    this.#rest += this.#paste !== undefined && isInterrupt(text) ? PASTE_END : text;
    return [...this.#take(false)];
  }

  /** Whether there is an incomplete sequence. */
  get isWaiting(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** Whether the incomplete sequence is longer than a key that people press: the rest of a terminal's reply will follow. */
  get isWithinReply(): boolean {
    return this.isWaiting && /^\u001b(?:\]\d|P[\d>!]|_G|\[[?>]?\d)/.test(this.#rest);
  }

  /** Treats the pending input as complete. */
  flush(): TerminalInput[] {
    return [...this.#take(true)];
  }

  *#take(isEnd: boolean): Generator<TerminalInput> {
    while (this.#rest !== "") {
      if (this.#paste !== undefined) {
        const text = this.#takePaste(this.#paste);
        if (text === undefined) return;
        yield { type: "paste", text };
        continue;
      }
      const taken = takeOne(this.#rest, { isEnd, expectsCursor: this.expectsCursor });
      if (taken === undefined) return;
      this.#rest = this.#rest.slice(taken.length);
      if (taken.input === "paste") {
        this.#paste = [];
        this.#pasted = 0;
      } else if (taken.input !== undefined) yield taken.input;
    }
  }

  /** Returns the pasted text once its end has arrived. */
  #takePaste(pieces: string[]): string | undefined {
    const end = this.#rest.indexOf(PASTE_END);
    const kept = end < 0 ? Math.max(0, this.#rest.length - PASTE_END.length) : end;
    if (this.#pasted < MAX_PASTE) pieces.push(this.#rest.slice(0, kept));
    this.#pasted += kept;
    this.#rest = this.#rest.slice(end < 0 ? kept : end + PASTE_END.length);
    if (end < 0) return undefined;
    this.#paste = undefined;
    return pieces.join("").replace(/\r\n?/g, "\n");
  }
}

/** Whether it is only a Ctrl-C, which nobody pastes. */
function isInterrupt(text: string): boolean {
  const taken = takeOne(text, { isEnd: true, expectsCursor: false });
  if (taken?.length !== text.length || taken.input === undefined || taken.input === "paste") return false;
  return taken.input.type === "key" && nameOfKey(taken.input.key) === "ctrl-c";
}

interface Taken {
  readonly length: number;
  /** Undefined for input that we ignore. */
  readonly input: TerminalInput | "paste" | undefined;
}

interface Expected {
  /** No more input follows. */
  readonly isEnd: boolean;
  readonly expectsCursor: boolean;
}

/** Parses the first key or sequence; undefined while it is incomplete. */
function takeOne(text: string, expected: Expected): Taken | undefined {
  const { isEnd } = expected;
  if (!text.startsWith("\u001b")) return takeCharacter(text);
  const second = text[1];
  if (second === undefined) return isEnd ? key(1, { name: "escape" }) : undefined;
  switch (second) {
    case "[":
      return takeCsi(text, expected);
    case "O":
      if (text[2] === undefined) return isEnd ? key(2, { name: "O", text: undefined, alt: true }) : undefined;
      return key(3, ss3Key(text[2]));
    case "]":
    case "P":
    case "_":
      return takeString(text, isEnd);
    case "\u001b":
      // Two escapes: the first is a key, the second may start a sequence.
      return text.length === 2 && !isEnd ? undefined : key(1, { name: "escape" });
    default: {
      const { length, input } = takeCharacter(text.slice(1));
      if (input === undefined || input === "paste" || input.type !== "key")
        return { length: length + 1, input: undefined };
      return key(length + 1, { ...input.key, alt: true, text: undefined });
    }
  }
}

function takeCharacter(text: string): Taken {
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return key(character.length, plainKey(character));
}

function key(length: number, found: Key | undefined): Taken {
  return { length, input: found && { type: "key", key: found } };
}

function takeCsi(text: string, { isEnd, ...expected }: Expected): Taken | undefined {
  // Function keys of the Linux console.
  const linux = /^\u001b\[\[[A-E]/.exec(text);
  if (linux !== null) return { length: linux[0].length, input: undefined };
  const whole = /^\u001b\[([<-?]?)([0-9:;]*)([ -/]*)([@-~])/.exec(text);
  if (whole === null) {
    const isOpen = /^\u001b\[[<-?]?[0-9:;]*[ -/]*$/.test(text) && text.length < MAX_SEQUENCE;
    if (isOpen && !isEnd) return undefined;
    return key(2, { name: "[", text: undefined, alt: true });
  }
  const [all, prefix = "", parameters = "", between = "", final = ""] = whole;
  const { length } = all;
  if (prefix === "" && between === "") {
    if (final === "~" && parameters === "200") return { length, input: "paste" };
    if (final === "I" || final === "O") return { length, input: { type: "focus", focused: final === "I" } };
  }
  const reply = csiReply({ prefix, parameters, between, final }, expected);
  if (reply !== undefined) return { length, input: { type: "reply", reply } };
  if (prefix !== "" || between !== "") return { length, input: undefined };
  return key(length, csiKey(parameters, final));
}

/** OSC, DCS, APC: up to BEL or ST. */
function takeString(text: string, isEnd: boolean): Taken | undefined {
  const whole = /^\u001b([\]P_])([^\u0007\u001b]*)(?:\u0007|\u001b\\)/.exec(text);
  if (whole === null) {
    if (!isEnd && text.length < MAX_SEQUENCE) return undefined;
    return key(2, { name: text[1] ?? "", text: undefined, alt: true });
  }
  const reply = whole[1] === "]" ? oscReply(whole[2] ?? "") : undefined;
  return { length: whole[0].length, input: reply && { type: "reply", reply } };
}
