import * as mcpTypes from "@codex/mcp-types";
import * as protocol from "@codex/protocol";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod/mini";

const schemas = Object.entries({ ...protocol, ...mcpTypes }).flatMap(([name, value]) =>
  value instanceof z.ZodMiniType ? [[name, value] as const] : [],
);

/** Keys and values that are valid somewhere, so that more than the first check is reached. */
const key = fc.constantFrom(
  ..."type msg id params method content arguments text call_id command cwd changes update result Ok Err tools".split(
    " ",
  ),
  ..."mode name action role items data __proto__ constructor toString prototype hasOwnProperty".split(" "),
);
const word = fc.constantFrom(
  ..."message text image tools/call error exec_command_begin workspace-write delete 2.0 object string".split(" "),
);
const { value: hostile } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    word,
    fc.string(),
    fc.oneof(fc.double(), fc.integer(), fc.bigInt().map(String)),
    fc.constantFrom(null, true, undefined),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 6 })
      // Like JSON.parse: `__proto__` becomes an ordinary key.
      .map((entries) =>
        JSON.parse(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v ?? null)}`)}}`),
      ),
  ),
}));

test(`${schemas.length} schemas: for any input, the error is ours and no prototype changes`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...schemas), hostile, ([, schema], value) => {
      const result = protocol.safeParseValue(schema, value);
      if (!result.ok) {
        expect(result.error).toBeInstanceOf(protocol.ProtocolError);
        expect(result.error.message.length).toBeLessThan(1000);
      } else if (typeof result.value === "object" && result.value !== null) {
        expect([Object.prototype, Array.prototype]).toContain(Object.getPrototypeOf(result.value));
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect({}).not.toHaveProperty("polluted");
    }),
    { numRuns: 5000 },
  );
});

test("a key named __proto__ changes no prototype, wherever keys are free", () => {
  const text = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
  const tool = {
    name: "t",
    inputSchema: JSON.parse(`{"type":"object","properties":${text},"__proto__":{"polluted":1}}`),
  };
  for (const value of [
    protocol.parseValue(protocol.NewConversationParamsSchema, { config: JSON.parse(text) }).config,
    protocol.parseValue(protocol.FileChangesSchema, JSON.parse('{"__proto__":"delete"}')),
    protocol.parseValue(mcpTypes.ToolSchema, tool).inputSchema,
    protocol.parseValue(protocol.EventMsgSchema, JSON.parse(`{"type":"new","__proto__":{"polluted":true}}`)),
  ]) {
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value).not.toHaveProperty("polluted");
  }
});

test("invalid JSON, and JSON that is nested too deeply", () => {
  const parse = (text: string) => protocol.safeParseText(protocol.EventSchema, text);
  expect(parse("{")).toMatchObject({ ok: false, error: { code: "not-json" } });
  expect(parse("[".repeat(100_000))).toMatchObject({ ok: false, error: { code: "not-json" } });
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  expect(parse(`{"id":"","msg":{"type":"mcp_tool_call_begin","call_id":"","invocation":${deep}}}`)).toMatchObject({
    ok: false,
    error: { code: "invalid", path: ["msg", "invocation", "server"] },
  });
});

test("the error names the faulty field, also inside of unions", () => {
  const message = (schema: z.ZodMiniType, value: unknown) => {
    const result = protocol.safeParseValue(schema, value);
    return result.ok ? undefined : result.error.message;
  };
  const call = {
    type: "exec_command_begin",
    call_id: "c",
    cwd: "/",
    parsed_cmd: [{ type: "read", cmd: "x" }],
    command: [],
  };
  expect(message(protocol.EventSchema, { id: "", msg: call })).toBe("msg.parsed_cmd[0].name: expected string");
  expect(message(protocol.OpSchema, { type: "fly" })).toMatch(/^type: expected "interrupt" or "user_input" or /);
  expect(message(protocol.SandboxPolicySchema, { mode: "workspace-write", network_access: 1 })).toBe(
    "network_access: expected boolean",
  );
  expect(message(protocol.FileChangesSchema, { a: { update: { unified_diff: 1 } } })).toBe(
    "a.update.unified_diff: expected string",
  );
  expect(message(protocol.UpdatePlanArgsSchema, { plan: [], why: "" })).toBe('unknown key "why"');
  expect(message(mcpTypes.RequestIdSchema, {})).toBe("expected string, or expected number");
  expect(message(protocol.ReviewDecisionSchema, "maybe")).toBe(
    'expected "approved" or "approved_for_session" or "denied" or "abort"',
  );
});
