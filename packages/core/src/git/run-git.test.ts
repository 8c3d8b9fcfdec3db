import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { createCheckpoint, readCheckpoint } from "../checkpoint/create-checkpoint.js";
import { runGit } from "./run-git.js";
import { whyGitFails } from "./why-git-fails.js";
import { withoutOwnFilters } from "./without-own-filters.js";

const REF = "refs/codex/checkpoints/x";

function repositoryWith(settings: (folder: string) => string) {
  const folder = new TemporaryFolder({ "work/a.txt": "one\n", "codex-home/x": "" });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder.at("work") });
  git("init", "-q", ".");
  git("add", ".");
  git("commit", "-qm", "one");
  writeFileSync(folder.at("work/.git/config"), settings(folder.path), { flag: "a" });
  const place = { cwd: folder.at("work"), env: { PATH: process.env["PATH"] }, signal: new AbortController().signal };
  return { folder, place, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test("no filter of a repository runs, whatever its name is", async () => {
  using repository = repositoryWith((folder) => `[filter "a=b"]\n\tclean = touch ${folder}/PWN; cat\n`);
  const { folder, place } = repository;
  folder.write("work/.gitattributes", "* filter=a=b\n");
  folder.write("work/a.txt", "two\n");
  expect(await createCheckpoint({ ...place, codexHome: folder.at("codex-home") }, [REF])).toMatchObject({ left: [] });
  expect(await runGit(["show", `${REF}:raw/a.txt`], place)).toBe("two\n");
  expect(existsSync(folder.at("PWN"))).toBe(false);
});

test("signatures of commits are not checked, since the repository names the program for that", async () => {
  using repository = repositoryWith((folder) => `[log]\n\tshowSignature = true\n[gpg]\n\tprogram = ${folder}/gpg\n`);
  const { folder, place } = repository;
  folder.write("gpg", `#!/bin/sh\ntouch ${folder.path}/PWN\n`);
  chmodSync(folder.at("gpg"), 0o755);
  const git = (args: string[], input = "") => execFileSync("git", args, { cwd: place.cwd, encoding: "utf8", input });
  const author = "a <a@example.com> 1700000000 +0000";
  const head = `tree ${git(["rev-parse", "HEAD^{tree}"])}author ${author}\ncommitter ${author}`;
  const signature = "-----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----";
  const signed = `${head}\ngpgsig ${signature}\n\n{"left":["big"]}\n`;
  const commit = git(["hash-object", "-t", "commit", "-w", "--stdin"], signed).trim();
  git(["update-ref", REF, commit]);
  expect(await readCheckpoint(place, REF)).toEqual({ commit, left: ["big"] });
  expect(existsSync(folder.at("PWN"))).toBe(false);
});

test("hooks that are settings are disabled, by event and by name", async () => {
  const hook = (name: string) => `[hook "${name}"]\n\tevent = reference-transaction\n\tcommand = evil\n`;
  using repository = repositoryWith(() => hook("lint.all"));
  const { place } = repository;
  expect(await withoutOwnFilters(place)).toEqual(["hook.lint.all.enabled=false"]);
  expect(await runGit(["config", "--get-regexp", "^hook\\..*\\.enabled$"], place)).toMatch(
    /^hook\.reference-transaction\.enabled false$/m,
  );
  using odd = repositoryWith(() => hook("a=b"));
  expect(await withoutOwnFilters(odd.place)).toEqual(["hook.a=b.enabled=false"]);
});

test("why Git fails is found out without running what the repository names", async () => {
  using repository = repositoryWith((folder) => `[core]\n\tfsmonitor = touch ${folder}/PWN; false\n`);
  const { folder, place } = repository;
  expect(await whyGitFails(place)).toBeUndefined();
  expect(existsSync(folder.at("PWN"))).toBe(false);
  folder.write("work/.git/index", "broken");
  expect(await whyGitFails(place)).toMatch(/index/);
});

test("the exit status 1 is a failure with a reason, but where it is an answer", async () => {
  using repository = repositoryWith(() => "");
  const { folder, place } = repository;
  const question = ["rev-parse", "--verify", "--quiet", "no-such-branch"];
  expect(await runGit(question, place)).toBeUndefined();
  expect(await runGit(question, { ...place, mayAnswerWith1: true })).toBe("");
  execFileSync("git", ["bundle", "create", "-q", folder.at("whole"), "HEAD"], { cwd: folder.at("work") });
  writeFileSync(folder.at("work/cut"), readFileSync(folder.at("whole")).subarray(0, -30));
  const reasons: string[] = [];
  const onFailure = (reason: string) => reasons.push(reason);
  expect(await runGit(["bundle", "unbundle", "cut"], { ...place, onFailure })).toBeUndefined();
  expect(reasons).toEqual([expect.stringMatching(/pack|EOF/)]);
});
