import { CodexError } from "../error.js";
import { nearestName } from "./nearest-name.js";

/** The error for an unknown name; suggests the name that was probably meant. */
export function unknownName(message: string, name: string, names: readonly string[]): CodexError {
  const nearest = nearestName(name, names);
  return new CodexError("config-invalid", nearest === undefined ? message : `${message}; did you mean \`${nearest}\`?`);
}
