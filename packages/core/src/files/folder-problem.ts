import { stat } from "node:fs/promises";

/** Why nobody can work in a folder, for people; undefined where somebody can. */
export async function folderProblem(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return undefined;
  return `cannot work in ${folder}: ${found === undefined ? "there is no such folder" : "that is no folder"}`;
}
