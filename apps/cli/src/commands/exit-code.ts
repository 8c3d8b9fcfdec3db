/** Exit statuses of `codex exec`, documented in docs/exec.md. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** No login, or no key, or the server refused it. */
  auth: 3,
  /** A usage or rate limit. */
  rateLimit: 4,
  /** Nothing on this machine can confine commands as asked. */
  sandbox: 5,
  /** The final message does not fit the schema that was asked for. */
  schema: 6,
  interrupted: 130,
} as const;
