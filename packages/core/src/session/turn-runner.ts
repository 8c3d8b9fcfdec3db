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
  /** Whether MCP servers may ask the user. Default: yes. */
  readonly answersServers?: boolean | undefined;
  /** Called right before the turn's end is told. */
  readonly onEnd?: ((turn: TurnInfo) => void) | undefined;
  /**
   * Nobody is told of the turn before its body calls `tell`, and before this settles, where the body did not come to that. Default:
   * it is told at once.
   */
  readonly beforeTold?: (() => Promise<void>) | undefined;
}

/** Where turns tell what happens. */
export interface TurnAudience {
  publish(event: ThreadEventBody): void;
  /** Listeners hear nothing more until it is disposed of. */
  hold(): Disposable;
}

/** Does a turn's work and gives its final message. What it throws is the turn's error. */
export type TurnBody = (turn: RunningTurn) => Promise<string | undefined>;

/** Runs at most one turn at a time; a new one replaces the one before. */
export class TurnRunner {
  readonly #audience: TurnAudience;
  #current: RunningTurn | undefined;
  #answersServers = true;
  #settled: Promise<void> = Promise.resolve();

  constructor(audience: TurnAudience) {
    this.#audience = audience;
  }

  /** The turn that runs. */
  get current(): RunningTurn | undefined {
    return this.#current;
  }

  start(options: StartTurnOptions, body: TurnBody): RunningTurn {
    this.#current?.interrupt("replaced");
    const { beforeTold } = options;
    this.#answersServers = options.answersServers ?? true;
    const hold = beforeTold && this.#audience.hold();
    const turn = new RunningTurn({
      ...options,
      id: options.id ?? randomId(),
      publish: (event) => this.#audience.publish(event),
      hold,
      onEnd: (ended) => {
        if (this.#current === ended) this.#current = undefined;
        options.onEnd?.(ended.info);
      },
    });
    this.#current = turn;
    // The turn before may still be ending its processes: two never work on the history at once.
    this.#settled = this.#settled.then(() => run(turn, body, beforeTold));
    return turn;
  }

  /** An MCP server asks. Outside of a turn, and where nobody is to be asked, the answer is no. */
  async askOfServer(
    question: Pick<ElicitationQuestion, "server" | "message" | "requestedSchema" | "link">,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (this.#current === undefined || !this.#answersServers) return { type: "denied" };
    return this.#current.ask({ kind: "elicitation", ...question }, signal);
  }

  /** Settles when nothing of any turn is left running. */
  settled(): Promise<void> {
    return this.#settled;
  }
}

async function run(turn: RunningTurn, body: TurnBody, beforeTold: (() => Promise<void>) | undefined): Promise<void> {
  try {
    if (!turn.signal.aborted) turn.complete(await body(turn));
  } catch (error) {
    turn.fail(error);
  } finally {
    // What cannot be saved was told by whoever saves.
    if (!turn.isTold) await beforeTold?.().catch(() => undefined);
    turn.tell();
  }
}
