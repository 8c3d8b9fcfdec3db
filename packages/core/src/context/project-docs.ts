import { realpath } from "node:fs/promises";
import path from "node:path";
import { decodeText, decodeTextHead } from "../files/decode-text.js";
import { readFileHead } from "../files/read-small-file.js";
import { gitRepositoryRoot, projectFolders } from "../git/repository.js";

export interface ProjectDocOptions {
  readonly maxBytes: number;
  /** See `projectDocNames`. */
  readonly names: readonly string[];
}

/**
 * The project's `AGENTS.md` files, from the repository's root down to `cwd` (outside a repository: of `cwd` alone), joined by
 * blank lines and cut after `maxBytes` in all. A file that cannot be read is left out.
 * Differs from codex-rs: so is one that is a link to somewhere outside. It would show the model, and whoever serves it, a file of
 * the user that the repository has no business with.
 */
export async function readProjectDocs(cwd: string, options: ProjectDocOptions): Promise<string | undefined> {
  const docs = await projectDocs(cwd, options);
  return docs.length === 0 ? undefined : docs.map(({ text }) => text).join("\n\n");
}

export interface ProjectDoc {
  readonly path: string;
  readonly text: string;
}

/** Those that say something, with their paths. */
export async function projectDocs(cwd: string, { maxBytes, names }: ProjectDocOptions): Promise<ProjectDoc[]> {
  const docs: ProjectDoc[] = [];
  let remaining = maxBytes;
  const folders = await projectDocFolders(cwd);
  const project = await realpath(folders[0] ?? cwd).catch(() => cwd);
  for (const folder of folders) {
    if (remaining <= 0) break;
    const found = await firstInside(
      project,
      names.map((name) => path.join(folder, name)),
      remaining,
    );
    if (found === undefined) continue;
    const text = found.data.length < remaining ? decodeText(found.data) : decodeTextHead(found.data);
    if (text.trim() === "") continue;
    docs.push({ path: found.file, text });
    remaining -= found.data.length;
  }
  return docs;
}

/** Where a session in `cwd` looks for them, whether they are there or not. */
export async function projectDocFiles(cwd: string, names: readonly string[]): Promise<string[]> {
  const folders = await projectDocFolders(cwd);
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
}

async function projectDocFolders(cwd: string): Promise<string[]> {
  if ((await gitRepositoryRoot(await realpath(cwd).catch(() => cwd))) === undefined) return [cwd];
  return projectFolders(cwd);
}

async function firstInside(
  project: string,
  files: readonly string[],
  maxBytes: number,
): Promise<{ readonly file: string; readonly data: Buffer } | undefined> {
  for (const file of files) {
    const data = await readInside(project, file, maxBytes);
    if (data !== undefined) return { file, data };
  }
  return undefined;
}

async function readInside(project: string, file: string, maxBytes: number): Promise<Buffer | undefined> {
  const target = await realpath(file).catch(() => undefined);
  const isInside = target?.startsWith(project === path.sep ? project : project + path.sep) ?? false;
  return target !== undefined && isInside ? readFileHead(target, maxBytes) : undefined;
}
