import { basename, dirname, join } from "node:path";
import type { Environment } from "../../environment.js";
import { isBelow, isWithin } from "../../files/is-within.js";
import { namesIn } from "../folder-entries.js";
import { agentFilesIn } from "../protected-paths.js";
import { uniqueBy } from "../roots/declared-folders.js";
import type { ScopeRoot } from "../roots/session-roots.js";
import { globalGitSettings, startupFilesOf } from "../startup-files.js";
import { configuredPoints } from "./configured-points.js";
import { type EntryState, statsOf } from "./entry-state.js";
import type { TreeFindings } from "./folder-tree.js";
import type { LinkedPlaces } from "./linked-places.js";
import { commonFolderOf, type ObeyedPoint, pointsOfGitEntry, pointsOfRepository } from "./repository-points.js";

/** Where to look for files that programs obey. */
export interface ObeyedScope {
  readonly roots: readonly ScopeRoot[];
  /** The user's: it says where their programs look for start-up files. */
  readonly env: Environment;
  /** Files that Codex itself executes. Default: none. */
  readonly ownPrograms?: readonly string[] | undefined;
}

/** The result of searching the projects. */
export type Findings = ReadonlyMap<string, TreeFindings>;

/** Whether commands can write to a path. */
export const isInScope = ({ roots }: ObeyedScope, path: string): boolean =>
  roots.some(({ root }) => isWithin(root, path));

/** The folders of all projects in scope. */
export const workspacesOf = ({ roots }: ObeyedScope): Set<string> =>
  new Set(roots.flatMap(({ workspaces }) => workspaces));

/** Everything in scope that the user's programs obey, except for what Git's settings name. */
export function fixedPoints(
  scope: ObeyedScope,
  findings: Findings,
  { places, isAside }: { readonly places: LinkedPlaces; readonly isAside: (path: string) => boolean },
): ObeyedPoint[] {
  const within = (path: string) => isInScope(scope, path);
  const trees = [...findings.values()];
  const folders = foldersAbove(scope);
  const gitEntries = new Set([...trees.flatMap(({ git }) => git), ...folders.map((folder) => join(folder, ".git"))]);
  const bare = new Set([...trees.flatMap(({ bare }) => bare), ...folders.filter(isBareRepository)]);
  const { ownPrograms = [] } = scope;
  const agentFiles = [...trees.flatMap(({ codex }) => codex), ...folders.flatMap(agentFilesIn)];
  const wholes = [...agentFiles, ...ownPrograms, ...startupFiles(scope)];
  const ofGit = [
    ...[...gitEntries].flatMap((git) => pointsOfGitEntry(git, within)),
    ...[...bare].flatMap((folder) => pointsOfRepository(folder)),
  ];
  return [
    ...atTheirPlaces(ofGit, places),
    ...[...new Set(wholes.flatMap(places.of))].flatMap((path) => wholePoints(path, places, isAside)),
  ].filter(({ path }) => within(path));
}

/** The same for the places that they are links to, such as a hook to a script of the project. */
function atTheirPlaces(points: readonly ObeyedPoint[], places: LinkedPlaces): ObeyedPoint[] {
  return points.flatMap((point) =>
    point.kind === "pointer" ? [point] : places.of(point.path).map((path) => ({ ...point, path })),
  );
}

/** What the settings of the repositories in scope, and the global ones, name there. */
export function namedPoints(
  scope: ObeyedScope,
  points: readonly ObeyedPoint[],
  { places, read }: { readonly places: LinkedPlaces; readonly read: (path: string) => EntryState | undefined },
): { readonly points: ObeyedPoint[]; readonly hookFolders: string[] } {
  const found: ObeyedPoint[] = [];
  const hookFolders: string[] = [];
  const remotes = new Set<string>();
  const ofUser = globalGitSettings(scope.env);
  const waiting = [
    ...points.filter(({ kind }) => kind === "settings").map((point) => ({ ...point, workTree: workTreeOf(point) })),
    ...[...workspacesOf(scope)].flatMap((workTree) => ofUser.map((path) => ({ path, workTree }))),
  ];
  const seen = new Set<string>();
  let room = MAX_BYTES;
  // All repositories' settings come before included files, so that many includes cannot hide a repository.
  for (const { path, workTree } of waiting) {
    if (seen.has(`${path}\n${workTree}`) || seen.size > MAX_FILES) continue;
    seen.add(`${path}\n${workTree}`);
    const bytes = read(path)?.bytes;
    if (bytes === undefined || bytes.length > room) continue;
    room -= bytes.length;
    const text = bytes.toString("utf8");
    const named = configuredPoints({ path, text, workTree, home: scope.env["HOME"] });
    const included = uniqueBy(named.included, (point) => point.path);
    // One by one: a file can name more than a function can have arguments.
    for (const point of [...included, ...named.hooks, ...named.programs]) found.push(point);
    for (const folder of named.hookFolders) hookFolders.push(folder);
    for (const remote of named.remotes) remotes.add(remote);
    for (const point of included) waiting.push({ ...point, workTree });
  }
  for (const remote of remotes) found.push(...pointsOfRemote(scope, remote));
  return {
    points: atTheirPlaces(found, places).filter(({ path }) => isInScope(scope, path)),
    hookFolders: hookFolders.flatMap(places.of).filter((path) => isInScope(scope, path)),
  };
}

