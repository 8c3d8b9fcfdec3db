import * as z from "zod/mini";
import { LoginError } from "./login-error.js";

/** The tokens of a ChatGPT login. Unknown fields are kept when the file is rewritten: another version of Codex may need them. */
export const TokenDataSchema = z.looseObject({
  /** A JWT with the email, the plan and the account. */
  id_token: z.string(),
  access_token: z.string(),
  /** Can be used once: each refresh returns the next one. */
  refresh_token: z.string(),
  account_id: z.nullish(z.string()),
});
export type TokenData = z.infer<typeof TokenDataSchema>;

/** `$CODEX_HOME/auth.json`, as codex-rs reads and writes it. */
export const AuthDotJsonSchema = z.looseObject({
  OPENAI_API_KEY: z.nullish(z.string()),
  tokens: z.nullish(TokenDataSchema),
  /** When the tokens were last refreshed, as an RFC 3339 date. */
  last_refresh: z.nullish(z.string()),
});
export type AuthDotJson = z.infer<typeof AuthDotJsonSchema>;

/**
 * Parses the text of an auth.json. `source` names it in errors, which never quote the content.
 * @throws LoginError `auth-file-invalid`
 */
export function parseAuthFile(text: string, source: string): AuthDotJson {
  const result = AuthDotJsonSchema.safeParse(parseJson(text, source));
  if (result.success) {
    if (isOfAnotherProgram(result.data))
      throw new LoginError("auth-file-invalid", `${source} does not contain a login of Codex. ${REPAIR}`);
    return result.data;
  }
  const where = result.error.issues[0]?.path.join(".") ?? "";
  const problem = where === "" ? "does not hold a JSON object" : `has an unexpected value in "${where}"`;
  throw new LoginError("auth-file-invalid", `${source} ${problem}. ${REPAIR}`);
}

/** Codex always writes its key field, even as null. */
const isOfAnotherProgram = (file: AuthDotJson): boolean =>
  Object.keys(file).length > 0 && !["OPENAI_API_KEY", "tokens", "auth_mode"].some((key) => key in file);

/** Formats an auth.json that codex-rs can read: an absent key becomes null, absent tokens are left out. */
export function formatAuthFile(auth: AuthDotJson): string {
  const { OPENAI_API_KEY, tokens, last_refresh, ...rest } = auth;
  const file = {
    OPENAI_API_KEY: OPENAI_API_KEY ?? null,
    ...(tokens ? { tokens: { ...tokens, account_id: tokens.account_id ?? null } } : {}),
    ...(last_refresh ? { last_refresh } : {}),
    ...rest,
  };
  return JSON.stringify(file, undefined, 2);
}

const REPAIR = "Run `codex login` to write a new one, or `codex logout` to remove it.";

function parseJson(text: string, source: string): unknown {
  try {
    // Some Windows editors start the file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // No cause: a JSON error quotes the text around the fault, which may be a token.
    throw new LoginError("auth-file-invalid", `${source} is not valid JSON. ${REPAIR}`);
  }
}
