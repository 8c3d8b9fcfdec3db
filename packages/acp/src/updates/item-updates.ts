import { applyUpdate, type Command, type Compaction, type Item, type ItemUpdate, type Plan } from "@codex/core";
import type { ContentBlock } from "../wire/content.js";
import type { ClientAbilities } from "../wire/initialize.js";
import type { SessionUpdate, ToolFields } from "../wire/session-update.js";
import { type Presentation, presentationOf } from "./item-presentation.js";

/** An item in progress, and how much of it the editor has received. */
interface OpenItem {
  item: Item;
  /** For messages and thoughts: the text sent so far. */
  sent: string;
  /** For commands: when output was last sent. */
  shownAt: number;
}

/** The minimum time between two updates of a command's output, in milliseconds: each update sends all of it. */
const OUTPUT_PAUSE_MS = 250;
/** How much output a card shows while the command runs, in characters. */
const MAX_SHOWN_OUTPUT = 16_384;

/** Translates item events to session updates. */
export class ItemUpdates {
  readonly #abilities: ClientAbilities;
  readonly #send: (update: SessionUpdate) => void;
  readonly #open = new Map<string, OpenItem>();
  /** The latest chunk of a message or thought, if nothing was sent after it. */
  #last: { readonly sessionUpdate: string; readonly messageId: string | undefined; readonly text: string } | undefined;

