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
import { type ItemAbout, planNotification, updateNotification } from "./item-updates.js";
import { type Notification, notificationOf } from "./notification.js";

/** Kinds that are announced only when there is content: a delta, or the end. */
const ANNOUNCED_WITH_CONTENT: ReadonlySet<ItemKind> = new Set(["agent-message", "reasoning"]);
/** The tool calls that the model waits for. */
const CALLS: ReadonlySet<ItemKind> = new Set([
  "command",
  "patch",
  "mcp-call",
  "custom-call",
  "image-view",
  "sub-agent",
]);

interface OpenItem {
  item: Item;
  /** The common fields of its updates; set by the first one. */
  about?: ItemAbout;
  /** Whether `item/started` was sent. */
  isAnnounced: boolean;
  /** Why it was not allowed: the user stopped the turn, or the answer was invalid. */
  refusal?: "cancelled" | "unreadable" | undefined;
  /** For a review: the item under review, as sent with the review's start. */
  reviewed?: Reviewed;
}

/** Translates the items of a running turn into notifications. */
export class TurnItems {
  readonly #open = new Map<string, OpenItem>();
  readonly #ids = new ItemIds();
  /** Messages whose stream broke and that have not been started again, by their ids on the wire. */
  readonly #broken = new Map<string, OpenItem>();
  /** Items of commands that continue in a terminal, by terminal id; shared by the turns of a thread. */
  readonly #terminals: Map<string, string>;
  readonly #threadId: string;
  readonly #turnId: string;
  readonly #write: (notification: Notification) => void;
  /** The model's last message. */
  lastMessage: ThreadItem | undefined;

  constructor(options: {
    readonly threadId: string;
    readonly turnId: string;
    readonly terminals: Map<string, string>;
    readonly write: (notification: Notification) => void;
  }) {
    this.#threadId = options.threadId;
    this.#turnId = options.turnId;
    this.#terminals = options.terminals;
    this.#write = options.write;
  }

  /** Whether a tool call is running. */
  get hasOpenCall(): boolean {
    return [...this.#open.values()].some(({ item }) => CALLS.has(item.kind));
  }

  /** The item's id on the wire. */
  wireId(itemId: string | undefined): string | undefined {
    const open = itemId === undefined ? undefined : this.#open.get(itemId);
    return open && this.#ids.of(open.item);
  }

  /** The id on the wire of the open command in a terminal. */
  terminalItemId(processId: string): string | undefined {
    for (const { item } of this.#open.values()) {
      if (item.kind === "command" && item.processId === processId) return this.#ids.of(item);
    }
    return undefined;
  }

  start(item: Item): void {
    const open: OpenItem = { item, isAnnounced: false };
    this.#open.set(item.id, open);
    if (item.status !== "proposed" && !ANNOUNCED_WITH_CONTENT.has(item.kind)) this.#begin(open);
  }

  /** Announces the item that the user is asked about, so that clients can show it. */
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
    if (!open.isAnnounced && open.item.status !== "proposed") this.#begin(open);
    // Text is forwarded as it arrives; only its position has to be known here.
    const sections = open.item.kind === "reasoning" ? open.item.summary.length : 0;
    if (update.type !== "text" && update.type !== "raw-text" && update.type !== "output") {
      open.item = applyUpdate(open.item, update);
    }
    if (update.type === "running") this.#begin(open);
    this.#sendUpdate(open, update, sections);
  }

  end(item: Item): void {
    const open = this.#open.get(item.id);
    if (open === undefined) return;
    open.item = refused(item, open.refusal);
    if (isDropped(item)) {
      if (open.isAnnounced) this.#broken.set(this.#ids.of(item), open);
      this.#ids.drop(item);
    } else if (open.isAnnounced || !isUnseen(item)) this.#complete(open);
    this.#open.delete(item.id);
  }

