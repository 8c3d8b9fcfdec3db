import type { Ask } from "../items/question.js";
import type { ThreadEvent } from "../items/thread-event.js";
import type { TurnInfo } from "../items/turn.js";
import type { UserInput } from "../items/user-input.js";
import type { JsonSchema } from "../model/output-format.js";
import type { TurnSettings } from "../session/turn-context.js";

/** What turns start from; what is absent in a change stays as it is. */
export type ThreadSettings = TurnSettings;

export interface StartOptions {
  /** The id that the turn is to have; new to the thread. Default: a random one. */
  readonly turnId?: string | undefined;
  /** Settings of this turn and those after it. */
  readonly settings?: Partial<ThreadSettings> | undefined;
  /** Answers the turn's questions. Without it every answer is no. */
  readonly ask?: Ask | undefined;
  /** What the turn's final message is to fit. */
  readonly outputSchema?: JsonSchema | undefined;
  /** The client's name for the message, shown in its item. */
  readonly clientId?: string | undefined;
  /** Interrupts the turn. */
  readonly signal?: AbortSignal | undefined;
}

/** One reader of a thread's events. Its functions must not throw. */
export interface ThreadListener {
  onEvent(event: ThreadEvent): void;
  /** Undefined while the listener keeps up; otherwise a promise that settles when it has caught up. */
  pressure?(): Promise<void> | undefined;
}

/**
 * A thread: what the user and the model say and do, turn by turn. Calls are carried out one after the other, in the order in
 * which they are made; each throws `CodexError` `conversation-ended` once the thread was closed.
 */
export interface Thread extends AsyncDisposable {
  /** UUID; also the name of its rollout. */
  readonly id: string;
  readonly settings: ThreadSettings;
  /** The turn that runs. */
  readonly activeTurn: TurnInfo | undefined;
  readonly rolloutPath: string | undefined;

  /** Begins a turn, or joins the one that runs; gives the turn that answers. */
  start(input: readonly UserInput[], options?: StartOptions): Promise<TurnInfo>;
  /** Adds to the running turn. Throws `request-invalid` when it is not `expectedTurnId` that runs. */
  steer(
    input: readonly UserInput[],
    options: { readonly expectedTurnId: string; readonly clientId?: string | undefined },
  ): Promise<TurnInfo>;
  /** Stops the turn, of that id if one is given; settles when the turn has ended. False when there was nothing to stop. */
  interrupt(turnId?: string): Promise<boolean>;
  /** Changes what later turns start from. */
  configure(settings: Partial<ThreadSettings>): Promise<void>;
  /** Replaces earlier messages by a summary, in a turn of its own. Throws `request-invalid` while a turn runs. */
  compact(options?: Pick<StartOptions, "turnId">): Promise<TurnInfo>;
  /** Stops what runs; settles when nothing of it is left. */
  close(): Promise<void>;

  /** Every event from now on; the first listener also gets those from before. */
  subscribe(listener: ThreadListener): Disposable;
  /** Every event from now on, without taking those from before from the first listener. */
  observe(listener: ThreadListener): Disposable;
  /** Iterates the events; ends with the thread or the signal. Each iteration gets all of them. */
  events(signal?: AbortSignal): AsyncGenerator<ThreadEvent, void>;
}
