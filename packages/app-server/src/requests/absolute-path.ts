import path from "node:path";
import { invalidRequest } from "../rpc-errors.js";

/** Throws -32600 for a relative path, since it is unknown what it is relative to. */
export function absolutePath(file: string): string {
  if (path.isAbsolute(file)) return path.normalize(file);
  throw invalidRequest(`Invalid request: the path must be absolute: ${file}`);
}
