import path from "node:path";
import { findRepository, readTrimmed } from "./repository.js";

/** The checked-out branch, or an abbreviated commit; no Git process runs. Undefined outside a repository. */
export async function checkedOutBranch(cwd: string): Promise<string | undefined> {
  const repository = await findRepository(cwd);
  const head = repository && (await readTrimmed(path.join(repository.gitDir, "HEAD")));
  if (!head) return undefined;
  return /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? head.slice(0, 8);
}
