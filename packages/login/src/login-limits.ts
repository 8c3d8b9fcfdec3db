import type { AuthMode } from "@codex/protocol";
import type { CodexAuth } from "./codex-auth.js";
import { LoginError } from "./login-error.js";

/** The logins that are allowed. */
export interface LoginLimits {
  /** Default: both methods. */
  readonly method?: AuthMode | undefined;
  /** The ids of the workspaces that a ChatGPT login may belong to. Default: any. */
  readonly workspaces?: readonly string[] | undefined;
}

/** @throws LoginError `login-not-allowed` when logins of that kind are not made here. */
export function checkMethod({ method }: LoginLimits, mode: AuthMode): void {
  if (method === undefined || method === mode) return;
  const [refused, way] = mode === "apikey" ? ["an API key", "ChatGPT"] : ["ChatGPT", "an API key"];
  throw new LoginError("login-not-allowed", `logging in with ${refused} is not allowed here: log in with ${way}`);
}

/** Why a login may not be used, worded for the user; undefined when it may. */
export function refusalOf({ method, workspaces }: LoginLimits, auth: Login): string | undefined {
  if (method !== undefined && auth.mode !== method) {
    return method === "chatgpt"
      ? "an API key is not allowed here (forced_login_method): log in with ChatGPT"
      : "a ChatGPT login is not allowed here (forced_login_method): log in with an API key";
  }
  if (auth.mode === "apikey" || workspaces === undefined) return undefined;
  if (auth.accountId !== undefined && workspaces.includes(auth.accountId)) return undefined;
  return `this ChatGPT login is of another workspace than is allowed here (forced_chatgpt_workspace_id): ${workspaces.join(", ")}`;
}

type Login = Pick<CodexAuth & { mode: "apikey" }, "mode"> | Pick<CodexAuth & { mode: "chatgpt" }, "mode" | "accountId">;
