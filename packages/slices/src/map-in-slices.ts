import { breathe } from "./in-slices.js";

/** Maps a list as it is now, and lets the rest of the process run between two slices. */
export async function mapInSlices<Value, Result>(
  list: readonly Value[],
  map: (value: Value) => Result,
): Promise<Result[]> {
  const mapped: Result[] = [];
  for (const value of [...list]) {
    mapped.push(map(value));
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
  return mapped;
}
