import type { ResponseItem } from "@codex/protocol";
import type { Ask } from "../items/question.js";
import type { UserInput } from "../items/user-input.js";
import { randomId } from "../random-id.js";
import type { ThreadRecorder } from "./thread-recorder.js";

/** What the user said. */
export interface SaidInput {
  readonly input: readonly UserInput[];
  /** The client's name for the message. */
  readonly clientId?: string | undefined;
  /** What the model gets of it. It is read once, since an image may come out of a pipe. */
  readonly items: () => Promise<ResponseItem[]>;
}

/** What the user said and the model has not been told. */
export interface WaitingInput extends SaidInput {
  /** Its name in the rollout. */
  readonly id: string;
  /** Who answers for it, should it need a turn of its own. */
  readonly ask: Ask | undefined;
  /** The id of that turn. Default: a random one. */
  readonly turnId: string | undefined;
}

/** Input between the user and the model: it joins the running turn before its next request, or waits for the next one. */
export class InputQueue {
  readonly #recorder: () => ThreadRecorder | undefined;
  readonly #onArrival: () => void;
  #waiting: readonly WaitingInput[] = [];
  /** Those that the rollout has, by id. */
  readonly #kept = new Set<string>();
  /** Those that have been read, by id. */
  readonly #read = new Set<string>();
  /** Those that were shown, by id. */
  readonly #shown = new Set<string>();

  constructor(recorder: () => ThreadRecorder | undefined, onArrival: () => void) {
    this.#recorder = recorder;
    this.#onArrival = onArrival;
  }

  get waiting(): readonly WaitingInput[] {
    return this.#waiting;
  }

  /** The first of them, as far as they have been read: a turn that runs waits for no pipe, what is read later gets its own. */
  get ready(): readonly WaitingInput[] {
    const unread = this.#waiting.findIndex(({ id }) => !this.#read.has(id));
    return unread === -1 ? this.#waiting : this.#waiting.slice(0, unread);
  }

  /** Who answers for what waits, and what its turn is called. */
  get late(): Pick<WaitingInput, "ask" | "turnId"> {
    const ask = this.#waiting.findLast((input) => input.ask !== undefined)?.ask;
    const turnId = this.#waiting.findLast((input) => input.turnId !== undefined)?.turnId;
    return { ask, turnId };
  }

  add(said: SaidInput, { ask, turnId }: Partial<Pick<WaitingInput, "ask" | "turnId">> = {}): void {
    const id = randomId();
    this.#waiting = [...this.#waiting, { ...said, id, ask, turnId }];
    const onRead = () => {
      this.#read.add(id);
      this.#onArrival();
    };
    said.items().then(onRead, onRead);
  }

  /** Adds what an earlier process was told and did not tell the model; the rollout has it. */
  restore(id: string, said: SaidInput): void {
    this.#kept.add(id);
    this.#waiting = [...this.#waiting, { ...said, id, ask: undefined, turnId: undefined }];
  }

  /** Settles when all that waits is in the rollout, so that it is not lost with this process. */
  async keep(): Promise<void> {
    const news = this.#waiting.filter(({ id }) => !this.#kept.has(id));
    if (news.length === 0) return;
    for (const { id } of news) this.#kept.add(id);
    await this.#recorder()?.recordWaiting(news);
  }

  /** Has what waits written again: the rollout goes on in another way than it did. */
  async keepAgain(): Promise<void> {
    this.#kept.clear();
    await this.keep();
  }

  /** Whether it is to be shown; true once. */
  takeShow({ id }: WaitingInput): boolean {
    const isNew = !this.#shown.has(id);
    this.#shown.add(id);
    return isNew;
  }

  /** The model is about to be told of them, or will never be. */
  take(taken: readonly WaitingInput[]): void {
    this.#waiting = this.#waiting.filter((input) => !taken.includes(input));
    for (const { id } of taken) {
      this.#shown.delete(id);
      this.#read.delete(id);
      if (this.#kept.delete(id)) this.#recorder()?.noteTaken(id);
    }
  }
}
