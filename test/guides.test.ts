import { globSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { sse, startModelServer } from "@codex/test-support";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { CommandSpec } from "../apps/cli/src/command-line/command-spec.js";
import { rootCommand } from "../apps/cli/src/command-line/commands.js";
import { parseCommandLine } from "../apps/cli/src/command-line/parse-command-line.js";
import { createWorkspace } from "../apps/cli/test/support/workspace.js";
import { commandLines } from "./support/command-lines.js";

const root = path.join(import.meta.dirname, "..");
const documents = globSync("{README,CONTRIBUTING,AGENTS}.md", { cwd: root })
  .concat(globSync("{docs,packages/*,apps/*}/*.md", { cwd: root }))
  .filter((file) => !file.endsWith("CHANGELOG.md"))
  .sort();
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");

test.each(documents)("codex understands the command lines in %s", (file) => {
  expect(faultsOf(commandLines(textOf(file)))).toEqual([]);
});

test("instructions to install an unpublished package have a note, which the release removes", () => {
  const telling = documents.map(textOf).filter((text) => /^npm install (--global )?@codex\//m.test(text));
  const withNotice = telling.filter((text) => /^Not published yet; /m.test(text));
  expect(telling.length).toBeGreaterThan(8);
  expect([0, telling.length]).toContain(withNotice.length);
});

test("codex understands the examples in its help", () => {
  expect(faultsOf(commandLines(`\`\`\`sh\n${examplesOf(rootCommand).join("\n")}\n\`\`\``))).toEqual([]);
});

describe("embedding.md", () => {
  // Next to this file, so that the packages resolve as they do here.
  const scratch = path.join(import.meta.dirname, ".docs");
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true, force: true });
  });

  test("the reviewer reviews", async () => {
    const [, code = ""] = /```ts\n(.*?)```/s.exec(textOf("docs/embedding.md")) ?? [];
    await using model = await startModelServer([
      sse.shell(["git", "diff", "HEAD"]),
      sse.call("comment", { file: "a.js", line: 3, comment: "This divides by zero." }, "call-2"),
      sse.say("One problem."),
    ]);
    await using workspace = await createWorkspace({ model });
    for (const name of ["CODEX_HOME", "TEST_KEY"]) vi.stubEnv(name, workspace.env[name] ?? "");
    const printed: string[] = [];
    vi.spyOn(console, "log").mockImplementation((...words) => void printed.push(words.join(" ")));
    await mkdir(scratch, { recursive: true });
    await writeFile(path.join(scratch, "reviewer.ts"), code);
    await import(pathToFileURL(path.join(scratch, "reviewer.ts")).href);
    expect(printed).toEqual(["looking: git diff HEAD", "a.js:3: This divides by zero."]);
  });
});

/** Codex's error for each command line that it does not understand. */
function faultsOf(lines: readonly (readonly string[])[]): string[] {
  return lines.flatMap((words) => {
    const parsed = parseCommandLine(rootCommand, words);
    return parsed.type === "usage-error" ? [`codex ${words.join(" ")}: ${parsed.message}`] : [];
  });
}

function examplesOf({ examples = [], commands = [] }: CommandSpec): string[] {
  return [...examples, ...commands.flatMap(examplesOf)];
}
