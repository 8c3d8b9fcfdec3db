import { expect, test } from "vitest";
import { ownPrograms, shellLine } from "./own-programs.js";

test.each<[string, string[]]>([
  ["sh tools/hook.sh", ["tools/hook.sh"]],
  ["./check --all src/x.ts", ["check"]],
  ["python3 -u tools/hook.py data.json", ["tools/hook.py"]],
  ['cd x && node "$PWD/tools/hook.mjs"', ["tools/hook.mjs"]],
  ["$(git rev-parse --show-toplevel)/tools/hook", ["tools/hook"]],
  ['"$PROJECT_DIR"/tools/hook', ["tools/hook"]],
  ["if test -e x; then bash tools/hook; fi", ["tools/hook"]],
  ["uv run tools/hook.py", ["tools/hook.py"]],
  ["env A=1 tools/hook && (", ["tools/hook"]],
  ["cat docs/context.md", []],
  ["npx prettier --check .", []],
  ["npm test", []],
  ["echo hi", []],
])("%s", async (line, files) => {
  expect(await ownPrograms([shellLine(line)], "/no/such")).toEqual(files.map((file) => `/no/such/${file}`));
});

test("a program given as words", async () => {
  expect(await ownPrograms([["python3", "/w/notify.py"], ["notify-send"]], "/w")).toEqual(["/w/notify.py"]);
});
