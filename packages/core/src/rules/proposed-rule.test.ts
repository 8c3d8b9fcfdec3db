import { parseRules } from "@codex/execpolicy";
import { expect, test } from "vitest";
import { allowsPlain } from "./judge-command.js";
import { proposedRule } from "./proposed-rule.js";

const script = (text: string) => ["/bin/bash", "-lc", text];
const propose = (command: readonly string[], suggestion?: readonly string[], allowed: readonly string[] = []) =>
  proposedRule({ command, suggestion, allows: ([program = ""]) => allowed.includes(program) });

test.each([
  ["npm test -- --watch", ["npm", "test"], ["npm", "test"]],
  ["git push origin main", ["git", "push"], ["git", "push"]],
  ["node x.js a", ["node", "x.js"], ["node", "x.js"]],
  ["sudo ls /", ["sudo", "ls"], ["sudo", "ls"]],
  ["npm test", ["npm"], ["npm"]],
])("%s: the model's suggestion %j is used", async (text, suggestion, rule) => {
  expect(await propose(script(text), suggestion)).toEqual(rule);
});

test.each([
  ["git push origin main", ["git"]],
  ["node x.js", ["node"]],
  ["python3 -c x", ["python3", "-c"]],
  ["python3.12 -m x", ["python3.12", "-m"]],
  ["sudo ls", ["sudo"]],
  ["/usr/bin/env ls", ["/usr/bin/env"]],
  ["xargs rm", ["xargs"]],
  ["xargs -n 1 rm", ["xargs", "-n", "1"]],
  ["timeout 5 ls", ["timeout", "5"]],
  ["sudo -u root ls", ["sudo", "-u", "root"]],
  ["env A=1 python3 x.py", ["env", "A=1", "python3"]],
  ["git -C sub log", ["git", "-C", "sub"]],
  ["rm x", ["rm"]],
  ["rm -rf /", ["rm", "-rf"]],
  ["npm test", ["yarn", "test"]],
  ["npm test", ["npm", "test", "more"]],
  ["npm test", []],
])("%s: the suggestion %j is too broad or unrelated: the rule names the whole command", async (text, suggestion) => {
  expect(await propose(script(text), suggestion)).toEqual(text.split(" "));
});

test("for several commands it is the first one that no rule allows yet, and a suggestion must cover all of them", async () => {
  const both = script("cd x && npm test");
  expect(await propose(both)).toEqual(["cd", "x"]);
  expect(await propose(both, ["npm", "test"])).toEqual(["cd", "x"]);
  expect(await propose(both, ["npm", "test"], ["cd"])).toEqual(["npm", "test"]);
  expect(await propose(both, undefined, ["cd"])).toEqual(["npm", "test"]);
  expect(await propose(both, undefined, ["cd", "npm"])).toBeUndefined();
});

test("a script with more than plain words is named as a whole, and a rule for it allows exactly that", async () => {
  const command = script("npm test > out.txt");
  expect(await propose(command, ["npm", "test"])).toEqual(command);
  expect(await propose(["make", "all"])).toEqual(["make", "all"]);
});

test("no rule allows an interpreter to run anything because it was used once without arguments", async () => {
  const piped = script("cat build.py | python3 -");
  expect(await propose(piped, undefined, ["cat"])).toEqual(piped);
  expect(await propose(["python3"])).toBeUndefined();
  expect(await propose(script("cat x | xargs -n 1"), undefined, ["cat"])).toEqual(script("cat x | xargs -n 1"));
  expect(await propose(["make"])).toEqual(["make"]);
});

test("a rule allows a plain command by its prefix", () => {
  const parsed = parseRules('prefix_rule(["npm", "test"])');
  if (!parsed.ok) throw new Error(parsed.fault.message);
  expect(allowsPlain(parsed.policy, ["npm", "test", "--watch"])).toBe(true);
  expect(allowsPlain(parsed.policy, ["npm"])).toBe(false);
});
