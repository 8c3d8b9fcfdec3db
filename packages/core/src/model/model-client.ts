import type { ReasoningSummary, ResponseItem, TokenUsage, Verbosity } from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { CodexError } from "../error.js";
import type { WebSearchAction } from "../items/call-items.js";
import type { Effort } from "./effort.js";
import type { ModelFamily } from "./model-family.js";
import type { JsonSchema } from "./output-format.js";
import type { ModelProviderInfo } from "./provider/provider-info.js";
import type { ToolSpec } from "./tool-spec.js";

/** One request to a model. */
export interface Prompt {
  readonly input: readonly ResponseItem[];
  readonly tools: readonly ToolSpec[];
  /** The server may keep the response. Never so for ChatGPT logins. */
  readonly store: boolean;
  /** Takes the place of the instructions that the model's family would get. */
  readonly baseInstructionsOverride?: string | undefined;
  /** Added after whichever instructions are sent. */
  readonly additionalInstructions?: string | undefined;
  /** Told before each wait for a retry of the request. */
  readonly onRetry?: ((retry: RequestRetry) => void) | undefined;
  /** Awaited before the request leaves, which it does not when this rejects: what it says is being saved. Default: nothing is. */
  readonly kept?: (() => Promise<void>) | undefined;
  /** What the message that ends the turn is to fit. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** Whether the model is asked to go on after a tool's result, not to answer the user. */
export function endsWithResult({ input }: Prompt): boolean {
  return input.at(-1)?.type.endsWith("_output") === true;
}

/**
 * What a model's answer is made of, in the order in which it arrives; the last one is always `completed`. `itemId` is the
 * server's name of the output item, where it gives one. Only whole items and `completed` have to come: the rest shows progress.
 */
export type ResponseEvent =
  | { readonly type: "created" }
  | {
      readonly type: "output-item-begin";
      readonly itemType: "message" | "reasoning";
      readonly itemId?: string | undefined;
    }
  | {
      readonly type: "output-item-done";
      readonly item: ResponseItem;
      /** Of a message: whether the model talks on the way or ends the turn. */
      readonly phase?: "commentary" | "final-answer" | undefined;
    }
  | { readonly type: "output-text-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-summary-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-summary-part-added"; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-content-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "web-search-call-begin"; readonly callId: string; readonly query?: string | undefined }
  | { readonly type: "web-search-call-end"; readonly callId: string; readonly action?: WebSearchAction | undefined }
  | { readonly type: "completed"; readonly responseId: string; readonly tokenUsage?: TokenUsage | undefined };

/** The port to a model. */
export interface ModelClient {
  /**
   * Sends the prompt and streams the answer. A request that fails before the answer begins is retried within the
   * provider's budget; a stream that breaks is not: its reader decides. Throws `CodexError`, `interrupted` when the signal
   * fired. A stream that ends without throwing has ended with `completed`.
   */
  stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ResponseEvent>;
}

/** A bearer token for a model server. */
export interface ModelCredentials {
  readonly mode: "chatgpt" | "apikey";
  readonly token: string;
  /** The ChatGPT account that pays. */
  readonly accountId?: string | undefined;
}

/** Where the user's login comes from. */
export interface ModelAuth {
  /** A token that is fresh, as far as can be told. `undefined`: not logged in. */
  get(signal: AbortSignal): Promise<ModelCredentials | undefined>;
  /** Asked after a 401, with the token that was refused. True: there is another token now, try again. */
  refresh(signal: AbortSignal, refusedToken: string): Promise<boolean>;
}

/** A request failed and will be sent again. */
export interface RequestRetry {
  /** 1 for the first retry. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  readonly error: CodexError;
}

export interface ModelClientOptions {
  readonly model: string;
  readonly modelFamily: ModelFamily;
  readonly provider: ModelProviderInfo;
  /** Default: the server's. Only sent to families that reason. */
  readonly effort: Effort | undefined;
  readonly summary: ReasoningSummary;
  /** Only sent to the `gpt-5` family. */
  readonly verbosity?: Verbosity | undefined;
  /** Most tokens of one response. Default: the server's. */
  readonly maxOutputTokens?: number | undefined;
  /** The conversation's id: names the session and keys the server's prompt cache. */
  readonly sessionId: string;
  /** The user's login, for providers with `requires_openai_auth`. */
  readonly auth: ModelAuth | undefined;
  /** API keys, header values, proxies and certificate files are read from here. */
  readonly env: Environment;
  readonly originator: string;
  readonly userAgent: string;
  /** Chat Completions only: stream the deltas too instead of the finished items alone. Default false. */
  readonly showRawAgentReasoning?: boolean | undefined;
}
