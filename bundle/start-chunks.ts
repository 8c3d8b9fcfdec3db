import path from "node:path";
import type { ChunkingContext, CodeSplittingOptions } from "rolldown";

/** Modules that are loaded in one go. */
export interface Start {
  readonly modules: readonly string[];
  /** The starts of which one has always been loaded before. */
  readonly after?: readonly string[];
}

export type Starts = Readonly<Record<string, Start>>;

/**
 * Puts modules that are loaded together into one chunk: each belongs to the starts that reach it, and those of the same
 * starts share a chunk. What all starts before it bring along is no part of a later one. Left to itself the bundler makes a chunk for every combination of commands that share a module:
 * dozens, at 0.3 ms each.
 */
export function startChunks(starts: Starts): CodeSplittingOptions {
  let reached: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  return {
    includeDependenciesRecursively: false,
    groups: [
      {
        debugName: "starts",
        name(id, context) {
          reached ??= reachOf(starts, context);
          const names = [...reached].filter(([, ids]) => ids.has(id)).map(([name]) => name);
          const first = names.filter((name) => !isThere(starts[name]?.after, names));
          return first.length === 0 ? null : first.join("-");
        },
      },
    ],
  };
}

/** Whether a module of the starts `names` has come with each of those that may have been before. */
function isThere(before: readonly string[] | undefined, names: readonly string[]): boolean {
  return before?.every((name) => names.includes(name)) ?? false;
}

function reachOf(starts: Starts, context: ChunkingContext): Map<string, Set<string>> {
  const entries = Object.entries(starts);
  return new Map(
    entries.map(([name, { modules }]) => [
      name,
      closure(
        modules.map((file) => path.resolve(file)),
        context,
      ),
    ]),
  );
}

/** The modules and all that they import, at once or through others. */
function closure(modules: readonly string[], context: ChunkingContext): Set<string> {
  const found = new Set(modules);
  for (const id of found) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) found.add(imported);
  }
  return found;
}
