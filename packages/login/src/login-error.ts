/** Every way in which `@codex/login` breaks a promise. Switch on the code, never on the message. */
export type LoginErrorCode =
  /** auth.json is there, but is not what it should be. */
  | "auth-file-invalid"
  /** auth.json or its folder cannot be read, written or removed. */
  | "auth-file-inaccessible"
  /** The lock that keeps processes apart could not be had in time, or at all. */
  | "lock-failed"
  /** The issuer does not accept the refresh token any more: only a new login helps. */
  | "refresh-rejected"
  /** The refresh failed for now; the old tokens are untouched and it may be tried again. */
  | "refresh-failed"
  /** The issuer refused the login, or the user did. */
  | "login-refused"
  | "issuer-unreachable"
  /** The configuration forbids such a login. */
  | "login-not-allowed"
  /** Something else than the user or the issuer's refusal kept a login from completing. */
  | "login-failed"
  | "login-cancelled"
  | "login-timed-out"
  /** The port of the browser login is taken. */
  | "port-in-use"
  /** The issuer offers no device code. */
  | "device-code-unavailable"
  /** A pasted callback URL that does not belong to this login. */
  | "callback-invalid"
  /** A URL that must not be opened or called: neither https nor http on the loopback. */
  | "url-unsafe"
  | "keyring-unavailable";

/** The one error type that `@codex/login` throws. `message` is meant for a person and never holds a secret. */
export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly code: LoginErrorCode;

  constructor(code: LoginErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
