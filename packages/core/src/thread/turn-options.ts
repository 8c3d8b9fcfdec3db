import type { Ask } from "../items/question.js";
import type { JsonSchema } from "../model/output-format.js";
import type { SettingsChange } from "../session/turn-context.js";

/** How a turn begins. */
export interface StartOptions {
  /** The id that the turn is to have; new to the thread. Default: a random one. */
  readonly turnId?: string | undefined;
  /** The turn of the session's own thread that a helper's turn works for. */
  readonly rootTurnId?: string | undefined;
  /** Settings of this turn alone; `configure` changes those of later turns. */
  readonly settings?: SettingsChange | undefined;
  /** Answers the turn's questions. Without it every answer is no. */
  readonly ask?: Ask | undefined;
  /** What the turn's final message is to fit. Whether it does is for the caller to check. */
  readonly outputSchema?: JsonSchema | undefined;
  /** The client's name for the message, shown in its item. */
  readonly clientId?: string | undefined;
}

/** How input joins a turn that runs. */
export interface SteerOptions {
  readonly expectedTurnId: string;
  readonly clientId?: string | undefined;
}
