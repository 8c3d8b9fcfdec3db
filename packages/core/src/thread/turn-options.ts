import type { Ask } from "../items/question.js";
import type { JsonSchema } from "../model/tool-spec.js";
import type { SettingsChange } from "../session/turn-context.js";

/** How a turn starts. */
export interface StartOptions {
  /** The turn's id, which must be new to the thread. Default: random. */
  readonly turnId?: string | undefined;
  /** The turn, of another thread, that this turn works for. Default: none. */
  readonly rootTurnId?: string | undefined;
  /** Settings for this turn only; `configure` changes those of later turns. */
  readonly settings?: SettingsChange | undefined;
  /** Answers the turn's questions. Without it, every answer is no. */
  readonly ask?: Ask | undefined;
  /** The JSON Schema of the turn's final message. The caller has to check whether the message matches. */
  readonly outputSchema?: JsonSchema | undefined;
  /** The client's id for the message, shown in its item. */
  readonly clientId?: string | undefined;
}

/** How input joins a running turn. */
export interface SteerOptions {
  readonly expectedTurnId: string;
  readonly clientId?: string | undefined;
}
