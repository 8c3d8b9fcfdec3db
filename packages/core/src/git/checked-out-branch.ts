import path from "node:path";
import { findRepository, readTrimmed } from "./repository.js";

/** The branch that is checked out, else the beginning of the commit's name; no Git process runs. Undefined outside of a repository. */
export async function checkedOutBranch(cwd: string): Promise<string | undefined> {
  const repository = await findRepository(cwd);
  const head = repository && (await readTrimmed(path.join(repository.gitDir, "HEAD")));
  if (!head) return undefined;
  return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? head.slice(0, 8);
}
