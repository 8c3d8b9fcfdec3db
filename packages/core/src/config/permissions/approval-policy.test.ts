import type { GranularApproval } from "@codex/protocol";
import { expect, test } from "vitest";
import { parseConfig } from "../parse-config.js";
import { approvalPolicyName } from "./approval-policy.js";

const ASKED = { sandbox_approval: true, rules: false, mcp_elicitations: true };
const parse = (approval_policy: unknown) =>
  parseConfig([], [["approval_policy", approval_policy]]).toml.approval_policy;

test("a granular policy does not ask about optional kinds that are absent", () => {
  const granular: GranularApproval = { ...ASKED, skill_approval: false, request_permissions: false };
  expect(parse({ granular: ASKED })).toEqual({ granular });
  expect(approvalPolicyName({ granular })).toBe("granular (asks: sandbox_approval, mcp_elicitations)");
});

test.each([
  [{ granular: { sandbox_approval: true, rules: true } }, "`approval_policy.granular.mcp_elicitations` is missing"],
  [{ granular: { ...ASKED, rules: "yes" } }, '`approval_policy.granular.rules` must be true or false, not "yes"'],
  [{ granular: { ...ASKED, ruels: true } }, "did you mean `approval_policy.granular.rules`?"],
  [{ granular: { ...ASKED, network: false } }, "may forbid something, and this version of Codex does not know it"],
  [{ granular: ASKED, other: 1 }, "may forbid something"],
  [{}, "`approval_policy.granular` is missing"],
  ["on-requst", 'did you mean "on-request"?'],
  [1, "`approval_policy` cannot be 1"],
])("the error for %j says what is wrong", (policy, message) => {
  expect(() => parse(policy)).toThrow(message);
});