  /**
   * The turn has completed, and so have messages whose stream broke and that the model did not repeat. Parity: not in turns that did not
   * complete.
   */
  finish(): void {
    for (const { item } of this.#broken.values()) {
      const [shown, completedAtMs] = [this.#shown(item), item.endedAt ?? item.startedAt];
      if (shown !== undefined)
        this.#notify(notificationOf("item/completed", { ...this.#about, item: shown, completedAtMs }));
    }
  }

  #begin(open: OpenItem): void {
    if (open.isAnnounced) return;
    open.isAnnounced = true;
    const { item } = open;
    this.#broken.delete(this.#ids.of(item));
    const { startedAt: startedAtMs } = item;
    if (item.kind === "plan") return this.#notify(planNotification(item, this.#about));
    if (item.kind === "hook") {
      return this.#notify(notificationOf("hook/started", { ...this.#about, run: hookRun(item) }));
    }
    if (item.kind === "approval-review") return this.#beginReview(item, open);
    if (item.kind === "terminal-input") {
      const { processId, input: stdin } = item;
      const itemId = this.#terminals.get(processId);
      // Without input it is only read. If there is no such terminal, the model gets the error.
      if (itemId === undefined || stdin === "") return;
      return this.#notify(
        notificationOf("item/commandExecution/terminalInteraction", { ...this.#about, itemId, processId, stdin }),
      );
    }
    const shown = this.#shown(item);
    if (shown === undefined) return;
    this.#notify(notificationOf("item/started", { ...this.#about, item: shown, startedAtMs }));
    // A review is two items on this wire: its start and its end.
    if (shown.type === "enteredReviewMode") {
      const entered = { ...shown, completedAtMs: startedAtMs };
      this.#notify(notificationOf("item/completed", { ...this.#about, item: entered, completedAtMs: startedAtMs }));
    }
  }

  #complete(open: OpenItem): void {
    const { item } = open;
    if (!open.isAnnounced) this.#begin({ ...open, item: withoutEnd(item) });
    if (item.kind === "hook") {
      return this.#notify(notificationOf("hook/completed", { ...this.#about, run: hookRun(item) }));
    }
    if (item.kind === "approval-review") return this.#completeReview(item, open.reviewed);
    if (item.kind === "command" && item.processId !== undefined)
      this.#terminals.set(item.processId, this.#ids.of(item));
    // Parity: the end of a patch that ends with its turn is not sent.
    if (item.kind === "patch" && open.refusal === "cancelled") return;
    const shown = this.#shown(item);
    if (shown === undefined) return;
    if (shown.type === "agentMessage" && shown.text !== "") this.lastMessage = shown;
    if (shown.type === "exitedReviewMode") {
      const startedAtMs = item.endedAt ?? item.startedAt;
      const { completedAtMs: _, ...begun } = shown;
      this.#notify(notificationOf("item/started", { ...this.#about, item: begun, startedAtMs }));
    }
    this.#notify(
      notificationOf("item/completed", { ...this.#about, item: shown, completedAtMs: item.endedAt ?? item.startedAt }),
    );
  }

  /**
   * Announces the item under review, since the user is not asked about it. If the turn ends during the review, the item counts as refused.
   */
  #beginReview(item: ItemOf<"approval-review">, open: OpenItem): void {
    const waiting = this.#open.get(item.waitingItemId ?? "");
    if (waiting !== undefined) {
      this.#begin(waiting);
      waiting.refusal = "cancelled";
    }
    open.reviewed = this.#reviewed(item, waiting);
    this.#notify(notificationOf("item/autoApprovalReview/started", approvalReview(item, open.reviewed)));
  }

  #completeReview(item: ItemOf<"approval-review">, reviewed: Reviewed | undefined): void {
    const waiting = this.#open.get(item.waitingItemId ?? "");
    if (waiting !== undefined && item.outcome !== undefined) waiting.refusal = undefined;
    const message = describeReview(item);
    if (message !== undefined) this.#notify(notificationOf("guardianWarning", { threadId: this.#threadId, message }));
    const ended = approvalReview(item, reviewed ?? this.#reviewed(item, waiting));
    const completedAtMs = item.endedAt ?? item.startedAt;
    this.#notify(
      notificationOf("item/autoApprovalReview/completed", { ...ended, completedAtMs, decisionSource: "agent" }),
    );
  }

  /** Terminal input is reviewed as input of the command that reads it. */
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

  #sendUpdate(open: OpenItem, update: ItemUpdate, sections: number): void {
    open.about ??= { ...this.#about, itemId: this.#ids.of(open.item) };
    const notification = updateNotification(open.item, { update, about: open.about, sections });
    if (notification !== undefined) this.#notify(notification);
  }

  #shown(item: Item): ThreadItem | undefined {
    return threadItem(item, { id: this.#ids.of(item), threadId: this.#threadId });
  }

  get #about() {
    return { threadId: this.#threadId, turnId: this.#turnId };
  }

  #notify(notification: Notification): void {
    this.#write(notification);
  }
}

/** Not shown: nothing ran and nobody was asked, because a policy or a faulty call prevented it. The model gets the error. */
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

/** The item as at its start, for items that are announced only at their end. */
function withoutEnd({ endedAt: _, ...item }: Item): Item {
  return item;
}
