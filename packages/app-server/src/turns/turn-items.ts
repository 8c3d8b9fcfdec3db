import type { ThreadItem } from "@codex/app-server-protocol/thread-item";
import {
  applyUpdate,
  describeReview,
  type Item,
  type ItemKind,
  type ItemOf,
  type ItemUpdate,
  type Question,
} from "@codex/core";
import { approvalReview, type Reviewed } from "../items/approval-review.js";
import { hookRun } from "../items/hook-run.js";
import { ItemIds, isDropped } from "../items/item-ids.js";
import { threadItem } from "../items/thread-item.js";
import { type Told, tell } from "./tell.js";

/** Kinds that are told of once there is something to tell: a delta, or the end. */
const TOLD_WITH_CONTENT: ReadonlySet<ItemKind> = new Set(["agent-message", "reasoning"]);
/** What the model calls for and waits for. */
const CALLS: ReadonlySet<ItemKind> = new Set([
  "command",
  "patch",
  "mcp-call",
  "custom-call",
  "image-view",
  "sub-agent",
]);

interface ItemAbout {
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string;
}

interface OpenItem {
  item: Item;
  /** What its updates begin with; there from the first one on. */
  about?: ItemAbout;
  /** `item/started` is out. */
  isTold: boolean;
  /** The user did not let it be done: by stopping the turn, or with an answer that could not be read. */
  refusal?: "cancelled" | "unreadable" | undefined;
  /** Of a review: what waits for it, as its start told. */
  reviewed?: Reviewed;
}

/** The items of a running turn, from the engine's words to notifications. */
export class TurnItems {
  readonly #open = new Map<string, OpenItem>();
  readonly #ids = new ItemIds();
  /** Text whose stream broke and that nothing has begun again, by the ids that clients know it by. */
  readonly #broken = new Map<string, OpenItem>();
  /** The items of commands that go on, by the ids of their terminals; shared by the turns of a thread. */
  readonly #terminals: Map<string, string>;
  readonly #threadId: string;
  readonly #turnId: string;
  readonly #write: (told: Told) => void;
  /** What the model said last. */
  lastMessage: ThreadItem | undefined;

  constructor(options: {
    readonly threadId: string;
    readonly turnId: string;
    readonly terminals: Map<string, string>;
    readonly write: (told: Told) => void;
  }) {
    this.#threadId = options.threadId;
    this.#turnId = options.turnId;
    this.#terminals = options.terminals;
    this.#write = options.write;
  }

