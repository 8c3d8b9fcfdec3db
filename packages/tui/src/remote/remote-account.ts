import type { AppServerClient } from "@codex/client/app-server";
import type { ChatEngine } from "../chat-engine.js";

/** The login of an app-server: it can be seen and ended from here, but not made. */
export function remoteAccount(client: AppServerClient): ChatEngine["account"] {
  return {
    async current() {
      const { account } = await client.call("account/read", {});
      if (account == null) return undefined;
      return account.type === "chatgpt" ? "chatgpt" : "api-key";
    },
    logIn: loginIsElsewhere,
    logInWithKey: loginIsElsewhere,
    async logout() {
      await client.call("account/logout");
      return true;
    },
  };
}

function loginIsElsewhere(): Promise<never> {
  return Promise.reject(new Error("the server has the login: run 'codex login' there"));
}
