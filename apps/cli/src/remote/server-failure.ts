import { CodexError } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";

/**
 * What a request to a server came to, with its failure in the engine's terms; `lost` says what it means that no answer came. What was
 * given up here, as the signal says, rejects with what it was given up for.
 */
export function inEngineTerms<Result>(answer: Promise<Result>, lost: string, signal?: AbortSignal): Promise<Result> {
  return answer.catch((cause: unknown) => {
    if (cause instanceof CodexError || signal?.aborted === true) throw cause;
    if (cause instanceof RpcError)
      throw new CodexError("request-invalid", `the server says: ${cause.message}`, { cause });
    throw new CodexError("connection-failed", lost, { cause });
  });
}
