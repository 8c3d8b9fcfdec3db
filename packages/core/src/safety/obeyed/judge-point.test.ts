import { mkdirSync, symlinkSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { stateOf } from "./entry-state.js";
import { judgePoint, replacementOf } from "./judge-point.js";
import type { ObeyedPoint } from "./repository-points.js";

interface Judged {
  readonly kind: ObeyedPoint["kind"];
  readonly before?: string;
  /** The present content; `folder` for a folder. */
  readonly now: string;
  readonly name?: string;
  readonly isOfRepository?: boolean;
}

const FOLDER = "folder";

/** The verdict about a file with that content: `keep`, or its replacement and whether the change is usual. */
function judge({ kind, before, now, name = "file", isOfRepository = true }: Judged) {
  using folder = new TemporaryFolder();
  const path = folder.at(name);
  symlinkSync("/usr", folder.at("link"));
  const known = before === undefined ? undefined : stateOf(folder.write(name, before));
  if (now === FOLDER) mkdirSync(path, { recursive: true });
  else folder.write(name, now);
  const state = stateOf(path);
  if (state === undefined) throw new Error("it is there");
  const point = { path, kind, ...(isOfRepository && { repository: folder.path }) };
  const verdict = judgePoint(
    point,
    { now: state, before: known },
    {
      isInScope: (target) => target.startsWith(folder.path),
      isInUse: () => false,
    },
  );
  if (verdict.type === "keep") return "keep";
  const { replacement, isUsual = false } = verdict;
  return { text: replacement && Buffer.from(replacement.bytes).toString("utf8"), isUsual };
}

const USER = "[user]\n\tname = me\n";
const PAGER = "[core]\n\tpager = evil\n";
const WORK_TREE = "[core]\n\tworktree = ";
const HOOKS = "[core]\n\thooksPath = .husky\n";

describe("settings", () => {
  test.each<[string, Omit<Judged, "kind">, ReturnType<typeof judge>]>([
    ["that harm nobody stay", { now: USER }, "keep"],
    ["that were there stay", { before: PAGER, now: `${PAGER}${USER}` }, "keep"],
    [
      "that name a program go, the others stay",
      { now: `${USER}${PAGER}` },
      { text: `${USER}[core]\n`, isUsual: false },
    ],
    [
      "that name a program alone leave what was",
      { before: USER, now: `${USER}${PAGER}` },
      { text: USER, isUsual: false },
    ],
    ["of hooks alone go, as on every installation of husky", { now: HOOKS }, { text: "", isUsual: true }],
    [
      "that are too big to be read go",
      { before: USER, now: `# ${"x".repeat(1024 * 1024)}` },
      { text: USER, isUsual: false },
    ],
    ["a folder of their name stays", { now: FOLDER }, "keep"],
    ["with files of the project stay", { now: `${WORK_TREE}sub/new\n` }, "keep"],
    ...["/usr", '"/usr"', '/us"r"', "/usr ; x", "sub/../../..", "link", "link/new"].map(
      (place): [string, Omit<Judged, "kind">, ReturnType<typeof judge>] => [
        `with files elsewhere go: ${place}`,
        { now: `${WORK_TREE}${place}\n` },
        { text: "", isUsual: false },
      ],
    ),
    [
      "with files in a folder that depends on where they are included go",
      { now: `${WORK_TREE}sub\n`, isOfRepository: false },
      { text: "", isUsual: false },
    ],
  ])("%s", (_, judged, expected) => {
    expect(judge({ kind: "settings", ...judged })).toEqual(expected);
  });
});

describe("steps of a rebase", () => {
  test.each<[string, Omit<Judged, "kind">, ReturnType<typeof judge>]>([
    ["that pick stay", { now: "pick 1 one\n" }, "keep"],
    ["that run a command go", { now: "pick 1 one\n  x evil\nexec evil\n" }, { text: "pick 1 one\n", isUsual: false }],
    ["that ran a command before stay", { before: "exec make\n", now: "exec make\npick 1\n" }, "keep"],
    ["words that begin like a command stay", { now: "xyz\nexecute\n" }, "keep"],
    ["a folder of their name stays", { now: FOLDER }, "keep"],
  ])("%s", (_, judged, expected) => {
    expect(judge({ kind: "todo", ...judged })).toEqual(expected);
  });
});

describe("hooks", () => {
  test.each<[string, Omit<Judged, "kind">, ReturnType<typeof judge>]>([
    ["that are new in a repository go", { now: "evil" }, { text: undefined, isUsual: false }],
    [
      "that are new in the project's own folder are usual",
      { now: "evil", isOfRepository: false },
      { text: undefined, isUsual: true },
    ],
    [
      "that are changed are as before",
      { before: "mine", now: "evil", isOfRepository: false },
      { text: "mine", isUsual: false },
    ],
    ["a folder of their name stays", { now: FOLDER }, "keep"],
  ])("%s", (_, judged, expected) => {
    expect(judge({ kind: "hook", ...judged })).toEqual(expected);
  });
});

test.each<[string, Judged, ReturnType<typeof judge>]>([
  ["a start-up file is as before", { kind: "whole", before: "mine", now: "evil" }, { text: "mine", isUsual: false }],
  ["a start-up file that is new goes", { kind: "whole", now: "evil" }, { text: undefined, isUsual: false }],
  ["a pointer to another common folder goes", { kind: "pointer", now: "../evil" }, { text: undefined, isUsual: false }],
  ["a folder in the place of a pointer stays", { kind: "pointer", now: FOLDER }, "keep"],
  [
    "a .git file that leads nowhere is as before",
    { kind: "pointer", before: "gitdir: x", now: "gitdir: gone", name: ".git", isOfRepository: false },
    { text: "gitdir: x", isUsual: false },
  ],
  [
    "a .git file that leads out is as before",
    { kind: "pointer", before: "gitdir: x", now: "gitdir: /usr", name: ".git", isOfRepository: false },
    { text: "gitdir: x", isUsual: false },
  ],
])("%s", (_, judged, expected) => {
  expect(judge(judged)).toEqual(expected);
});

test.each<[string, Record<string, string>, "keep" | "put-aside"]>([
  ["nothing run", { config: "[core]\n\tbare = true\n" }, "keep"],
  ["a program run", { config: PAGER }, "put-aside"],
  ["a program run for one working tree", { "config.worktree": PAGER }, "put-aside"],
  ["a hook run", { config: "", "hooks/post-checkout": "" }, "put-aside"],
])("a pointer to the folder of another repository stays if that makes %s: %j", (_, files, verdict) => {
  const named = Object.entries(files).map(([name, text]): [string, string] => [`other/${name}`, text]);
  using folder = new TemporaryFolder({ ...Object.fromEntries(named), "other/worktrees/x/commondir": "../..\n" });
  const [git, common] = [folder.write("tree/.git", "gitdir: ../other\n"), folder.at("other/worktrees/x/commondir")];
  const points: ObeyedPoint[] = [
    { path: git, kind: "pointer" },
    { path: folder.write("by/.git", "gitdir: ../other/worktrees/x\n"), kind: "pointer" },
    { path: common, kind: "pointer", repository: folder.at("other/worktrees/x") },
  ];
  for (const point of points) {
    const now = stateOf(point.path);
    if (now === undefined) throw new Error("it is there");
    const typeIf = (isInUse: boolean) =>
      judgePoint(point, { now, before: undefined }, { isInScope: () => true, isInUse: () => isInUse }).type;
    expect([typeIf(false), typeIf(true)], point.path).toEqual([verdict, "keep"]);
  }
});

// Each would take hours if every part were compared with all others.
test.each(["a", "/", "\n", "../", "a/", "a/.", "a\\\n"])("a megabyte of %j is judged quickly", (unit) => {
  const text = unit.repeat(1_000_000 / unit.length);
  const now = { pointer: `gitdir: ${text}x`, settings: `[core]\n\tworktree = ${text}x\n` };
  expect(judge({ kind: "pointer", now: `${text}x` })).not.toBe("keep");
  expect(judge({ kind: "pointer", now: now.pointer, name: ".git", isOfRepository: false })).not.toBe("keep");
  expect(judge({ kind: "settings", now: now.settings })).not.toBe("keep");
});

test("only a file or link with saved content can be restored", () => {
  const common = { signature: "", inode: 1, mode: 0o644, changedAt: 0, hasOtherNames: false };
  const bytes = Buffer.from("x");
  expect(replacementOf(undefined)).toBeUndefined();
  expect(replacementOf({ ...common, type: "file", bytes: undefined })).toBeUndefined();
  expect(replacementOf({ ...common, type: "folder", bytes })).toBeUndefined();
  expect(replacementOf({ ...common, type: "other", bytes })).toBeUndefined();
  expect(replacementOf({ ...common, type: "file", bytes })).toEqual({ type: "file", bytes, mode: 0o644 });
  expect(replacementOf({ ...common, type: "link", bytes })).toEqual({ type: "link", bytes, mode: 0o644 });
});
