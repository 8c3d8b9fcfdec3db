import type { Turn } from "./turn.js";

/** One function call of the model: the turn that it belongs to, its id and its arguments as the model wrote them. */
export interface ToolInvocation {
  readonly turn: Turn;
  readonly callId: string;
  readonly arguments: string;
}
