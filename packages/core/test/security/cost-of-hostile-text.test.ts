import { parsePatch } from "@codex/apply-patch";
import { costGrowth, MAX_COST_GROWTH } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/command-summary/parse-command.js";
import { lineOfKey } from "../../src/config/locate-key.js";
import { nearestName } from "../../src/config/nearest-name.js";
import { formatFileDiff } from "../../src/diff/format-file-diff.js";
import { formatExecOutputText } from "../../src/exec/output/format-output.js";
import { gitConfigValue } from "../../src/git/git-config.js";
import { parseRolloutLine } from "../../src/rollout/lines/parse-rollout-line.js";
import { isDestructive, removesMuch } from "../../src/safety/destructive-command.js";
import { isKnownSafe } from "../../src/safety/known-safe-command.js";
import { joinShellWords } from "../../src/shell/shell-words.js";
import { detectApplyPatch } from "../../src/tools/patches/apply-patch-command.js";

// Commands, patches, repositories and their output are untrusted. Processing four times as much text may take four times as long, but not
// sixteen times.

const bash = (script: string): string[] => ["bash", "-lc", script];
const output = (text: string) => ({
  exitCode: 0,
  stdout: text,
  stderr: "",
  aggregatedOutput: text,
  durationMs: 1,
  timedOut: false,
});

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "the steps of a script": (text) => parseCommand(bash(text)),
  "the steps of a command": (text) => parseCommand(["cat", text]),
  "the words of an old script": (text) => parseCommand(["bash", "-c", text]),
  "whether a script is safe": (text) => isKnownSafe(bash(`ls ${text}`)),
  "whether a command is safe": (text) => isKnownSafe(["rg", text]),
  "whether a script destroys": (text) => isDestructive(bash(`rm -rf ${text}`)),
  "whether a script removes": (text) => removesMuch(bash(`rm ${text} && (`)),
  "whether a script is a patch": (text) => detectApplyPatch(bash(`apply_patch <<'EOF'\n${text}\nEOF`), "/w"),
  "a patch": (text) => parsePatch(`*** Begin Patch\n*** Add File: x\n${text}\n*** End Patch`),
  "a diff": (text) => formatFileDiff({ oldPath: text, newPath: text, before: undefined, after: undefined } as never),
  "git's settings": (text) => gitConfigValue(`[remote "x"]\n${text}`, "remote.x.url"),
  "a saved line": (text) => parseRolloutLine(text),
  "output for the model": (text) => formatExecOutputText(output(text)),
  "where a setting is": (text) => lineOfKey(text, ["a", "b"]),
  "the words of a command as one line": (text) => joinShellWords([text, ...text.slice(0, 1000)]),
  "the name that was meant": (text) => nearestName(text, ["model", "model_provider"]),
};

const UNITS = [
  "a",
  " ",
  "\n",
  "/",
  "\\",
  "'",
  '"',
  "$(",
  "((",
  "{",
  "[",
  "`",
  "| ",
  "a;",
  "ls && ",
  "<<E\n",
  "+x\n",
  "@@\n",
  "*** ",
  "# ",
  "\u0301",
  "\u{1f600}",
];

describe.each(Object.entries(READERS))("%s", (_, read) => {
  it("takes time in proportion to the text", async () => {
    for (const unit of UNITS) {
      expect(await costGrowth(read, unit), JSON.stringify(unit)).toBeLessThan(MAX_COST_GROWTH);
    }
  });
});
