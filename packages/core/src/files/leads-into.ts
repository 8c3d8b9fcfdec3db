import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { isWithin } from "./is-within.js";
import { realPathWithMissing } from "./real-path.js";

/** Whether a path leads to one of some places or below it, through any links, or to one of these files by another name. */
export async function leadsInto(path: string, places: readonly string[] = []): Promise<boolean> {
  if (places.length === 0) return false;
  const real = realPathWithMissing(path);
  if (places.some((place) => isWithin(realPathWithMissing(place), real))) return true;
  const stats = await stat(real, { bigint: true }).catch(() => undefined);
  return stats !== undefined && isOneOf(stats, places);
}

/** Whether a file is one of some others, under whatever name it was found. */
export async function isOneOf({ dev, ino }: BigIntStats, files: readonly string[]): Promise<boolean> {
  const others = await Promise.all(files.map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return others.some((other) => other?.dev === dev && other.ino === ino);
}