  /** Whether a call of the model is being done. */
  get hasOpenCall(): boolean {
    return [...this.#open.values()].some(({ item }) => CALLS.has(item.kind));
  }

  /** The id that clients know the item by. */
  wireId(itemId: string | undefined): string | undefined {
    const open = itemId === undefined ? undefined : this.#open.get(itemId);
    return open && this.#ids.of(open.item);
  }

  /** The same for the open command in a terminal. */
  terminalItemId(processId: string): string | undefined {
    for (const { item } of this.#open.values()) {
      if (item.kind === "command" && item.processId === processId) return this.#ids.of(item);
    }
    return undefined;
  }

  start(item: Item): void {
    const open: OpenItem = { item, isTold: false };
    this.#open.set(item.id, open);
    if (item.status !== "proposed" && !TOLD_WITH_CONTENT.has(item.kind)) this.#begin(open);
  }

  /** The user is asked about it: clients have to see what it is. */
  ask({ itemId }: Question): void {
    const open = itemId === undefined ? undefined : this.#open.get(itemId);
    if (open !== undefined) this.#begin(open);
  }

  refuse({ itemId }: Question, refusal: NonNullable<OpenItem["refusal"]>): void {
    const open = itemId === undefined ? undefined : this.#open.get(itemId);
    if (open !== undefined) open.refusal = refusal;
  }

  update(itemId: string, update: ItemUpdate): void {
    const open = this.#open.get(itemId);
    if (open === undefined) return;
    if (!open.isTold && open.item.status !== "proposed") this.#begin(open);
    // What is said is told as it comes; only its place has to be known.
    const sections = open.item.kind === "reasoning" ? open.item.summary.length : 0;
    if (update.type !== "text" && update.type !== "raw-text" && update.type !== "output") {
      open.item = applyUpdate(open.item, update);
    }
    if (update.type === "running") this.#begin(open);
    this.#tellUpdate(open, update, sections);
  }

  end(item: Item): void {
    const open = this.#open.get(item.id);
    if (open === undefined) return;
    open.item = refused(item, open.refusal);
    if (isDropped(item)) {
      if (open.isTold) this.#broken.set(this.#ids.of(item), open);
      this.#ids.drop(item);
    } else if (open.isTold || !isUnseen(item)) this.#complete(open);
    this.#open.delete(item.id);
  }

  /** The turn is complete: so is what it said before a stream broke, where it did not say it again. Parity: of other turns it is not. */
  finish(): void {
    for (const { item } of this.#broken.values()) {
      const [shown, completedAtMs] = [this.#shown(item), item.endedAt ?? item.startedAt];
      if (shown !== undefined) this.#tell(tell("item/completed", { ...this.#about, item: shown, completedAtMs }));
    }
  }

  #begin(open: OpenItem): void {
    if (open.isTold) return;
    open.isTold = true;
    const { item } = open;
    this.#broken.delete(this.#ids.of(item));
    const { startedAt: startedAtMs } = item;
    if (item.kind === "plan") return this.#tellPlan(item);
    if (item.kind === "hook") {
      return this.#tell(tell("hook/started", { ...this.#about, run: hookRun(item) }));
    }
    if (item.kind === "approval-review") return this.#beginReview(item, open);
    if (item.kind === "terminal-input") {
      const { processId, input: stdin } = item;
      const itemId = this.#terminals.get(processId);
      // There is no such terminal: the model is told so.
      if (itemId === undefined) return;
      return this.#tell(
        tell("item/commandExecution/terminalInteraction", { ...this.#about, itemId, processId, stdin }),
      );
    }
    const shown = this.#shown(item);
    if (shown === undefined) return;
    this.#tell(tell("item/started", { ...this.#about, item: shown, startedAtMs }));
    // Two items on this wire: that it begins, and that it is over.
    if (shown.type === "enteredReviewMode") {
      const entered = { ...shown, completedAtMs: startedAtMs };
      this.#tell(tell("item/completed", { ...this.#about, item: entered, completedAtMs: startedAtMs }));
    }
  }

  #complete(open: OpenItem): void {
    const { item } = open;
    if (!open.isTold) this.#begin({ ...open, item: withoutEnd(item) });
    if (item.kind === "hook") {
      return this.#tell(tell("hook/completed", { ...this.#about, run: hookRun(item) }));
    }
    if (item.kind === "approval-review") return this.#completeReview(item, open.reviewed);
    if (item.kind === "command" && item.processId !== undefined)
      this.#terminals.set(item.processId, this.#ids.of(item));
    // Parity: a patch that ends with its turn is not told of any more.
    if (item.kind === "patch" && open.refusal === "cancelled") return;
    const shown = this.#shown(item);
    if (shown === undefined) return;
    if (shown.type === "agentMessage" && shown.text !== "") this.lastMessage = shown;
    if (shown.type === "exitedReviewMode") {
      const startedAtMs = item.endedAt ?? item.startedAt;
      const { completedAtMs: _, ...begun } = shown;
      this.#tell(tell("item/started", { ...this.#about, item: begun, startedAtMs }));
    }
    this.#tell(tell("item/completed", { ...this.#about, item: shown, completedAtMs: item.endedAt ?? item.startedAt }));
  }

  /** The user is not asked: clients have to see what it is about. It ends with its turn as if it was refused. */
  #beginReview(item: ItemOf<"approval-review">, open: OpenItem): void {
    const waiting = this.#open.get(item.waitingItemId ?? "");
    if (waiting !== undefined) {
      this.#begin(waiting);
      waiting.refusal = "cancelled";
    }
    open.reviewed = this.#reviewed(item, waiting);
    this.#tell(tell("item/autoApprovalReview/started", approvalReview(item, open.reviewed)));
  }

