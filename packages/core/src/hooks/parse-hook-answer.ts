import * as z from "zod/mini";
import { HOOK_EVENTS, type HookEvent, hookEventTraits } from "./hook-event.js";

const AnswerSchema = z.strictObject({
  continue: z.optional(z.boolean()),
  stopReason: z.optional(z.string()),
  suppressOutput: z.optional(z.boolean()),
  systemMessage: z.optional(z.string()),
  decision: z.optional(z.literal("block")),
  reason: z.optional(z.string()),
  hookSpecificOutput: z.optional(
    z.strictObject({
      // Which event it names is ignored.
      hookEventName: z.enum(HOOK_EVENTS),
      additionalContext: z.optional(z.string()),
      permissionDecision: z.optional(z.string()),
      permissionDecisionReason: z.optional(z.string()),
      updatedInput: z.optional(z.unknown()),
      updatedMCPToolOutput: z.optional(z.unknown()),
      decision: z.optional(
        z.strictObject({
          behavior: z.enum(["allow", "deny"]),
          message: z.optional(z.string()),
          updatedInput: z.optional(z.unknown()),
          updatedPermissions: z.optional(z.unknown()),
          interrupt: z.optional(z.boolean()),
        }),
      ),
    }),
  ),
});
/** A parsed answer. */
export type Answer = z.infer<typeof AnswerSchema>;
/** The part that is specific to its event. */
export type Specific = NonNullable<Answer["hookSpecificOutput"]>;

/** Undefined if it is not JSON, or contains fields that are not valid for the event. */
export function parseHookAnswer(event: HookEvent, text: string): Answer | undefined {
  try {
    const answer = AnswerSchema.parse(withoutNulls(JSON.parse(text)));
    return isFor(event, answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** A null means absent. Replacement input is left as it is. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, key === "hookSpecificOutput" || key === "decision" ? withoutNulls(field) : field]),
  );
}

/** Whether all fields of the answer are valid for the event. */
function isFor(event: HookEvent, { decision, reason, hookSpecificOutput }: Answer): boolean {
  const { decides, specific } = hookEventTraits[event].answer;
  if (!decides && (decision !== undefined || reason !== undefined)) return false;
  const given = Object.keys(hookSpecificOutput ?? {});
  return specific === undefined
    ? hookSpecificOutput === undefined
    : given.every((field) => field === "hookEventName" || specific.includes(field));
}
