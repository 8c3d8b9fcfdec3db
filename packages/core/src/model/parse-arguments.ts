import { parseJson } from "@codex/slices";
import { errorMessage } from "../error.js";

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The expected type, such as `array`. */
  readonly expected?: string;
}

/** The part of a zod schema that is used here. */
export interface ArgumentsSchema<T> {
  safeParse(value: unknown):
    | { success: true; data: T }
    | {
        success: false;
        error: { readonly issues: readonly Issue[] };
      };
}

export type ParsedArguments<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string };

/** Parses a call's JSON arguments; on failure, returns a message that helps the model correct its call. */
export async function parseArguments<T>(text: string, schema: ArgumentsSchema<T>): Promise<ParsedArguments<T>> {
  let value: unknown;
  try {
    value = await parseJson(text);
  } catch (error) {
    return failure(errorMessage(error));
  }
  return checkArguments(value, schema);
}

/** The same for arguments that are already parsed. */
export function checkArguments<T>(value: unknown, schema: ArgumentsSchema<T>): ParsedArguments<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return failure(
    parsed.error.issues.map((issue) => `${issue.path.join(".") || "arguments"}: ${reasonOf(issue)}`).join("; "),
  );
}

const reasonOf = ({ message, expected }: Issue): string =>
  expected === undefined ? message : `${message}: expected ${expected}`;

function failure(reason: string): ParsedArguments<never> {
  return { ok: false, message: `failed to parse function arguments: ${reason}` };
}
