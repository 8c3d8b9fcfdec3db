import { globSync } from "node:fs";
import path from "node:path";
import type { ChunkingContext, CodeSplittingOptions } from "rolldown";

/** Modules that are loaded together. */
export interface Start {
  /** Files, or glob patterns. */
  readonly modules: readonly string[];
  /** Starts of which one has always been loaded before. */
  readonly after?: readonly string[];
  /** The other starts import only functions from these modules, and load them at the first call. */
  readonly late?: Late;
  /** Includes the modules that all of these starts share: it is loaded before each of them. */
  readonly shared?: readonly string[];
}

/** When functions of late modules are called: only when a process starts, or as long as it runs. */
export type Late = "at-start" | "any-time";

export type Starts = Readonly<Record<string, Start>>;

/** How late an import between two chunks is needed, by their names. */
export type ComesLate = (importer: string, imported: string) => Late | undefined;

/** A late chunk contains only modules of late starts, imported by a start that does without. */
export function comesLate(starts: Starts): ComesLate {
  const late = lateStarts(starts);
  const isStart = new RegExp(`^(?:(?:${Object.keys(starts).join("|")})(?:-|$))+$`);
  return (importer, imported) => {
    const of = imported.split("-");
    if (!of.every((start) => late.includes(start)) || !isStart.test(importer)) return undefined;
    if (importer.split("-").every((start) => of.includes(start))) return undefined;
    return of.some((start) => starts[start]?.late === "any-time") ? "any-time" : "at-start";
  };
}

/**
 * Puts modules that are loaded together into one chunk: each belongs to the starts that reach it, and those of the same starts share a
 * chunk. Modules that every earlier start has loaded are left out of a later one. By itself, the bundler creates a chunk for every
 * combination of commands that share a module: dozens, at 0.3 ms each.
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
          const sharing = Object.keys(starts).find((name) => isThere(starts[name]?.shared, names));
          return sharing ?? (first.length === 0 ? null : first.join("-"));
        },
      },
    ],
  };
}

/** Whether a module of the starts `names` is already loaded by each of `others`. */
function isThere(others: readonly string[] | undefined, names: readonly string[]): boolean {
  return others?.every((name) => names.includes(name)) ?? false;
}

function lateStarts(starts: Starts): string[] {
  return Object.keys(starts).filter((name) => starts[name]?.late);
}

function reachOf(starts: Starts, context: ChunkingContext): Map<string, Set<string>> {
  const own = Object.entries(starts).map(([name, { modules }]) => [name, filesOf(modules)] as const);
  const late = new Set(own.filter(([name]) => starts[name]?.late).flatMap(([, files]) => files));
  return new Map(own.map(([name, files]) => [name, closure(files, late, context)]));
}

function filesOf(patterns: readonly string[]): string[] {
  return globSync(patterns, { exclude: ["**/*.test.ts"] }).map((file) => path.resolve(file));
}

/** The modules and all that they import, directly or indirectly, except through late ones. */
function closure(modules: readonly string[], late: ReadonlySet<string>, context: ChunkingContext): Set<string> {
  const found = new Set(modules);
  for (const id of found) {
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) {
      if (!late.has(imported)) found.add(imported);
    }
  }
  return found;
}
