import { expect, it, test } from "vitest";
import { WRAPPERS, withoutWrappers } from "./wrapped-command.js";

const words = (line: string): string[] => line.split(" ");

test.each([...WRAPPERS])("%s: the command that it runs", (name, { operands = 0 }) => {
  const between = Array.from({ length: operands }, (_, index) => String(index));
  expect(withoutWrappers([name, ...between, "rm", "x"])).toEqual(["rm", "x"]);
  expect(withoutWrappers([`/usr/bin/${name}`, "--", ...between, "rm", "x"])).toEqual(["rm", "x"]);
});

test.each([
  "sudo -u root -n rm x",
  "sudo -nu root rm x",
  "sudo -uroot --group=wheel rm x",
  "sudo --us root PAGER=less rm x",
  "doas -u root rm x",
  "env -i A=1 -u B --chdir sub C=2 rm x",
  "env - A=1 rm x",
  "timeout -k 5 10s rm x",
  "timeout -s KILL .5 rm x",
  "timeout --signal KILL --foreground inf rm x",
  "nice -n 5 rm x",
  "nice -5 rm x",
  "nice --adjustment 5 rm x",
  "xargs -0rn 1 -I {} rm x",
  "xargs -P4 --max-args 2 rm x",
  "exec -a name rm x",
  "time -f %e -o times rm x",
  "stdbuf -o L -eL rm x",
  "ionice -c 3 chrt -f 10 taskset -c 0-3 rm x",
  "flock -w 5 lock rm x",
  "sudo nice -n 5 env A=1 rm x",
  "busybox rm x",
])("%s", (line) => {
  expect(withoutWrappers(words(line))).toEqual(["rm", "x"]);
});

test.each([
  [["env", "-S", "rm x"]],
  [["env", "-Srm x"]],
  [["env", "-vS", "A=1 rm x"]],
  [["env", "-i", "--split-string=rm", "x"]],
  [["env", "--split-string", "rm x"]],
])("%j has its command extracted", (command) => {
  expect(withoutWrappers(command)).toEqual(["rm", "x"]);
});

it("is empty if no command follows, and everything else stays as it is", () => {
  for (const line of ["sudo", "sudo -n", "sudo -u", "timeout 5", "env A=1", "xargs"])
    expect(withoutWrappers(words(line))).toEqual([]);
  for (const line of ["git push", "A=1", "sudoedit x"]) expect(withoutWrappers(words(line))).toEqual(words(line));
  expect(withoutWrappers([])).toEqual([]);
});
