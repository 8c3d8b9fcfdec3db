import type { TurnLimits } from "../config/limits-toml.js";
import type { Answer, Ask, ElicitationQuestion } from "../items/question.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import type { TurnInfo } from "../items/turn.js";
import { randomId } from "../random-id.js";
import { RunningTurn } from "./running-turn.js";

export interface StartTurnOptions {
  /** Default: a random id. */
  readonly id?: string | undefined;
  /** See `TurnInfo`. */
  readonly rootTurnId?: string | undefined;
  readonly kind: TurnInfo["kind"];
  readonly contextWindow: number | undefined;
  readonly cwd: string;
  readonly ask: Ask | undefined;
  readonly limits: TurnLimits;
  /** Called right before the turn's end is told. */
  readonly onEnd?: ((turn: TurnInfo) => void) | undefined;
}

/** Does a turn's work and gives its final message. What it throws is the turn's error. */
export type TurnBody = (turn: RunningTurn) => Promise<string | undefined>;

/** Runs at most one turn at a time; a new one replaces the one before. */
export class TurnRunner {
  readonly #publish: (event: ThreadEventBody) => void;
  #current: RunningTurn | undefined;
  #settled: Promise<void> = Promise.resolve();

  constructor(publish: (event: ThreadEventBody) => void) {
    this.#publish = publish;
  }

  /** The turn that runs. */
  get current(): RunningTurn | undefined {
    return this.#current;
  }

  start(options: StartTurnOptions, body: TurnBody): RunningTurn {
    this.#current?.interrupt("replaced");
    const turn = new RunningTurn({
      ...options,
      id: options.id ?? randomId(),
      publish: this.#publish,
      onEnd: (ended) => {
        if (this.#current === ended) this.#current = undefined;
        options.onEnd?.(ended.info);
      },
    });
    this.#current = turn;
    // The turn before may still be ending its processes: two never work on the history at once.
    this.#settled = this.#settled.then(() => run(turn, body));
    return turn;
  }

  /** An MCP server asks. Outside of a turn there is nobody who could answer. */
  async askOfServer(
    question: Pick<ElicitationQuestion, "server" | "message" | "requestedSchema">,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (this.#current === undefined) return { type: "denied" };
    return this.#current.ask({ kind: "elicitation", ...question }, signal);
  }

  /** Settles when nothing of any turn is left running. */
  settled(): Promise<void> {
    return this.#settled;
  }
}

async function run(turn: RunningTurn, body: TurnBody): Promise<void> {
  if (turn.signal.aborted) return;
  try {
    turn.complete(await body(turn));
  } catch (error) {
    turn.fail(error);
  }
}
