import type { Answer, ElicitationQuestion } from "../items/question.js";
import type { ThreadEventBody } from "../items/thread-event.js";
import type { TurnInfo } from "../items/turn.js";
import { randomId } from "../random-id.js";
import { RunningTurn, type TurnOptions } from "./running-turn.js";

export interface StartTurnOptions extends Omit<TurnOptions, "id" | "publish" | "hold" | "onEnd"> {
  /** Default: a random id. */
  readonly id?: string | undefined;
  /** Whether MCP servers may ask the user. Default: yes. */
  readonly answersServers?: boolean | undefined;
  /** Called right before the turn's end is published. */
  readonly onEnd?: ((turn: TurnInfo) => void) | undefined;
  /**
   * The turn is announced when its body calls `announce`. If it never does, the turn is announced at its end, when this has settled.
   * Default: the turn is announced at once.
   */
  readonly beforeAnnounced?: (() => Promise<void>) | undefined;
}

/** Where turns publish their events. */
export interface TurnAudience {
  publish(event: ThreadEventBody): void;
  /** Holds back events until it is disposed. */
  hold(): Disposable;
}

/** Does a turn's work and returns its final message. If it throws, that is the turn's error. */
export type TurnBody = (turn: RunningTurn) => Promise<string | undefined>;

/** Runs at most one turn at a time; a new one replaces the running one. */
export class TurnRunner {
  readonly #audience: TurnAudience;
  #current: RunningTurn | undefined;
  #answersServers = true;
  #settled: Promise<void> = Promise.resolve();

  constructor(audience: TurnAudience) {
    this.#audience = audience;
  }

  /** The running turn. */
  get current(): RunningTurn | undefined {
    return this.#current;
  }

  start(options: StartTurnOptions, body: TurnBody): RunningTurn {
    this.#current?.interrupt("replaced");
    const { beforeAnnounced } = options;
    this.#answersServers = options.answersServers ?? true;
    const hold = beforeAnnounced && this.#audience.hold();
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
    // The previous turn may still be ending its processes. Two turns never work on the history at the same time.
    this.#settled = this.#settled.then(() => run(turn, body, beforeAnnounced));
    return turn;
  }

  /** Asks a question of an MCP server. Outside a turn, and if nobody may be asked, the answer is no. */
  async askOfServer(
    question: Pick<ElicitationQuestion, "server" | "message" | "requestedSchema" | "link">,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (this.#current === undefined || !this.#answersServers) return { type: "denied" };
    return this.#current.ask({ kind: "elicitation", ...question }, signal);
  }

  /** Settles when nothing of any turn is still running. */
  settled(): Promise<void> {
    return this.#settled;
  }
}

async function run(
  turn: RunningTurn,
  body: TurnBody,
  beforeAnnounced: (() => Promise<void>) | undefined,
): Promise<void> {
  try {
    if (!turn.signal.aborted) turn.complete(await body(turn));
  } catch (error) {
    turn.fail(error);
  } finally {
    // Whoever saves has reported what could not be saved.
    if (!turn.isAnnounced) await beforeAnnounced?.().catch(() => undefined);
    turn.announce();
  }
}
