import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listeningPort } from "../model-server/listening-port.js";
import { idToken, jwt } from "./tokens.js";

/** A request to the token endpoint, or to the device code's, as received by the issuer. */
export interface IssuerRequest {
  readonly path: string;
  readonly contentType: string;
  readonly body: Readonly<Record<string, string>>;
}

export interface IssuerBehaviour {
  /** Answers instead of the issuer, unless it returns undefined. */
  readonly intercept?: (request: IssuerRequest) => FakeAnswer | Promise<FakeAnswer> | undefined;
  /** Claims of the id tokens below `https://api.openai.com/auth`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The key that id tokens are exchanged for; none by default, as for most plans. */
  readonly apiKey?: string;
  /** How often the device's token endpoint answers "not yet". Default: 1. */
  readonly deviceDelays?: number;
  /** The lifetime of access tokens, in seconds. Default: an hour. */
  readonly tokenLife?: number;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface FakeIssuer extends AsyncDisposable {
  /** The issuer for the login under test. */
  readonly issuer: { readonly url: string; readonly clientId: string };
  readonly requests: readonly IssuerRequest[];
  /** The currently valid refresh token. */
  readonly refreshToken: () => string;
  readonly requestsOf: (grantType: string) => readonly IssuerRequest[];
}

/**
 * An authorization server on loopback. It checks PKCE, and codes and refresh tokens work once; each refresh returns the next refresh token.
 * Its login page has one link to agree and one to refuse.
 */
export async function startFakeIssuer(behaviour: IssuerBehaviour = {}): Promise<FakeIssuer> {
  const state = new IssuerState(behaviour);
  const server = createServer((request, response) => void state.handle(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    issuer: { url: `http://127.0.0.1:${listeningPort(server)}`, clientId: "test-client" },
    requests: state.requests,
    refreshToken: () => `refresh-${state.generation}`,
    requestsOf: (grantType) => state.requests.filter(({ body }) => body["grant_type"] === grantType),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

class IssuerState {
  readonly requests: IssuerRequest[] = [];
  generation = 0;
  readonly #behaviour: IssuerBehaviour;
  readonly #challenges = new Map<string, string>();
  #devicePolls = 0;

  constructor(behaviour: IssuerBehaviour) {
    this.#behaviour = behaviour;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://issuer");
    if (url.pathname === "/oauth/authorize") return this.#showLoginPage(url, response);
    const read = await readRequest(url.pathname, request);
    this.requests.push(read);
    const { status, body } = (await this.#behaviour.intercept?.(read)) ?? this.#answer(read);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  #showLoginPage(url: URL, response: ServerResponse): void {
    const parameters = url.searchParams;
    const code = `code-${this.#challenges.size + 1}`;
    this.#challenges.set(code, parameters.get("code_challenge") ?? "");
    const back = (answer: Record<string, string>) => {
      const target = new URL(parameters.get("redirect_uri") ?? "");
      target.search = new URLSearchParams({ ...answer, state: parameters.get("state") ?? "" }).toString();
      return target.href.replaceAll("&", "&amp;");
    };
    const denied = { error: "access_denied", error_description: "<script>document.title='owned'</script>no" };
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<a id="yes" href="${back({ code })}">yes</a> <a id="no" href="${back(denied)}">no</a>`);
  }

  #answer({ path, body }: IssuerRequest): FakeAnswer {
    if (path === "/api/accounts/deviceauth/usercode") {
      return ok({ device_auth_id: "device-1", user_code: "ABCD-1234", interval: "0" });
    }
    if (path === "/api/accounts/deviceauth/token") return this.#answerDevice();
    if (path !== "/oauth/token") return { status: 404, body: {} };
    switch (body["grant_type"]) {
      case "authorization_code":
        return this.#redeem(body);
      case "refresh_token":
        return this.#refresh(body);
      default:
        return this.#behaviour.apiKey ? ok({ access_token: this.#behaviour.apiKey }) : refused("no_api_access");
    }
  }

  #answerDevice(): FakeAnswer {
    this.#devicePolls++;
    if (this.#devicePolls <= (this.#behaviour.deviceDelays ?? 1)) return { status: 403, body: {} };
    const code_verifier = "v".repeat(43);
    this.#challenges.set("device-code", createHash("sha256").update(code_verifier).digest("base64url"));
    return ok({ authorization_code: "device-code", code_verifier });
  }

  #redeem(body: IssuerRequest["body"]): FakeAnswer {
    const challenge = this.#challenges.get(body["code"] ?? "");
    const given = createHash("sha256")
      .update(body["code_verifier"] ?? "")
      .digest("base64url");
    this.#challenges.delete(body["code"] ?? "");
    return challenge === given ? ok(this.#tokens()) : refused("invalid_grant");
  }

  #refresh(body: IssuerRequest["body"]): FakeAnswer {
    if (body["refresh_token"] !== `refresh-${this.generation}`) {
      return { status: 401, body: { error: { code: "refresh_token_reused", message: "used" } } };
    }
    this.generation++;
    return ok(this.#tokens());
  }

  #tokens(): Record<string, string> {
    const exp = Math.floor(Date.now() / 1000) + (this.#behaviour.tokenLife ?? 3600);
    return {
      id_token: idToken(this.#behaviour.claims),
      access_token: jwt({ exp, generation: this.generation }),
      refresh_token: `refresh-${this.generation}`,
    };
  }
}

function ok(body: unknown): FakeAnswer {
  return { status: 200, body };
}

function refused(error: string): FakeAnswer {
  return { status: 400, body: { error } };
}

async function readRequest(path: string, request: IncomingMessage): Promise<IssuerRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  const contentType = request.headers["content-type"]?.split(";")[0] ?? "";
  const body =
    contentType === "application/json" ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text).entries());
  return { path, contentType, body };
}
