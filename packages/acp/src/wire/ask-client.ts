import type { Connection } from "@codex/jsonrpc";

interface Asking {
  readonly method: string;
  readonly params: unknown;
  /** Gives the question up: the editor is told so, and may take what it shows away. */
  readonly signal: AbortSignal;
}

/** Asks the editor. What it answers is for the caller to check. */
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
