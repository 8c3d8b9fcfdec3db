// Every line here is a promise to the packages that import this one.
export { type AuthDotJson, AuthDotJsonSchema, type TokenData, TokenDataSchema } from "./auth-file.js";
export { AuthManager, type AuthManagerOptions, type BearerToken, type BearerTokenSource } from "./auth-manager.js";
export { type AuthStorage, authFilePath, createFileStorage } from "./auth-storage.js";
export type { AuthMode, CodexAuth, Environment } from "./codex-auth.js";
export { CLIENT_ID, DEFAULT_ISSUER, type Issuer, openAiIssuer } from "./issuer.js";
export { LoginError, type LoginErrorCode } from "./login-error.js";
