import { realpath } from "node:fs/promises";
import path from "node:path";
import { readFileHead } from "../files/read-small-file.js";
import { gitRepositoryRoot, projectFolders } from "../git/repository.js";

export const PROJECT_DOC_NAME = "AGENTS.md";

/**
 * The project's `AGENTS.md` files, from the repository's root down to `cwd` (outside a repository: of `cwd` alone), joined by
 * blank lines and cut after `maxBytes` in all. A file that cannot be read is left out.
 * Differs from codex-rs: so is one that is a link to somewhere outside. It would show the model, and whoever serves it, a file of
 * the user that the repository has no business with.
 */
export async function readProjectDocs(cwd: string, maxBytes: number): Promise<string | undefined> {
  const docs = await projectDocs(cwd, maxBytes);
  return docs.length === 0 ? undefined : docs.map(({ text }) => text).join("\n\n");
}

/** Those that say something, with their paths. */
export async function projectDocs(
  cwd: string,
  maxBytes: number,
): Promise<{ readonly path: string; readonly text: string }[]> {
  const docs: { path: string; text: string }[] = [];
  let remaining = maxBytes;
  const files = await projectDocFiles(cwd);
  const project = await realpath(path.dirname(files[0] ?? cwd)).catch(() => cwd);
  for (const file of files) {
    if (remaining <= 0) break;
    const data = await readInside(project, file, remaining);
    const text = data?.toString("utf8") ?? "";
    if (data === undefined || text.trim() === "") continue;
    docs.push({ path: file, text });
    remaining -= data.length;
  }
  return docs;
}

/** Where a session in `cwd` looks for them, whether they are there or not. */
export async function projectDocFiles(cwd: string): Promise<string[]> {
  if ((await gitRepositoryRoot(await realpath(cwd).catch(() => cwd))) === undefined)
    return [path.join(cwd, PROJECT_DOC_NAME)];
  return (await projectFolders(cwd)).map((folder) => path.join(folder, PROJECT_DOC_NAME));
}

async function readInside(project: string, file: string, maxBytes: number): Promise<Buffer | undefined> {
  const target = await realpath(file).catch(() => undefined);
  const isInside = target?.startsWith(project === path.sep ? project : project + path.sep) ?? false;
  return target !== undefined && isInside ? readFileHead(target, maxBytes) : undefined;
}
