// The public API: other packages rely on everything exported here.
export { type AuthDotJson, AuthDotJsonSchema, type TokenData, TokenDataSchema } from "./auth-file.js";
export { AuthManager, type AuthManagerOptions } from "./auth-manager.js";
export { type AuthStorage, authFilePath, createFileStorage } from "./auth-storage.js";
export type { BearerToken, BearerTokenSource } from "./bearer-token.js";
export type { CodexAuth, Environment } from "./codex-auth.js";
export { completeDeviceLogin, type DeviceCode, type DeviceLogin, requestDeviceCode } from "./device-code.js";
export {
  CLIENT_ID,
  DEFAULT_ISSUER,
  type Issuer,
  type IssuerFetch,
  type IssuerFetchOptions,
  openAiIssuer,
} from "./issuer.js";
export {
  type AuthStorageOptions,
  type CredentialStore,
  createAuthStorage,
  type KeyringEntry,
  type OpenKeyringEntry,
} from "./keyring-storage.js";
export { type CallbackResult, LoginAttempt, type LoginAttemptOptions, parsePastedCallback } from "./login-attempt.js";
export { LoginError, type LoginErrorCode } from "./login-error.js";
export type { LoginLimits } from "./login-limits.js";
export { DEFAULT_LOGIN_PORT, type LoginServer, type LoginServerOptions, startLoginServer } from "./login-server.js";
export type { ChatGptLogin } from "./oauth-requests.js";
export { type BrowserEnvironment, canOpenBrowser, openBrowser } from "./open-browser.js";
