import { sep } from "node:path";

/**
 * Whether a path is below a folder. Both are absolute and normalized. Links are not resolved: pass real paths where they matter.
 */
export function isBelow(folder: string, path: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Whether a path is the folder or below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || isBelow(folder, path);
}
