import { lstat, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { isBelow } from "../files/is-within.js";
import { archiveFolder, parseRolloutName, type RolloutName, sessionsFolder } from "./rollout-path.js";

/** A rollout as described by its name and folder; the file itself has not been opened. */
export interface RolloutFile extends RolloutName {
  readonly path: string;
  readonly isArchived: boolean;
}

/** The rollouts below `codexHome`, most recently started first. */
export async function* rolloutFiles(codexHome: string, isArchived: boolean): AsyncGenerator<RolloutFile, void> {
  if (isArchived) return yield* await rolloutsIn(archiveFolder(codexHome), isArchived);
  // People who restore files by hand may leave out the date folders.
  const loose = await rolloutsIn(sessionsFolder(codexHome), isArchived);
  for await (const folder of dayFolders(codexHome)) {
    for (const file of await rolloutsIn(folder, isArchived)) {
      for (let [next] = loose; next !== undefined && next.startedAt > file.startedAt; [next] = loose) {
        yield next;
        loose.shift();
      }
      yield file;
    }
  }
  yield* loose;
}

async function rolloutsIn(folder: string, isArchived: boolean): Promise<RolloutFile[]> {
  return newestFirst(await entriesOf(folder)).flatMap((name) => {
    const parsed = parseRolloutName(name);
    return parsed === undefined ? [] : [{ ...parsed, path: path.join(folder, name), isArchived }];
  });
}

/** The files of one thread, newest first; a reverted thread has several. Excludes links. */
export async function filesOfThread(codexHome: string, threadId: string): Promise<RolloutFile[]> {
  const wanted = threadId.toLowerCase();
  return collect(codexHome, (file) => file.threadId === wanted);
}

/** The file that a fork or segment continues, by the last UUID of its name. */
export async function findRolloutFile(codexHome: string, id: string): Promise<RolloutFile | undefined> {
  const wanted = id.toLowerCase();
  const [file] = await collect(codexHome, ({ threadId, segmentId }) => (segmentId ?? threadId) === wanted);
  return file;
}

async function collect(codexHome: string, isWanted: (file: RolloutFile) => boolean): Promise<RolloutFile[]> {
  const found: RolloutFile[] = [];
  for (const isArchived of [false, true]) {
    const root = isArchived ? archiveFolder(codexHome) : sessionsFolder(codexHome);
    for await (const file of rolloutFiles(codexHome, isArchived)) {
      if (isWanted(file) && (await isPlainFileWithin(file.path, root))) found.push(file);
    }
  }
  return found;
}

/** All date folders with rollouts, newest first. */
async function* dayFolders(codexHome: string): AsyncGenerator<string, void> {
  const root = sessionsFolder(codexHome);
  for (const year of await numbersIn(root)) {
    for (const month of await numbersIn(path.join(root, year))) {
      for (const day of await numbersIn(path.join(root, year, month))) yield path.join(root, year, month, day);
    }
  }
}

async function numbersIn(folder: string): Promise<string[]> {
  return newestFirst((await entriesOf(folder)).filter((name) => /^\d{2,4}$/.test(name)));
}

async function entriesOf(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

function newestFirst(names: readonly string[]): string[] {
  return names.toSorted().reverse();
}

/** A planted link must not lead out of the folder. */
async function isPlainFileWithin(file: string, folder: string): Promise<boolean> {
  const [stats, realFile, realFolder] = await Promise.all([lstat(file), realpath(file), realpath(folder)]);
  return stats.isFile() && isBelow(realFolder, realFile);
}
