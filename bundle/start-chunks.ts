import path from "node:path";
import type { ChunkingContext, CodeSplittingOptions } from "rolldown";

/** Modules that are loaded in one go, by a name for it. */
export type Starts = Readonly<Record<string, readonly string[]>>;

/**
 * Puts modules that are loaded together into one chunk: each belongs to the starts that reach it, and those of the same
 * starts share a chunk. Left to itself the bundler makes a chunk for every combination of commands that share a module:
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
          return names.length === 0 ? null : names.join("-");
        },
      },
    ],
  };
}

function reachOf(starts: Starts, context: ChunkingContext): Map<string, Set<string>> {
  const entries = Object.entries(starts);
  return new Map(
    entries.map(([name, files]) => [
      name,
      closure(
        files.map((file) => path.resolve(file)),
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
