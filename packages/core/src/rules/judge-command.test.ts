import { parseRules } from "@codex/execpolicy";
import { expect, test } from "vitest";
import { judgeCommand } from "./judge-command.js";

const parsed = parseRules(`
prefix_rule(["echo"])
prefix_rule(["touch"])
prefix_rule(["git", "status"])
prefix_rule(["rm"], decision = "forbidden", justification = "nothing is removed here")
prefix_rule(["mkdir"], decision = "prompt")
prefix_rule(["git", "push"], decision = "forbidden")
prefix_rule(["bash", "-lc", "touch $HOME/x"])
`);
if (!parsed.ok) throw new Error(parsed.fault.message);
const { policy } = parsed;
const judge = async (command: string | readonly string[]) =>
  (await judgeCommand(policy, typeof command === "string" ? ["bash", "-lc", command] : command))?.type;

test.each([
  ["echo a && touch b", "allow"],
  ["echo a; git status | touch b", "allow"],
  ["echo 'rm -f x'", "allow"],
  ["echo a && cat b", undefined],
  ["cat b", undefined],
  ["echo a > b", undefined],
  ["touch $HOME/x", "allow"],
  ["touch $HOME/x y", undefined],
  ["echo *", undefined],
  ["FOO=1 touch x", undefined],
  ["(echo a)", undefined],
  ["echo $HOME", undefined],
  ["touch x & echo y", undefined],
  ["echo a; mkdir d", "prompt"],
  ["touch a & mkdir d", "prompt"],
  ["if true; then mkdir d; fi", "prompt"],
  ["echo a && rm -f b", "forbidden"],
  ["mkdir d && rm b", "forbidden"],
  ["echo $(rm -f x)", "forbidden"],
  ["bash -c 'rm -f x'", "forbidden"],
  ["sudo rm x", "forbidden"],
  ["FOO=1 rm x", "forbidden"],
  ["echo x | xargs rm", "forbidden"],
  ["/bin/rm x", "forbidden"],
  ["rm", "forbidden"],
  ["sudo -u root rm x", "forbidden"],
  ["timeout -s KILL 5 rm x", "forbidden"],
  ["find . -name x -exec rm {} +", "forbidden"],
  ["bash -ec 'rm x'; sh -ce 'rm x'", "forbidden"],
  ["$'rm' x", "forbidden"],
  ["git -C elsewhere --no-pager push", "forbidden"],
  ["git -c a=b status", undefined],
  ["echo 'unclosed", "prompt"],
])("%s: %s", async (script, verdict) => {
  expect(await judge(script)).toBe(verdict);
});

test("a command without a shell is judged by its words", async () => {
  expect(await judge(["git", "status", "-s"])).toBe("allow");
  expect(await judge(["git", "pull"])).toBeUndefined();
  expect(await judge(["rm", "x"])).toBe("forbidden");
  expect(await judge(["sh", "-c", "rm x"])).toBe("forbidden");
  expect(await judge(["sh", "-c", "touch x"])).toBeUndefined();
  expect(await judge(["/bin/bash", "-lc", "touch x"])).toBe("allow");
  expect(await judge(["./bash", "-lc", "touch x"])).toBeUndefined();
  expect(await judge(["/work/bash", "-c", "rm x"])).toBe("forbidden");
});

test("the reason is the rule's justification, or names the rule", async () => {
  expect(await judgeCommand(policy, ["bash", "-lc", "echo a && touch b"])).toEqual({
    type: "allow",
    reason: "the rule about `echo` allows it; the rule about `touch` allows it",
  });
  expect(await judgeCommand(policy, ["rm", "x"])).toEqual({ type: "forbidden", reason: "nothing is removed here" });
  expect(await judgeCommand(policy, ["mkdir", "x"])).toEqual({
    type: "prompt",
    reason: "the rule about `mkdir` asks about it",
  });
});
