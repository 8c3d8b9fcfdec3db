import { realpath } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { resolveTarget } from "./resolve-target.js";

/** Where a patch may write. */
export type WriteAccess =
  /** Everywhere, with the user's permissions. */
  | { readonly type: "unrestricted" }
  /** Below these absolute directories, except for files that control Git or Codex itself. */
  | {
      readonly type: "roots";
      readonly roots: readonly string[];
      /** Files and directories that must not change although they are below a root. Default: none. */
      readonly readOnly?: readonly string[];
    }
  /** Exactly these files, as resolved by `resolveTarget` when the user was asked. */
  | { readonly type: "approved"; readonly realPaths: ReadonlySet<string> };

/** Whether a real path (without symbolic links) may be written. */
export type Fence = (realPath: string) => boolean;

export async function createFence(access: WriteAccess): Promise<Fence> {
  switch (access.type) {
    case "unrestricted":
      return () => true;
    case "approved":
      return (path) => access.realPaths.has(path);
    case "roots":
      return createRootsFence(await realRoots(access.roots), await realPaths(access.readOnly ?? []));
    default:
      access satisfies never;
      return () => false;
  }
}

function createRootsFence(roots: readonly string[], readOnly: readonly string[]): Fence {
  return (path) =>
    roots.some((root) => isBelow(path, root) && !isProtected(relative(root, path))) &&
    !readOnly.some((kept) => path === kept || isBelow(path, kept));
}

/** Both as given and resolved, because a patch may use either. */
async function realPaths(paths: readonly string[]): Promise<string[]> {
  const resolved = await Promise.all(paths.map((path) => resolveTarget(path, { followLast: true }).catch(() => path)));
  return [...paths, ...resolved];
}

/**
 * The roots with symbolic links resolved. A root inside another root could have been replaced by a link by whoever may write to the
 * outer one, so it counts only as long as it is unchanged.
 */
async function realRoots(roots: readonly string[]): Promise<string[]> {
  const resolved = await Promise.all(
    roots.map(async (root) => ({ given: resolve(root), real: await realpath(root).catch(() => undefined) })),
  );
  return resolved.flatMap(({ given, real }) => {
    if (real === undefined) return [];
    const outer = resolved.filter(
      (other) => other.real !== undefined && other.given !== given && isBelow(given, other.real),
    );
    return outer.every((other) => other.real !== undefined && isBelow(real, other.real)) ? [real] : [];
  });
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}

const repositoryNames: ReadonlySet<string> = new Set([".git", "git~1"]);
const protectedNames = new Set([...repositoryNames, ".gitmodules", ".codex", ".agents", ".mcp.json"]);

/** Characters that some file systems ignore in names. */
const ignorable = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Whether a path below a writable root names something that Git or Codex would run or obey: hooks or configuration, at any depth.
 * Ignores letter case and other variations of such names, because some file systems do.
 */
export function isProtected(relativePath: string): boolean {
  return relativePath.split(/[\\/]/).some((name) => protectedNames.has(plainName(name)));
}

/** Whether a relative path goes through a repository's own folder, in any spelling. */
export function isRepositoryName(relativePath: string): boolean {
  return relativePath.split(/[\\/]/).some((name) => repositoryNames.has(plainName(name)));
}

function plainName(name: string): string {
  const [withoutStream = ""] = name.replace(ignorable, "").split(":");
  return withoutStream.replace(/(?<![. ])[. ]+$/, "").toLowerCase();
}
