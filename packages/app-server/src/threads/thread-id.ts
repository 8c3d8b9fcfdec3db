import { invalidRequest } from "../rpc-errors.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** The id as files and maps have it. Throws -32600 for what is none. */
export function threadIdOf(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw invalidRequest(`invalid thread id: ${JSON.stringify(text)} is no UUID`);
}
