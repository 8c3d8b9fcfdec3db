import { expect, test } from "vitest";
import { matchRules, strictestDecision } from "./check-command.js";
import { checkReport } from "./check-report.js";
import { parseRules } from "./parse-rules.js";
import { joinPolicies, type Policy } from "./rule.js";

function policy(text: string): Policy {
  const result = parseRules(text);
  if (!result.ok) throw new Error(result.fault.message);
  return result.policy;
}

const team = policy(`
prefix_rule(["git", "status"], justification = "reads only")
prefix_rule(["git", ["push", "fetch"]], decision = "prompt")
prefix_rule(["git", "push", "--force"], decision = "forbidden", justification = "never")
host_executable(name = "git", paths = ["/usr/bin/git"])
`);

test.each([
  [["git", "status", "-s"], "allow"],
  [["git", "push", "origin"], "prompt"],
  [["git", "push", "--force", "origin"], "forbidden"],
  [["git", "push", "origin", "--force"], "prompt"],
  [["git"], undefined],
  [["gitk", "status"], undefined],
  [["/usr/bin/git", "status"], undefined],
  [[], undefined],
])("%j: %s", (words, decision) => {
  expect(strictestDecision(matchRules(team, words))).toBe(decision);
});

test("the strictest rule of all files counts, and all matching rules are listed in order", () => {
  const joined = joinPolicies([team, policy('prefix_rule(["git"], decision = "prompt")')]);
  const matches = matchRules(joined, ["git", "status"]);
  expect(checkReport(matches)).toEqual({
    matchedRules: [
      { prefixRuleMatch: { matchedPrefix: ["git", "status"], decision: "allow", justification: "reads only" } },
      { prefixRuleMatch: { matchedPrefix: ["git"], decision: "prompt" } },
    ],
    decision: "prompt",
  });
  expect(checkReport([])).toEqual({ matchedRules: [] });
});

test("a program's path counts as its name only on request, and only in the listed folders", () => {
  const resolve = { resolveHostExecutables: true };
  expect(matchRules(team, ["/usr/bin/git", "status"], resolve)).toMatchObject([{ resolvedProgram: "/usr/bin/git" }]);
  expect(matchRules(team, ["/tmp/git", "status"], resolve)).toEqual([]);
  expect(matchRules(policy('prefix_rule(["ls"])'), ["/any/ls"], resolve)).toHaveLength(1);
  expect(matchRules(team, ["./git", "status"], resolve)).toEqual([]);
  const twice = ["/a/../b", "/c"].map((folder) => `host_executable(name = "ls", paths = ["${folder}/ls"])`).reverse();
  const last = policy(`${twice.join("\n")}\nprefix_rule(["ls"])`);
  expect(matchRules(last, ["/b/ls"], resolve)).toHaveLength(1);
  expect(matchRules(last, ["/c/ls"], resolve)).toEqual([]);
  expect(matchRules(team, ["../bin/git", "status"], { ...resolve, cwd: "/usr/lib" })).toMatchObject([
    { resolvedProgram: "/usr/bin/git" },
  ]);
  expect(matchRules(team, ["/usr//lib/../bin/git", "status"], resolve)).toHaveLength(1);
});