  #completeReview(item: ItemOf<"approval-review">, reviewed: Reviewed | undefined): void {
    const waiting = this.#open.get(item.waitingItemId ?? "");
    if (waiting !== undefined && item.outcome !== undefined) waiting.refusal = undefined;
    const message = describeReview(item);
    if (message !== undefined) this.#tell(tell("guardianWarning", { threadId: this.#threadId, message }));
    const ended = approvalReview(item, reviewed ?? this.#reviewed(item, waiting));
    const completedAtMs = item.endedAt ?? item.startedAt;
    this.#tell(tell("item/autoApprovalReview/completed", { ...ended, completedAtMs, decisionSource: "agent" }));
  }

  /** What is typed is reviewed as input of the command that reads it. */
  #reviewed({ action }: ItemOf<"approval-review">, waiting: OpenItem | undefined): Reviewed {
    const isInTerminal = waiting?.item.kind === "command" && waiting.item.source === "terminal";
    const processId = action.type === "terminal-input" ? action.processId : undefined;
    const terminal = processId && (this.#terminals.get(processId) ?? this.terminalItemId(processId));
    return {
      threadId: this.#threadId,
      targetItemId: waiting === undefined ? terminal : this.#ids.of(waiting.item),
      source: isInTerminal ? "unifiedExec" : "shell",
    };
  }

  #tellUpdate(open: OpenItem, update: ItemUpdate, sections: number): void {
    const { item } = open;
    open.about ??= { ...this.#about, itemId: this.#ids.of(item) };
    const { about } = open;
    switch (update.type) {
      case "text":
        return this.#tellText(item, { ...about, delta: update.delta }, sections);
      case "section":
        return this.#tell(tell("item/reasoning/summaryPartAdded", { ...about, summaryIndex: sections }));
      case "raw-text":
        return this.#tell(tell("item/reasoning/textDelta", { ...about, delta: update.delta, contentIndex: 0 }));
      case "output":
        if (item.kind !== "command" || update.text === "") return;
        return this.#tell(tell("item/commandExecution/outputDelta", { ...about, delta: update.text }));
      case "changed":
        return this.#tellChange(update.item, about);
      case "running":
        return;
      default:
        return update satisfies never;
    }
  }

  #tellText(item: Item, said: ItemAbout & { readonly delta: string }, sections: number): void {
    if (item.kind === "agent-message") this.#tell(tell("item/agentMessage/delta", said));
    if (item.kind === "proposed-plan") this.#tell(tell("item/plan/delta", said));
    if (item.kind === "reasoning") {
      this.#tell(tell("item/reasoning/summaryTextDelta", { ...said, summaryIndex: Math.max(0, sections - 1) }));
    }
  }

  #tellChange(item: Item, about: ItemAbout): void {
    if (item.kind === "plan") this.#tellPlan(item);
    if (item.kind === "mcp-call" && item.progress !== undefined) {
      this.#tell(tell("item/mcpToolCall/progress", { ...about, message: item.progress }));
    }
  }

  #tellPlan({ explanation, steps }: Extract<Item, { kind: "plan" }>): void {
    const plan = steps.map(
      ({ step, status }) => ({ step, status: status === "in-progress" ? "inProgress" : status }) as const,
    );
    this.#tell(tell("turn/plan/updated", { ...this.#about, explanation: explanation ?? null, plan }));
  }

  #shown(item: Item): ThreadItem | undefined {
    return threadItem(item, { id: this.#ids.of(item), threadId: this.#threadId });
  }

  get #about() {
    return { threadId: this.#threadId, turnId: this.#turnId };
  }

  #tell(told: Told): void {
    this.#write(told);
  }
}

/** Nothing was done and nobody was asked: a policy, or a fault in the call, and the model is told. */
function isUnseen({ kind, status }: Item): boolean {
  return (
    (kind === "command" || kind === "patch") &&
    (status === "declined" || status === "failed" || status === "interrupted")
  );
}

function refused(item: Item, refusal: OpenItem["refusal"]): Item {
  if (refusal === undefined || (item.kind !== "command" && item.kind !== "patch")) return item;
  return { ...item, status: refusal === "unreadable" && item.kind === "command" ? "failed" : "declined" };
}

/** As it was when it began, for what is told of only at its end. */
function withoutEnd({ endedAt: _, ...item }: Item): Item {
  return item;
}
