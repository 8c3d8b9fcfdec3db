import { CodexError } from "../error.js";
import { nearestName } from "./nearest-name.js";

/** The error for a name that stands for nothing; it names the one that was probably meant. */
export function notFound(message: string, name: string, names: readonly string[]): CodexError {
  const nearest = nearestName(name, names);
  return new CodexError("config-invalid", nearest === undefined ? message : `${message}; did you mean \`${nearest}\`?`);
}
