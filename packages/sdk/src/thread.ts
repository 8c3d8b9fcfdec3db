import { withoutFence } from "@codex/exec";
import type { ThreadEvent, ThreadItem, Usage } from "./events.js";
import type { Input, TurnOptions, UserInput } from "./options.js";
import { TurnFailedError } from "./turn-failed-error.js";
import type { TurnRunner } from "./turn-runner.js";

/** A completed turn. */
export interface RunResult {
  items: ThreadItem[];
  /** The model's last message; with `outputSchema`, only the document, without a code fence around it. */
  finalResponse: string;
  usage: Usage | null;
}

export interface RunStreamedResult {
  events: AsyncGenerator<ThreadEvent>;
}

/** A thread: what the user and the model say and do, turn by turn. Created by `Codex`. */
export class Thread implements AsyncDisposable {
  readonly #runner: TurnRunner;
  #id: string | null;

  /** @internal */
  constructor(runner: TurnRunner, id: string | null) {
    this.#runner = runner;
    this.#id = id;
  }

  /** A UUID; null until the first turn has started. */
  get id(): string | null {
    return this.#id;
  }

  /**
   * Runs a turn and yields its events as they arrive. Leaving the loop interrupts the turn; so does aborting the signal, whose reason the
   * loop then throws. A failed turn ends with `turn.failed`.
   */
  async runStreamed(input: Input, options: TurnOptions = {}): Promise<RunStreamedResult> {
    return { events: this.#events(input, options) };
  }

  /**
   * Runs a turn to its end.
   * @throws TurnFailedError if it fails, with the code `schema-mismatch` if the answer does not match `outputSchema`; the signal's reason
   * if that aborts.
   */
  async run(input: Input, options: TurnOptions = {}): Promise<RunResult> {
    const result: RunResult = { items: [], finalResponse: "", usage: null };
    const textOf = options.outputSchema === undefined ? (text: string) => text : withoutFence;
    for await (const event of this.#events(input, options)) {
      if (event.type === "turn.failed") throw new TurnFailedError(event.error);
      if (event.type === "turn.completed") result.usage = event.usage;
      if (event.type !== "item.completed") continue;
      result.items.push(event.item);
      if (event.item.type === "agent_message") result.finalResponse = textOf(event.item.text);
    }
    return result;
  }

  /** Adds input to the running turn. Throws `CodexError` `request-invalid` if there is none, or it runs in another program. */
  async steer(input: Input): Promise<void> {
    await this.#runner.steer(partsOf(input));
  }

  /** Interrupts the running turn and closes the thread, which can be resumed by its id. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }

  async *#events(input: Input, options: TurnOptions): AsyncGenerator<ThreadEvent, void> {
    for await (const event of this.#runner.run(partsOf(input), options)) {
      if (event.type === "thread.started") this.#id = event.thread_id;
      yield event;
    }
  }
}

/** Joins the texts into one, after the images. */
function partsOf(input: Input): UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  const texts = input.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const images = input.filter(({ type }) => type === "local_image");
  return [...images, ...(texts.length === 0 ? [] : [{ type: "text", text: texts.join("\n\n") } as const])];
}
