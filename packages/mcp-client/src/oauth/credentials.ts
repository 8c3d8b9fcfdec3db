import * as z from "zod";

/** A login at one MCP server, in the format of codex 0.171.0. Tokens are secrets: they are only sent to the server and its issuer. */
export const McpCredentialsSchema = z.looseObject({
  server_name: z.string(),
  server_url: z.string(),
  /** The issuer of the tokens, which also refreshes them. */
  issuer: z.string(),
  /** What the tokens were requested for (RFC 8707). Absent: the server's URL. */
  resource: z.string().optional(),
  client_id: z.string(),
  client_secret: z.string().optional(),
  access_token: z.string(),
  refresh_token: z.string().nullish(),
  /** Milliseconds since 1970. Absent: it does not expire. */
  expires_at: z.number().nullish(),
  scopes: z.array(z.string()).default([]),
});
export type McpCredentials = z.infer<typeof McpCredentialsSchema>;

/** Stores logins at MCP servers; shared by all processes of a user. */
export interface McpCredentialStore {
  read(key: string): Promise<McpCredentials | undefined>;
  /** Undefined deletes it. */
  write(key: string, credentials: McpCredentials | undefined): Promise<void>;
  /** Locks out other processes; throws when the signal aborts or the lock takes too long. */
  lock(signal: AbortSignal): Promise<AsyncDisposable>;
}

/** When tokens that an issuer has just given expire, for `expires_at`. */
export function expiryOf({ expires_in: seconds }: { readonly expires_in?: number | undefined }): number | undefined {
  return seconds === undefined ? undefined : Date.now() + seconds * 1000;
}
