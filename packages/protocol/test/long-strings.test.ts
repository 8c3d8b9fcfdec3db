import * as mcpTypes from "@codex/mcp-types";
import * as protocol from "@codex/protocol";
import { expect, test } from "vitest";
import * as z from "zod/mini";

/** Every pattern that checks a string of a wire type. */
function patterns(): RegExp[] {
  const found = new Map<string, RegExp>();
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof RegExp) found.set(value.source, value);
    else if (value instanceof z.ZodMiniType) {
      visit(value._zod.def);
      visit(value._zod.pattern);
    } else if (value instanceof Set || Array.isArray(value)) for (const item of value) visit(item);
    else for (const key of Object.keys(value)) visit(Reflect.get(value, key));
  };
  visit({ ...protocol, ...mcpTypes });
  return [...found.values()];
}

test("a million characters are checked quickly", () => {
  const all = patterns();
  expect(all.length).toBeGreaterThan(0);
  const million = 1_000_000;
  const inputs = [
    "a".repeat(million),
    "-".repeat(million),
    "0a-".repeat(million / 3),
    `${"0123456789abcdef".repeat(million / 16)}!`,
    "67e55044-10b1-426f-9247-".repeat(million / 24),
    " \n".repeat(million / 2),
    `${"{[\"'".repeat(million / 4)}`,
  ];
  // Each takes far less than a millisecond; a backtracking pattern would not finish within the test's limit.
  for (const pattern of all) for (const input of inputs) pattern.test(input);
  for (const input of inputs) {
    expect(protocol.ConversationIdSchema.safeParse(input).success).toBe(false);
    expect(protocol.safeParseValue(protocol.EventMsgSchema, { type: input })).toMatchObject({ ok: true });
    expect(protocol.safeParseValue(protocol.OpSchema, { type: input })).toMatchObject({ ok: false });
  }
});
