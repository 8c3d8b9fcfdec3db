import { CodexError } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";

/**
 * Settles a request to a server with failures as engine errors; `lost` is the message if no response arrives. If the signal aborts the
 * request, rejects with the signal's reason.
 */
export function inEngineTerms<Result>(answer: Promise<Result>, lost: string, signal?: AbortSignal): Promise<Result> {
  return answer.catch((cause: unknown) => {
    if (cause instanceof CodexError || signal?.aborted === true) throw cause;
    if (cause instanceof RpcError)
      throw new CodexError("request-invalid", `the server says: ${cause.message}`, { cause });
    throw new CodexError("connection-failed", lost, { cause });
  });
}