function pointsOfRemote(scope: ObeyedScope, place: string): ObeyedPoint[] {
  const isRepository = basename(place) === ".git" || isBareRepository(place);
  return isRepository ? pointsOfGitEntry(place, (path) => isInScope(scope, path)) : [];
}

/** Counts includes of includes, over all projects. */
const MAX_FILES = 1000;
/** For all settings together; the settings of a thousand repositories are smaller. */
const MAX_BYTES = 4 * 1024 * 1024;

/** A repository's project: the folder around `.git`; for a submodule or a bare repository, the repository itself. */
function workTreeOf({ path, repository = dirname(path) }: ObeyedPoint): string {
  const common = commonFolderOf(repository);
  return common.endsWith("/.git") ? dirname(common) : common;
}

/** The roots, and the folders between them and their projects: a repository there applies to everything below it. */
function foldersAbove({ roots }: ObeyedScope): string[] {
  const folders = roots.flatMap(({ root, workspaces }) => [
    root,
    ...workspaces.flatMap((workspace) => foldersBetween(root, workspace)),
  ]);
  return [...new Set(folders)];
}

/** From directly below `root` down to `path` itself. */
export function foldersBetween(root: string, path: string): string[] {
  const folders: string[] = [];
  for (let folder = path; isBelow(root, folder); folder = dirname(folder)) folders.unshift(folder);
  return folders;
}

function isBareRepository(folder: string): boolean {
  const has = (name: string) => statsOf(join(folder, name)) !== undefined;
  return has("HEAD") && (has("commondir") || (has("objects") && has("refs")));
}

/** What the user's programs obey at the top of projects and in the home: a command has no reason to remove it. */
export const keptPaths = (scope: ObeyedScope): string[] => [
  ...[...workspacesOf(scope)].flatMap(agentFilesIn),
  ...startupFiles(scope),
  ...(scope.ownPrograms ?? []),
];

const startupFiles = (scope: ObeyedScope): string[] =>
  startupFilesOf(scope.env).filter((path) => isInScope(scope, path));

/** The limit for one folder; those nearest to its top come first. */
const MAX_POINTS = 2_000;
/** `.agents/skills/NAME/scripts/FILE`. */
const MAX_DEPTH = 4;

/** Skills are texts for the model, and a project may be about them. */
const IS_SKILL = /\/skills(\/|$)/;

/** A file, or a folder and the files in it, without what was put aside. */
function wholePoints(whole: string, places: LinkedPlaces, isAside: (path: string) => boolean): ObeyedPoint[] {
  if (!places.exists(whole)) return [];
  const found: ObeyedPoint[] = [];
  const waiting = [{ path: whole, depth: 0 }];
  for (const { path, depth } of waiting) {
    const stats = statsOf(path);
    if (stats === undefined) continue;
    found.push({ path, kind: "whole" });
    if (stats.isSymbolicLink() && !IS_SKILL.test(path)) {
      const [, target] = places.of(path);
      if (target !== undefined && waiting.length < MAX_POINTS) waiting.push({ path: target, depth: depth + 1 });
    }
    if (!stats.isDirectory() || depth === MAX_DEPTH) continue;
    const entries = namesIn(path).map((name) => join(path, name));
    const room = Math.max(0, MAX_POINTS - waiting.length);
    const others = entries.filter((entry) => !isAside(entry)).slice(0, room);
    waiting.push(...others.map((entry) => ({ path: entry, depth: depth + 1 })));
  }
  return found;
}
