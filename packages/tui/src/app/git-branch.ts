import { readFile } from "node:fs/promises";
import path from "node:path";

/** The branch that is checked out, without starting git; undefined outside of a repository. */
export async function gitBranch(cwd: string): Promise<string | undefined> {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const head = await headIn(path.join(folder, ".git"));
    if (head !== undefined) return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? head.trim().slice(0, 8);
    if (path.dirname(folder) === folder) return undefined;
  }
}

async function headIn(gitFolder: string): Promise<string | undefined> {
  try {
    return await readFile(path.join(gitFolder, "HEAD"), "utf8");
  } catch {
    // A work tree's `.git` is a file that says where its folder is.
    const link = await readFile(gitFolder, "utf8").catch(() => "");
    const folder = /^gitdir: (.+)$/m.exec(link)?.[1];
    if (folder === undefined) return undefined;
    return readFile(path.join(path.resolve(path.dirname(gitFolder), folder), "HEAD"), "utf8").catch(() => undefined);
  }
}
