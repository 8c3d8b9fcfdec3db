import type { ReasoningSummary, ResponseItem, TokenUsage, Verbosity } from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { CodexError } from "../error.js";
import type { WebSearchAction } from "../items/call-items.js";
import type { Effort } from "./effort.js";
import type { ModelFamily } from "./model-family.js";
import type { ModelProviderInfo } from "./provider/provider-info.js";
import type { RateLimits } from "./rate-limits.js";
import type { JsonSchema, ToolSpec } from "./tool-spec.js";

/** One request to a model. */
export interface Prompt {
  readonly input: readonly ResponseItem[];
  readonly tools: readonly ToolSpec[];
  /** Whether the server may store the response. Always false for ChatGPT logins. */
  readonly store: boolean;
  /** Replaces the instructions for the model's family. */
  readonly baseInstructionsOverride?: string | undefined;
  /** Appended to the instructions. */
  readonly additionalInstructions?: string | undefined;
  /** Called before each wait for a retry of the request. */
  readonly onRetry?: ((retry: RequestRetry) => void) | undefined;
  /** Awaited before the request is sent, while its content is being saved; if it rejects, nothing is sent. Default: no wait. */
  readonly kept?: (() => Promise<void>) | undefined;
  /** The schema for the turn's final message. */
  readonly outputSchema?: JsonSchema | undefined;
}

/** Whether the model should continue after a tool's result rather than answer the user. */
export function endsWithResult({ input }: Prompt): boolean {
  return input.at(-1)?.type.endsWith("_output") === true;
}

/**
 * The events of a model's answer in order; the last one is always `completed`. `itemId` is the server's id for the output item, if
 * it has one. Only finished items and `completed` are guaranteed; the rest shows progress.
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
      /** For a message: whether it is a comment along the way or ends the turn. */
      readonly phase?: "commentary" | "final-answer" | undefined;
    }
  | { readonly type: "output-text-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-summary-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-summary-part-added"; readonly itemId?: string | undefined }
  | { readonly type: "reasoning-content-delta"; readonly delta: string; readonly itemId?: string | undefined }
  | { readonly type: "web-search-call-begin"; readonly callId: string; readonly query?: string | undefined }
  | { readonly type: "web-search-call-end"; readonly callId: string; readonly action?: WebSearchAction | undefined }
  | { readonly type: "completed"; readonly responseId: string; readonly tokenUsage?: TokenUsage | undefined };

/** The interface to a model. */
export interface ModelClient {
  /**
   * Sends the prompt and streams the answer. Retries a request that fails before the answer begins, within the provider's budget,
   * but not a broken stream: its reader decides. Throws `CodexError`, with `interrupted` if the signal fired. A stream that does
   * not throw ends with `completed`.
   */
  stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ResponseEvent>;
}

/** A bearer token for a model server. */
export interface ModelCredentials {
  readonly mode: "chatgpt" | "apikey";
  readonly token: string;
  /** The ChatGPT account to bill. */
  readonly accountId?: string | undefined;
}

/**
 * Provides the user's login. Its errors are worded for the user; those with the code `refresh-failed` or `lock-failed` may pass, after
 * others the user has to log in again.
 */
export interface ModelAuth {
  /** A token that is valid as far as is known. `undefined`: not logged in. */
  get(signal: AbortSignal): Promise<ModelCredentials | undefined>;
  /** Called after a 401 with the rejected token. True if there is another token now, so that a retry makes sense. */
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
  /** Default: the server's. Only sent to reasoning families. */
  readonly effort: Effort | undefined;
  readonly summary: ReasoningSummary;
  /** Only sent to the `gpt-5` family. */
  readonly verbosity?: Verbosity | undefined;
  /** How urgently the server answers, and at what price. Only sent if the model has this tier. Default: the server's. */
  readonly serviceTier?: string | undefined;
  /** The maximum tokens of one response. Default: the server's. */
  readonly maxOutputTokens?: number | undefined;
  /** The conversation's id: identifies the session and the server's prompt cache. */
  readonly sessionId: string;
  /** The user's login, for providers with `requires_openai_auth`. */
  readonly auth: ModelAuth | undefined;
  /** Provides API keys, header values, proxies and certificate files. */
  readonly env: Environment;
  readonly originator: string;
  readonly userAgent: string;
  /** Called when an answer's headers say how much of its limits the account has used, also with a refusal. Default: not reported. */
  readonly onRateLimits?: ((limits: RateLimits) => void) | undefined;
  /** Chat Completions only: also stream deltas, not just finished items. Default: false. */
  readonly showRawAgentReasoning?: boolean | undefined;
}
