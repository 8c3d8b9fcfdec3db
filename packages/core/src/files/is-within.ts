import { sep } from "node:path";

/** Whether a path lies below a folder. Both are absolute and normalized; links are not followed: where they count, give real paths. */
export function isBelow(folder: string, path: string): boolean {
  return path !== folder && path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Whether a path is the folder, or lies below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || isBelow(folder, path);
}
