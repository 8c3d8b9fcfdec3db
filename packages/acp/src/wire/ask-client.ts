import type { Connection } from "@codex/jsonrpc";

interface Asking {
  readonly method: string;
  readonly params: unknown;
  /** Cancels the question: the editor is told to, and may close what it shows. */
  readonly signal: AbortSignal;
}

/** Sends a request to the editor. The caller must validate the result. */
export async function askClient(connection: Connection, { method, params, signal }: Asking): Promise<unknown> {
  let requestId: string | number | undefined;
  const onSent = (id: string | number) => {
    requestId = id;
  };
  try {
    return await connection.request(method, params, { signal, onSent });
  } catch (error) {
    if (signal.aborted && requestId !== undefined) void connection.notify("$/cancel_request", { requestId });
    throw error;
  }
}
