import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import path from "node:path";

/** Why nothing could be written to a file, for people; undefined where it can be. Changes nothing. */
export async function outputFileProblem(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory() === true) return `${file} is a folder`;
  if (found !== undefined) return (await mayWrite(file)) ? undefined : `${file} may not be written`;
  const folder = path.dirname(file);
  const isFolder = await stat(folder)
    .then((stats) => stats.isDirectory())
    .catch(() => false);
  if (!isFolder) return `there is no folder ${folder}`;
  return (await mayWrite(folder)) ? undefined : `nothing may be written to ${folder}`;
}

/** Writes a file; gives what went wrong, for people. */
export async function writeOutputFile(file: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(file, text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const mayWrite = (place: string): Promise<boolean> =>
  access(place, constants.W_OK).then(
    () => true,
    () => false,
  );
