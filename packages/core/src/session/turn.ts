import type { JsonSchema } from "../model/tool-spec.js";
import type { Aside } from "./aside.js";
import type { RunningTurn } from "./running-turn.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** What all steps of one turn share. */
export interface Turn {
  readonly session: Session;
  readonly context: TurnContext;
  readonly running: RunningTurn;
  /** The JSON Schema of the final message. */
  readonly outputSchema?: JsonSchema | undefined;
  /** Set if the model is asked outside the thread's conversation. */
  readonly aside?: Aside | undefined;
}