  constructor(abilities: ClientAbilities, send: (update: SessionUpdate) => void) {
    this.#abilities = abilities;
    this.#send = (update) => {
      if (!isOfAgent(update)) this.#last = undefined;
      send(update);
    };
  }

  /** The user sent a message, which the editor shows itself. */
  asked(): void {
    this.#last = undefined;
  }

  /** Sends text that is not part of an item. */
  say(text: string): void {
    this.#chunk("agent_message_chunk", undefined, text);
  }

  started(item: Item): void {
    this.#open.set(item.id, { item, sent: "", shownAt: 0 });
    const shown = presentationOf(item);
    if (shown.as === "tool") {
      const terminal = this.#terminalStart(item);
      this.#send({ sessionUpdate: "tool_call", toolCallId: item.id, ...shown.card, ...terminal });
    }
    if (item.kind === "plan") this.#plan(item);
    if (item.kind === "compaction") this.#compaction(item);
  }

  updated(itemId: string, update: ItemUpdate): void {
    const open = this.#open.get(itemId);
    if (open === undefined) return;
    if (update.type === "output") return this.#output(open, update);
    open.item = applyUpdate(open.item, update);
    const { item } = open;
    const shown = presentationOf(item);
    if (item.kind === "plan") this.#plan(item);
    else if (shown.as === "tool") this.#send({ sessionUpdate: "tool_call_update", toolCallId: itemId, ...shown.card });
    else if (update.type === "text" || update.type === "raw-text") this.#text(open, update.delta, shown);
    else if (update.type === "section" && open.sent !== "") this.#text(open, "\n\n", shown);
  }

  ended(item: Item): void {
    const open = this.#open.get(item.id) ?? { item, sent: "", shownAt: 0 };
    this.#open.delete(item.id);
    const shown = presentationOf(item);
    switch (shown.as) {
      case "message":
      case "thought":
        return this.#rest(open, shown);
      case "tool": {
        const terminal = this.#terminalEnd(item);
        return this.#send({ sessionUpdate: "tool_call_update", toolCallId: item.id, ...shown.card, ...terminal });
      }
      case "compaction":
        return item.kind === "compaction" ? this.#compaction(item) : undefined;
      case "plan":
      case "question":
      case "nothing":
        return;
      default:
        shown satisfies never;
    }
  }

  /** Sends a complete earlier item. */
  replayed(item: Item): void {
    const shown = presentationOf(item);
    if (shown.as === "question") this.#question(item.id, shown.content);
    else if (shown.as === "tool") this.#send({ sessionUpdate: "tool_call", toolCallId: item.id, ...shown.card });
    else if (item.kind === "plan") this.#plan(item);
    else this.ended(item);
  }

  #text(open: OpenItem, delta: string, shown: Presentation): void {
    if (shown.as !== "message" && shown.as !== "thought") return;
    open.sent += delta;
    this.#chunk(shown.as === "message" ? "agent_message_chunk" : "agent_thought_chunk", open.item.id, delta);
  }

  /** Sends the rest of a message that was sent in pieces. If the final text differs from the pieces, they stay as shown. */
  #rest(open: OpenItem, shown: Extract<Presentation, { readonly as: "message" | "thought" }>): void {
    const rest = shown.text.startsWith(open.sent) ? shown.text.slice(open.sent.length) : "";
    if (rest !== "") this.#text(open, rest, shown);
  }

  #question(messageId: string, contents: readonly ContentBlock[]): void {
    for (const content of contents) this.#send({ sessionUpdate: "user_message_chunk", messageId, content });
  }

  /** Editors without message ids show consecutive chunks as one text, so each message starts a new paragraph. */
  #chunk(
    sessionUpdate: "agent_message_chunk" | "agent_thought_chunk",
    messageId: string | undefined,
    text: string,
  ): void {
    const last = this.#last;
    const isNext = last?.sessionUpdate === sessionUpdate && last.messageId !== messageId;
    this.#last = { sessionUpdate, messageId, text };
    const content = { type: "text", text: isNext ? `${paragraphAfter(last.text)}${text}` : text } as const;
    this.#send({ sessionUpdate, content, ...(messageId === undefined ? {} : { messageId }) });
  }

  #output(open: OpenItem, update: Extract<ItemUpdate, { readonly type: "output" }>): void {
    open.item = applyUpdate(open.item, update);
    const { item } = open;
    if (item.kind !== "command") return;
    const toolCallId = item.id;
    if (this.#abilities.showsTerminals) {
      const _meta = { terminal_output: { terminal_id: item.id, data: update.text } };
      return this.#send({ sessionUpdate: "tool_call_update", toolCallId, _meta });
    }
    const now = performance.now();
    if (now - open.shownAt < OUTPUT_PAUSE_MS) return;
    open.shownAt = now;
    const shown = presentationOf({ ...item, output: { ...item.output, aggregated: tailOf(item.output.aggregated) } });
    if (shown.as !== "tool") return;
    this.#send({ sessionUpdate: "tool_call_update", toolCallId, content: shown.card.content ?? [] });
  }

  /** Editors that can show output as it arrives get a terminal with the item's id. */
  #terminalStart(item: Item): ToolFields {
    if (item.kind !== "command" || !this.#abilities.showsTerminals) return {};
    return {
      content: [{ type: "terminal", terminalId: item.id }],
      _meta: { terminal_info: { terminal_id: item.id, cwd: item.cwd } },
    };
  }

  #terminalEnd(item: Item): ToolFields {
    if (item.kind !== "command" || !this.#abilities.showsTerminals || !hasRun(item)) return {};
    return {
      content: [{ type: "terminal", terminalId: item.id }],
      _meta: { terminal_exit: { terminal_id: item.id, exit_code: item.exitCode ?? null, signal: null } },
    };
  }

  #plan({ steps }: Plan): void {
    this.#send({
      sessionUpdate: "plan",
      entries: steps.map(({ step, status }) => ({
        content: step,
        priority: "medium",
        status: status === "in-progress" ? "in_progress" : status,
      })),
    });
  }

  #compaction({ id, status, reason }: Compaction): void {
    if (!this.#abilities.showsCompactions) {
      const words = compactionWords(status, reason);
      return words === undefined ? undefined : this.#chunk("agent_thought_chunk", id, words);
    }
    this.#send({
      sessionUpdate: "compaction_update",
      compactionId: id,
      status: compactionStatus(status),
      ...(reason === undefined ? {} : { error: reason }),
    });
  }
}

/** Whether a command ran, and so may have printed something. */
const hasRun = ({ status, failure }: Command) => status !== "declined" && failure === undefined;

const tailOf = (output: string) =>
  output.length > MAX_SHOWN_OUTPUT ? `…${output.slice(-MAX_SHOWN_OUTPUT).toWellFormed()}` : output;

/** The text about a compaction, for editors that cannot show compactions. */
function compactionWords(status: Item["status"], reason: string | undefined): string | undefined {
  if (status === "completed") return "The conversation so far was summarized, to make room.";
  if (status === "failed") return `The conversation so far could not be summarized: ${reason ?? "unknown reason"}`;
  return undefined;
}

/** The newlines needed to start a new paragraph after the text. */
const paragraphAfter = (text: string): string => "\n\n".slice(/\n{0,2}$/.exec(text)?.[0].length);

const isOfAgent = ({ sessionUpdate }: SessionUpdate): boolean =>
  sessionUpdate === "agent_message_chunk" || sessionUpdate === "agent_thought_chunk";

function compactionStatus(status: Item["status"]): "in_progress" | "completed" | "failed" | "cancelled" {
  if (status === "proposed" || status === "running") return "in_progress";
  if (status === "completed") return "completed";
  return status === "interrupted" ? "cancelled" : "failed";
}
