import type { JsonSchema } from "../model/output-format.js";
import type { Aside } from "./aside.js";
import type { RunningTurn } from "./running-turn.js";
import type { Session } from "./session.js";
import type { TurnContext } from "./turn-context.js";

/** What every step of one turn shares. */
export interface Turn {
  readonly session: Session;
  readonly context: TurnContext;
  readonly running: RunningTurn;
  /** What the final message is to fit. */
  readonly outputSchema?: JsonSchema | undefined;
  /** The model is spoken to beside the thread's conversation. */
  readonly aside?: Aside | undefined;
}
