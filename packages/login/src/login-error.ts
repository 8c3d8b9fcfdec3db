/** The errors of `@codex/login`. Switch on the code, never on the message. */
export type LoginErrorCode =
  /** auth.json exists, but its content is invalid. */
  | "auth-file-invalid"
  /** auth.json or its folder cannot be read, written or removed. */
  | "auth-file-inaccessible"
  /** The lock between processes could not be acquired, or not in time. */
  | "lock-failed"
  /** The issuer no longer accepts the refresh token: the user must log in again. */
  | "refresh-rejected"
  /** The refresh failed this time; the old tokens are unchanged and it can be retried. */
  | "refresh-failed"
  /** The issuer or the user refused the login. */
  | "login-refused"
  | "issuer-unreachable"
  /** The configuration does not allow this login. */
  | "login-not-allowed"
  /** The login failed for another reason than a refusal by the user or the issuer. */
  | "login-failed"
  | "login-cancelled"
  | "login-timed-out"
  /** The port of the browser login is taken. */
  | "port-in-use"
  /** The issuer offers no device code. */
  | "device-code-unavailable"
  /** The pasted callback URL does not belong to this login. */
  | "callback-invalid"
  /** The URL must not be opened or called: it is neither https nor http on the loopback. */
  | "url-unsafe"
  | "keyring-unavailable";

/** The only error type that `@codex/login` throws. `message` is worded for the user and never contains a secret. */
export class LoginError extends Error {
  override readonly name = "LoginError";
  readonly code: LoginErrorCode;

  constructor(code: LoginErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
