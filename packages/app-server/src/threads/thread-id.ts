import { invalidRequest } from "../rpc-errors.js";

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export const isThreadId = (text: string): boolean => UUID.test(text);

/** The id in the form that files and maps use. Throws -32600 if it is not a UUID. */
export function threadIdOf(text: string): string {
  if (isThreadId(text)) return text.toLowerCase();
  throw invalidRequest(`invalid thread id: ${JSON.stringify(text)} is no UUID`);
}
