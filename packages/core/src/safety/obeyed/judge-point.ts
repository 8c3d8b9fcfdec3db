import { basename, dirname, join, resolve } from "node:path";
import { repositoryOf } from "../protected-paths.js";
import { type EntryState, stateOf, statsOf } from "./entry-state.js";
import { trustedSettings } from "./git-settings.js";
import { commonFolderOf, hooksIn, isOwnCommonFolder, type ObeyedPoint, realPathOf } from "./repository-points.js";

/** What to do about something that a confined command wrote and other programs obey. */
export type Verdict =
  | { readonly type: "keep" }
  /** It is renamed; `replacement`, if given, takes its place. */
  | {
      readonly type: "put-aside";
      readonly replacement: Replacement | undefined;
      /** Well-behaved programs do this when they are installed, so the command does not count as failed. */
      readonly isUsual?: boolean;
    };

/** A file, or the target of a link. */
export type Replacement = Pick<EntryState, "mode"> & { readonly type: "file" | "link"; readonly bytes: Uint8Array };

/** What a verdict depends on besides the entry itself. */
export interface Surroundings {
  /** Whether commands can write to a path, so that it is watched itself. */
  isInScope(path: string): boolean;
  /** Whether the user's programs obeyed this repository before the commands ran. */
  isInUse(repository: string): boolean;
}

export function judgePoint(
  point: ObeyedPoint,
  { now, before }: { readonly now: EntryState; readonly before: EntryState | undefined },
  around: Surroundings,
): Verdict {
  const restored: Verdict = { type: "put-aside", replacement: replacementOf(before) };
  switch (point.kind) {
    case "settings": {
      if (now.type === "folder") return KEEP;
      if (now.type !== "file" || now.bytes === undefined) return restored;
      // Git reads it relative to the repository, whatever file it stands in.
      const workTreeIsInScope = (value: string) =>
        point.repository !== undefined && leadsIntoScope(point.repository, value, around);
      const { kept, removed } = trustedSettings(textOf(now), textOf(before), workTreeIsInScope);
      if (removed.length === 0) return KEEP;
      const isUsual = removed.every((name) => name === "core.hookspath");
      return { type: "put-aside", replacement: { type: "file", bytes: Buffer.from(kept), mode: now.mode }, isUsual };
    }
    case "todo": {
      if (now.type === "folder") return KEEP;
      if (now.type !== "file" || now.bytes === undefined) return restored;
      const known = new Set(textOf(before).split("\n"));
      const lines = textOf(now).split("\n");
      const kept = lines.filter((line) => known.has(line) || !/^\s*(x|exec)\b/.test(line));
      if (kept.length === lines.length) return KEEP;
      return { type: "put-aside", replacement: { type: "file", bytes: Buffer.from(kept.join("\n")), mode: now.mode } };
    }
    case "pointer":
      return isHarmlessPointer(point, now, around) ? KEEP : restored;
    case "hook":
      if (now.type === "folder") return KEEP;
      // husky and similar tools put programs into a folder of the project when they are installed.
      return { ...restored, isUsual: before === undefined && point.repository === undefined };
    case "whole":
      return restored;
    default:
      return point.kind satisfies never;
  }
}

/** The system accepts no longer path, and following one of a million parts would take hours. */
const MAX_PATH = 4096;

function leadsIntoScope(folder: string, path: string, around: Surroundings): boolean {
  return path.length < MAX_PATH && around.isInScope(realPlaceOf(resolve(folder, path)));
}

/** The real path, also of what does not exist yet in a folder that does. */
const realPlaceOf = (path: string): string => realPathOf(path) ?? join(realPlaceOf(dirname(path)), basename(path));

const KEEP: Verdict = { type: "keep" };
const textOf = (state: EntryState | undefined): string => state?.bytes?.toString("utf8") ?? "";

/** Only files that were kept completely can be restored. */
export function replacementOf(before: EntryState | undefined): Replacement | undefined {
  if (before === undefined || before.bytes === undefined) return undefined;
  const { type, bytes, mode } = before;
  return type === "file" || type === "link" ? { type, bytes, mode } : undefined;
}

/** `link/..` is in the folder around the link's target; Git writes `..` only at the start. */
function leadsBack(text: string): boolean {
  const parts = text
    .replace(/^gitdir: /, "")
    .trimEnd()
    .split("/");
  const first = parts.findIndex((part) => !["", ".", ".."].includes(part));
  return first >= 0 && parts.includes("..", first);
}

/** A repository in scope is watched itself, wherever it is; any other could have been prepared by an attacker. */
function isHarmlessPointer({ path, repository }: ObeyedPoint, now: EntryState, around: Surroundings) {
  if (now.type === "folder") return true;
  if (now.type !== "file") return false;
  if (repository !== undefined)
    return isOwnCommonFolder(repository, textOf(now)) && makesNothingNewRun(commonFolderOf(repository), around);
  const target = leadsBack(textOf(now)) ? undefined : realPathOf(repositoryOf(path) ?? "");
  if (target === undefined || !around.isInScope(target) || statsOf(target)?.isDirectory() !== true) return false;
  return makesNothingNewRun(commonFolderOf(target), around);
}

/**
 * Whether using a repository starts no program that the user's Git would not start anyway. What lies in a project's `.git` is the user's,
 * but other folders can come with the project, as a test's fixture: nobody obeys their settings until a pointer leads to them.
 */
function makesNothingNewRun(repository: string, around: Surroundings): boolean {
  if (basename(repository) === ".git" || repository.includes("/.git/modules/")) return true;
  const isHarmlessWorkTree = (value: string) => leadsIntoScope(repository, value, around);
  const hasHarmless = (name: string): boolean => {
    const state = stateOf(join(repository, name));
    if (state === undefined) return true;
    return state.bytes !== undefined && trustedSettings(textOf(state), "", isHarmlessWorkTree).removed.length === 0;
  };
  const runsNothing =
    ["config", "config.worktree"].every(hasHarmless) && hooksIn(join(repository, "hooks")).length === 0;
  return runsNothing || around.isInUse(repository);
}
