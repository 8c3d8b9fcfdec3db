import { withoutFence } from "@codex/exec";
import type { ThreadEvent, ThreadItem, Usage } from "./events.js";
import type { Input, TurnOptions, UserInput } from "./options.js";
import { TurnFailedError } from "./turn-failed-error.js";
import type { TurnRunner } from "./turn-runner.js";

/** A turn that is done. */
export interface RunResult {
  items: ThreadItem[];
  /** The model's last message; with `outputSchema` the document alone, without a code fence around it. */
  finalResponse: string;
  usage: Usage | null;
}

export interface RunStreamedResult {
  events: AsyncGenerator<ThreadEvent>;
}

/** A thread: what the user and the model say and do, turn by turn. Made by `Codex`. */
export class Thread implements AsyncDisposable {
  readonly #runner: TurnRunner;
  #id: string | null;

  /** @internal */
  constructor(runner: TurnRunner, id: string | null) {
    this.#runner = runner;
    this.#id = id;
  }

  /** UUID; null until the first turn has begun. */
  get id(): string | null {
    return this.#id;
  }

  /**
   * Runs a turn and gives its events as they come. Leaving the loop interrupts the turn; so does the signal, whose reason the
   * loop then throws. A turn that fails ends with `turn.failed`.
   */
  async runStreamed(input: Input, options: TurnOptions = {}): Promise<RunStreamedResult> {
    return { events: this.#events(input, options) };
  }

  /**
   * Runs a turn to its end.
   * @throws TurnFailedError when it fails, with the code `schema-mismatch` when the answer does not fit `outputSchema`, and the reason of the signal when that aborts.
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

  /** Adds to the turn that runs. Throws `CodexError` `request-invalid` when none does, or it runs in another program. */
  async steer(input: Input): Promise<void> {
    await this.#runner.steer(partsOf(input));
  }

  /** Interrupts what runs and lets go of the thread; it can be resumed by its id. */
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

/** Texts become one, after the images. */
function partsOf(input: Input): UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  const texts = input.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const images = input.filter(({ type }) => type === "local_image");
  return [...images, ...(texts.length === 0 ? [] : [{ type: "text", text: texts.join("\n\n") } as const])];
}
