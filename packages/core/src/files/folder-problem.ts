import { stat } from "node:fs/promises";

/** Why a folder cannot be worked in, in a message for people; undefined if it can. */
export async function folderProblem(folder: string): Promise<string | undefined> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return undefined;
  return `cannot work in ${folder}: ${found === undefined ? "there is no such folder" : "that is no folder"}`;
}
