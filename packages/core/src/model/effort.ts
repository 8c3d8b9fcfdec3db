import * as z from "zod/mini";

/** Reasoning effort: `minimal` to `high`, or another value that the server knows. */
export const EffortSchema = z.string().check(z.minLength(1));
export type Effort = z.infer<typeof EffortSchema>;

/** A name for the most that a model offers; no server takes it. */
const ULTRA = "ultra";

export const isSentAsItIs = (effort: Effort): boolean => effort !== ULTRA;

/** Servers call the effort `persistent` of Codex 0.171 by another name. */
const PERSISTENT = { name: "persistent", onTheWire: "disabled" };

/** The effort as a server takes it. `offered`: what the model offers, the most last. */
export function requestedEffort(effort: Effort | undefined, offered: readonly Effort[] = ["high"]): Effort | undefined {
  if (effort === PERSISTENT.name) return PERSISTENT.onTheWire;
  if (effort === undefined || isSentAsItIs(effort)) return effort;
  return offered.find((one) => one === "max") ?? offered.findLast(isSentAsItIs) ?? "medium";
}
