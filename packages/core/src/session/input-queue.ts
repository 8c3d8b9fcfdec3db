import { isDeepStrictEqual } from "node:util";
import type { ResponseItem } from "@codex/protocol";
import type { Ask } from "../items/question.js";
import type { UserInput } from "../items/user-input.js";
import { randomId } from "../random-id.js";
import type { ThreadRecorder } from "./thread-recorder.js";

/** A message of the user. */
export interface SaidInput {
  readonly input: readonly UserInput[];
  /** The client's id for the message. */
  readonly clientId?: string | undefined;
  /** The items for the model. They are read only once, since an image may come from a pipe. */
  readonly items: () => Promise<ResponseItem[]>;
}

/** A message that the model has not seen yet. */
export interface WaitingInput extends SaidInput {
  /** Its id in the rollout. */
  readonly id: string;
  /** Who answers the questions of its turn, should it need its own. */
  readonly ask: Ask | undefined;
  /** The id of that turn. Default: random. */
  readonly turnId: string | undefined;
}

/** The user's input on its way to the model: it joins the running turn before its next request, or waits for the next turn. */
export class InputQueue {
  readonly #recorder: () => ThreadRecorder | undefined;
  readonly #onArrival: () => void;
  #waiting: readonly WaitingInput[] = [];
  /** The ids of messages that are in the rollout. */
  readonly #kept = new Set<string>();
  /** The ids of messages that have been read. */
  readonly #read = new Set<string>();
  /** The ids of messages that have been shown. */
  readonly #shown = new Set<string>();
  /** Messages that an earlier process received. */
  readonly #restored = new WeakSet<WaitingInput>();

  constructor(recorder: () => ThreadRecorder | undefined, onArrival: () => void) {
    this.#recorder = recorder;
    this.#onArrival = onArrival;
  }

  get waiting(): readonly WaitingInput[] {
    return this.#waiting;
  }

  /** Those at the front that have been read. A running turn does not wait for a pipe; what is read later gets its own turn. */
  get ready(): readonly WaitingInput[] {
    const unread = this.#waiting.findIndex(({ id }) => !this.#read.has(id));
    return unread === -1 ? this.#waiting : this.#waiting.slice(0, unread);
  }

  /** Who answers the questions of the turn for the waiting input, and that turn's id. */
  get late(): Pick<WaitingInput, "ask" | "turnId"> {
    const ask = this.#waiting.findLast((input) => input.ask !== undefined)?.ask;
    const turnId = this.#waiting.findLast((input) => input.turnId !== undefined)?.turnId;
    return { ask, turnId };
  }

  add(said: SaidInput, { ask, turnId }: Partial<Pick<WaitingInput, "ask" | "turnId">> = {}): void {
    if (this.#isRestored(said)) return;
    const id = randomId();
    this.#waiting = [...this.#waiting, { ...said, id, ask, turnId }];
    const onRead = () => {
      this.#read.add(id);
      this.#onArrival();
    };
    said.items().then(onRead, onRead);
  }

  /** Adds a message that an earlier process received and did not pass on to the model; the rollout has it. */
  restore(id: string, said: SaidInput): void {
    this.#kept.add(id);
    const waiting = { ...said, id, ask: undefined, turnId: undefined };
    this.#restored.add(waiting);
    this.#waiting = [...this.#waiting, waiting];
  }

  /** Whether an earlier process received the message: its client sends it again, since that process ended before it could answer. */
  #isRestored({ clientId, input }: SaidInput): boolean {
    const isSame = (one: WaitingInput) => one.clientId === clientId && isDeepStrictEqual(one.input, input);
    return clientId !== undefined && this.#waiting.some((one) => this.#restored.has(one) && isSame(one));
  }

  /** Settles when all waiting messages are in the rollout, so that they are not lost with this process. */
  async keep(): Promise<void> {
    const unsaved = this.#waiting.filter(({ id }) => !this.#kept.has(id));
    if (unsaved.length === 0) return;
    for (const { id } of unsaved) this.#kept.add(id);
    await this.#recorder()?.recordWaiting(unsaved);
  }

  /** Writes the waiting messages again, since the rollout continues differently. */
  async keepAgain(): Promise<void> {
    this.#kept.clear();
    await this.keep();
  }

  /** Whether to show the message; true only the first time. */
  takeShow({ id }: WaitingInput): boolean {
    const isNew = !this.#shown.has(id);
    this.#shown.add(id);
    return isNew;
  }

  /** Removes messages that are about to be sent to the model, or never will be. */
  take(taken: readonly WaitingInput[]): void {
    this.#waiting = this.#waiting.filter((input) => !taken.includes(input));
    for (const { id } of taken) {
      this.#shown.delete(id);
      this.#read.delete(id);
      if (this.#kept.delete(id)) this.#recorder()?.noteTaken(id);
    }
  }
}
