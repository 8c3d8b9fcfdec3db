import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { ThreadEventSchema, ThreadItemSchema } from "@codex/exec/events";
import {
  fitting,
  type ModelReply,
  type ModelServer,
  runProgram,
  type ScriptedReply,
  sse,
  startModelServer,
} from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { builtCodex, repositoryRoot } from "./support/built-codex.js";
import { examplesOf, missingLine, type PageExample, unmarkedCommands } from "./support/page-examples.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const docs = (await readdir(path.join(repositoryRoot, "docs"), { recursive: true }))
  .filter((name) => name.endsWith(".md"))
  .map((name) => path.join("docs", name));
const folders = ["packages", "apps"];
const readmes = (
  await Promise.all(
    folders.map(async (folder) =>
      (await readdir(path.join(repositoryRoot, folder))).map((name) => path.join(folder, name, "README.md")),
    ),
  )
)
  .flat()
  .filter((file) => existsSync(path.join(repositoryRoot, file)));
const pages = await Promise.all(
  ["README.md", "AGENTS.md", "CONTRIBUTING.md", ...docs, ...readmes].map(async (file) => ({
    file,
    text: await readFile(path.join(repositoryRoot, file), "utf8"),
  })),
);

describe("links lead to existing files and headings", () => {
  test.each(pages)("$file", async ({ file, text }) => {
    const withoutCode = text.replace(/^```.*?^```$/gms, "").replace(/`[^`\n]*`/g, "");
    const links = [...withoutCode.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? "");
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    const broken = await Promise.all(local.map(async (link) => ((await leadsSomewhere(link, file)) ? [] : [link])));
    expect(broken.flat()).toEqual([]);
  });
});

async function leadsSomewhere(link: string, page: string): Promise<boolean> {
  const [target = "", heading] = link.split("#");
  const file = target === "" ? page : path.join(path.dirname(page), target);
  if (!existsSync(path.join(repositoryRoot, file))) return false;
  if (heading === undefined) return true;
  const text = await readFile(path.join(repositoryRoot, file), "utf8");
  return [...text.matchAll(/^#+ (.*)$/gm)].some(([, title = ""]) => anchorOf(title) === heading);
}

/** As GitHub creates them. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

/** The examples run commands, so they need a sandbox. */
async function hasSandbox(): Promise<boolean> {
  await using workspace = await createWorkspace();
  return process.platform === "linux" && /^ok {3}sandbox /m.test((await runCodex(workspace, ["doctor"])).stdout);
}

const canRun = await hasSandbox();
const tested = pages.filter(({ text }) => examplesOf(text).length > 0);

describe.each(tested)("the examples of $file", ({ text }) => {
  test("are run, or marked with a reason", () => expect(unmarkedCommands(text)).toEqual([]));

  test.skipIf(!canRun)(
    "have the documented output, run in order in one folder (need a working Linux sandbox: codex doctor)",
    async () => {
      const examples = examplesOf(text);
      await using model = await startModelServer(examples.flatMap(({ answers }) => answers.map(replyOf)));
      await using workspace = await createWorkspace({ model, files: PROJECT });
      await putCodexOnPath(workspace);
      for (const example of examples) await runExample(example, workspace, model);
    },
    900_000,
  );
});

describe("the names in tables", () => {
  const namesUnder = (file: string, heading: RegExp) => {
    const page = pages.find((page) => page.file === file)?.text ?? "";
    const [section = ""] = page.split(/^## /m).filter((part) => heading.test(part));
    return [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name),
    );
  };

  test("docs/protocol.md names events of the protocol", async () => {
    const source = await readFile(path.join(repositoryRoot, "packages/protocol/src/event-msg.ts"), "utf8");
    const known = [...source.matchAll(/(?:event\(|literal\()"(\w+)"/g)].map(([, name]) => name);
    const named = namesUnder("docs/protocol.md", /^Events\n/);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("docs/exec.md names every event and item of codex exec", () => {
    const known = [...ThreadEventSchema.options, ...ThreadItemSchema.options].flatMap(({ shape }) => [
      ...shape.type.values,
    ]);
    expect(new Set(namesUnder("docs/exec.md", /^JSON lines\n/))).toEqual(new Set(known));
  });
});

test("the picture shows the current demo", async () => {
  const drawing = await readFile(path.join(repositoryRoot, "docs/images/demo.svg"), "utf8");
  const rows = Map.groupBy(drawing.matchAll(/ y="(\d+)".*?>(.*?)<\/text>/g), ([, y]) => y);
  const drawn = [...rows.values()].map((words) => words.map(([, , text]) => text).join(" "));
  await using workspace = await createWorkspace();
  const { stderr } = await runCodex(workspace, ["demo", "--color", "never"]);
  // Leaves out wrapped lines, and those that depend on the machine.
  const lines = stderr.split("\n").filter((line) => line.length < 90 && !/[/<>│✔✘]|session|^\s*$/.test(line));
  const compact = (text: string) => text.replaceAll(" ", "");
  expect(drawn.map(compact)).toEqual(expect.arrayContaining(lines.map(compact)));
});

test("the picture of an editor shows the messages that editors get", async () => {
  await using workspace = await createWorkspace();
  await builtCodex();
  const file = path.join(workspace.cwd, "editor.svg");
  const script = path.join(repositoryRoot, "scripts/editor-picture.mjs");
  const { code, stderr } = await runProgram([process.execPath, script, file], workspace);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const published = await readFile(path.join(repositoryRoot, "docs/images/editor.svg"), "utf8");
  expect(await workspace.read("editor.svg")).toBe(published);
});

/** The small project that the pages assume. */
const PROJECT = {
  "parser.js": "export const parse = (text) => text.split(' ');\n",
  "package.json": `${JSON.stringify({ name: "app", private: true, type: "module", scripts: { test: "node --check parser.js" } })}\n`,
};

/**
 * Scripts the model: `subagent: …` answers a subagent; `call TOOL JSON` calls a tool, with AGENT as the latest subagent's id; `plan: …`
 * proposes a plan, `$ …` runs a command, and anything else is a message.
 */
function replyOf(answer: string): ScriptedReply {
  const subagents = /^subagent: (.*)$/.exec(answer)?.[1];
  const isFromSubagent = (body: unknown) => !JSON.stringify(Object(body)["tools"]).includes("spawn_agent");
  return subagents === undefined ? fitting(() => true, replyTo(answer)) : fitting(isFromSubagent, replyTo(subagents));
}

function replyTo(answer: string): (body: unknown) => ModelReply {
  const [, tool = "", args = ""] = /^call (\w+) (.*)$/.exec(answer) ?? [];
  if (tool !== "") return (body) => sse.call(tool, args.replace("AGENT", latestSubagent(body)), tool);
  const plan = /^plan: (.*)$/.exec(answer)?.[1]?.replaceAll("\\n", "\n");
  if (plan !== undefined) return () => sse.say(`<proposed_plan>\n${plan}\n</proposed_plan>`);
  const script = /^\$ (.*)$/.exec(answer)?.[1];
  return () => (script === undefined ? sse.say(answer) : sse.shell(["bash", "-lc", script]));
}

const latestSubagent = (body: unknown) =>
  [...JSON.stringify(body).matchAll(/agent_id\\+":\\+"([\da-f-]{36})/g)].at(-1)?.[1] ?? "";

/** Makes the built program available as `codex`, and the packages to the examples' programs. */
async function putCodexOnPath({ cwd }: Workspace): Promise<void> {
  const folder = path.join(cwd, "../bin");
  await mkdir(folder);
  await symlink(process.execPath, path.join(folder, "node"));
  await symlink(path.join(repositoryRoot, "node_modules"), path.join(cwd, "../node_modules"));
  const starter = `#!/bin/sh\nexec ${process.execPath} ${await builtCodex()} "$@"\n`;
  await writeFile(path.join(folder, "codex"), starter, { mode: 0o755 });
}

async function runExample(example: PageExample, workspace: Workspace, model: ModelServer): Promise<void> {
  const before = model.requests.length;
  const folder = path.join(workspace.cwd, "../bin");
  const env = {
    ...workspace.env,
    PATH: `${folder}:${workspace.env["PATH"]}`,
    OPENAI_API_KEY: "sk-example-of-the-docs-00000",
  };
  const result = await runProgram(await commandFor(example, folder), { cwd: workspace.cwd, env });
  const output = `${result.stdout}${result.stderr}`;
  expect(result.code, `${example.code}\n${output}`).toBe(0);
  expect(missingLine(output, example.prints), `${example.code}\n${output}`).toBeUndefined();
  expect(model.requests.length - before, `requests of ${example.code}\n${output}`).toBe(example.answers.length);
}

const sources = [
  "--conditions=@codex/source",
  "--import",
  path.join(import.meta.dirname, "support/resolve-sources.mjs"),
];

async function commandFor({ language, code }: PageExample, folder: string): Promise<string[]> {
  if (language === "sh") return ["bash", "-e", "-c", code];
  const file = path.join(folder, `example.m${language}`);
  await writeFile(file, code);
  return [process.execPath, ...sources, file];
}
