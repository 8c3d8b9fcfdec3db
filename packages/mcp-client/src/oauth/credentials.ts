import * as z from "zod";

/** A login at one MCP server, as codex 0.171.0 keeps it. Tokens are secrets: they go to the server and its issuer, nowhere else. */
export const McpCredentialsSchema = z.looseObject({
  server_name: z.string(),
  server_url: z.string(),
  /** Who gave the tokens, and gives new ones. */
  issuer: z.string(),
  client_id: z.string(),
  client_secret: z.string().optional(),
  access_token: z.string(),
  refresh_token: z.string().nullish(),
  /** Milliseconds since 1970. Absent: it does not end by itself. */
  expires_at: z.number().nullish(),
  scopes: z.array(z.string()).default([]),
});
export type McpCredentials = z.infer<typeof McpCredentialsSchema>;

/** Where logins at MCP servers are kept; shared by all processes of a user. */
export interface McpCredentialStore {
  read(key: string): Promise<McpCredentials | undefined>;
  /** Undefined forgets it. */
  write(key: string, credentials: McpCredentials | undefined): Promise<void>;
  /** Keeps other processes from changing what is kept; throws when the signal aborts or it takes too long. */
  lock(signal: AbortSignal): Promise<AsyncDisposable>;
}
