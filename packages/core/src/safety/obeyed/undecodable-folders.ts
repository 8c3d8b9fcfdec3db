import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { looksBare } from "./folder-tree.js";
import { putAside } from "./put-aside.js";

/** The largest number of entries that are looked at in one folder; a bigger one is renamed unseen. */
const MAX_ENTRIES = 20_000;

/**
 * Renames folders whose names are not UTF-8 if a command put a repository or Codex's settings into them: their content has no path that
 * we could check, but Git finds it. With text as a name it is checked like everything else. Returns the old paths, as far as text can show
 * them, and whether they were renamed.
 */
export async function nameUndecodableFolders(
  parent: string,
  isOfCommand: (changedAt: number) => boolean,
): Promise<{ readonly path: string; readonly isAside: boolean }[]> {
  const found = [];
  for (const name of undecodableFoldersIn(parent)) {
    const { isObeyed, changedAt } = contentOf(Buffer.concat([Buffer.from(`${parent}/`), name]));
    if (!isObeyed || !isOfCommand(changedAt)) continue;
    const path = join(parent, name.toString());
    found.push({ path, isAside: await nameAll(path, name) });
  }
  return found;
}

/** Renames the folder, and all folders like it below. */
async function nameAll(path: string, name: Uint8Array): Promise<boolean> {
  const first = await putAside(path, name);
  const waiting = first === undefined ? [] : [first];
  let isComplete = first !== undefined;
  for (const folder of waiting) {
    for (const inner of undecodableFoldersIn(folder)) {
      const named = await putAside(join(folder, inner.toString()), inner);
      isComplete &&= named !== undefined;
    }
    if (waiting.length < MAX_ENTRIES) for (const entry of foldersIn(folder)) waiting.push(join(folder, entry));
  }
  return isComplete;
}

function undecodableFoldersIn(folder: string): Buffer[] {
  return entriesOf(folder).flatMap(({ name, isFolder }) => {
    const isText = Buffer.from(name.toString()).equals(name);
    return isFolder && !isText ? [name] : [];
  });
}

const foldersIn = (folder: string): string[] =>
  entriesOf(folder).flatMap(({ name, isFolder }) => (isFolder ? [name.toString()] : []));

/** Whether Git or Codex would obey something in a folder, and when anything in it last changed. */
function contentOf(top: Buffer): { readonly isObeyed: boolean; readonly changedAt: number } {
  const waiting = [top];
  let isObeyed = false;
  let changedAt = 0;
  let count = 0;
  for (const folder of waiting) {
    const entries = entriesOf(folder);
    const names = new Set(entries.map(({ name }) => name.toString().toLowerCase()));
    isObeyed ||= names.has(".git") || names.has(".codex") || looksBare(new Set(entries.map(({ name }) => `${name}`)));
    count += entries.length;
    if (count > MAX_ENTRIES) return { isObeyed: true, changedAt: Date.now() };
    changedAt = Math.max(changedAt, changeOf(folder), ...entries.map(({ path }) => changeOf(path)));
    waiting.push(...entries.filter(({ isFolder }) => isFolder).map(({ path }) => path));
  }
  return { isObeyed, changedAt };
}

interface RawEntry {
  readonly path: Buffer;
  readonly name: Buffer;
  readonly isFolder: boolean;
}

function entriesOf(folder: string | Buffer): RawEntry[] {
  try {
    const entries = readdirSync(folder, { encoding: "buffer", withFileTypes: true });
    const start = Buffer.concat([Buffer.from(folder), Buffer.from("/")]);
    return entries.map((entry) => ({
      path: Buffer.concat([start, entry.name]),
      name: entry.name,
      isFolder: entry.isDirectory(),
    }));
  } catch {
    return []; // It is gone, or belongs to somebody else.
  }
}

function changeOf(path: Buffer): number {
  return lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? 0;
}
