import { open, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { gitRepositoryRoot } from "../git/repository.js";

export const PROJECT_DOC_NAME = "AGENTS.md";

/**
 * The project's `AGENTS.md` files, from the repository's root down to `cwd` (outside a repository: of `cwd` alone), joined by
 * blank lines and cut after `maxBytes` in all. A file that cannot be read is left out.
 */
export async function readProjectDocs(cwd: string, maxBytes: number): Promise<string | undefined> {
  const parts: string[] = [];
  let remaining = maxBytes;
  for (const file of await projectDocFiles(cwd)) {
    if (remaining <= 0) break;
    const data = await readHead(file, remaining);
    const text = data?.toString("utf8") ?? "";
    if (data === undefined || text.trim() === "") continue;
    parts.push(text);
    remaining -= data.length;
  }
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

/** Where a session in `cwd` looks for them, whether they are there or not. */
export async function projectDocFiles(cwd: string): Promise<string[]> {
  const folder = await realpath(cwd).catch(() => cwd);
  const root = await gitRepositoryRoot(folder);
  if (root === undefined) return [path.join(cwd, PROJECT_DOC_NAME)];
  const below = path
    .relative(root, folder)
    .split(path.sep)
    .filter((name) => name !== "");
  return [root, ...below.map((_, index) => path.join(root, ...below.slice(0, index + 1)))].map((directory) =>
    path.join(directory, PROJECT_DOC_NAME),
  );
}

async function readHead(file: string, maxBytes: number): Promise<Buffer | undefined> {
  // Looked at before it is opened: a pipe would be waited for without end.
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined || !stats.isFile()) return undefined;
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const buffer = Buffer.alloc(Math.min(maxBytes, stats.size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}
