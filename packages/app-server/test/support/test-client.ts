import {
  type ClientMethod,
  clientRequests,
  type NotificationMethod,
  notifications,
  type ServerMethod,
  serverRequests,
} from "@codex/app-server-protocol";
import { Connection, type RequestHandler, type RpcError, type Transport } from "@codex/jsonrpc";
import { Condition, firstIn } from "@codex/test-support";
import type { z } from "zod";

type Params<M extends ClientMethod> = z.input<(typeof clientRequests)[M]["params"]>;
type Result<M extends ClientMethod> = z.output<(typeof clientRequests)[M]["result"]>;
type NotificationParams<M extends NotificationMethod> = z.output<(typeof notifications)[M]["params"]>;
type Asked<M extends ServerMethod> = z.output<(typeof serverRequests)[M]["params"]>;

/** A client that validates every received message against the protocol. */
export interface TestClient extends AsyncDisposable {
  readonly connection: Connection;
  /** Settles when the server has finished with this client. */
  readonly served: Promise<void>;
  /** The server's notifications, in order. */
  readonly notifications: { readonly method: string; readonly params: unknown }[];
  call<M extends ClientMethod>(method: M, params: Params<M>): Promise<Result<M>>;
  /** Sends a request that must fail; returns the error. */
  failure(method: string, params?: unknown): Promise<Pick<RpcError, "code" | "message">>;
  /** The next matching notification, including earlier ones. */
  hear<M extends NotificationMethod>(
    method: M,
    fits?: (params: NotificationParams<M>) => boolean,
  ): Promise<NotificationParams<M>>;
  /** Answers the server's requests of one kind. */
  answer<M extends ServerMethod>(method: M, answer: (params: Asked<M>) => unknown): void;
}

export function connectClient(transport: Transport, served: Promise<void>): TestClient {
  const received: { method: string; params: unknown }[] = [];
  const answers = new Map<string, RequestHandler>();
  const faults: unknown[] = [];
  const arrived = new Condition();
  const connection = new Connection({
    transport,
    writesVersion: false,
    mayRepeat: true,
    findHandler: (method) => answers.get(method),
    onNotification(method, params) {
      const schema = tableEntry(notifications, method)?.params;
      const parsed = schema?.safeParse(params);
      if (parsed?.success !== true) faults.push(`${method}: ${JSON.stringify(params)} ${parsed?.error?.message}`);
      received.push({ method, params: parsed?.data });
      arrived.notify();
    },
  });
  void connection.closed.then(() => arrived.fail(() => new Error("closed before the notification")));
  const client: TestClient = {
    connection,
    served,
    notifications: received,
    async call(method, params) {
      const result = await connection.request(method, params);
      // The table has the type of each row, which the lookup by a variable loses.
      return clientRequests[method].result.parse(result) as Result<typeof method>;
    },
    async failure(method, params) {
      const answer = await connection.request(method, params).then(
        (result) => ({ result }),
        (error: RpcError) => error,
      );
      if ("result" in answer) throw new Error(`${method} did not fail: ${JSON.stringify(answer.result)}`);
      return { code: answer.code, message: answer.message };
    },
    hear(method, fits = () => true) {
      const paramsThatFit = (seen: { readonly method: string; readonly params: unknown }) => {
        const params = seen.params as NotificationParams<typeof method>;
        return seen.method === method && fits(params) ? params : undefined;
      };
      return arrived.until(firstIn(received, paramsThatFit));
    },
    answer(method, answer) {
      answers.set(method, (params) => answer(serverRequests[method].params.parse(params) as Asked<typeof method>));
    },
    async [Symbol.asyncDispose]() {
      await connection.close();
      await served;
      if (faults.length > 0) throw new Error(`the server broke the protocol:\n${faults.join("\n")}`);
    },
  };
  return client;
}

function tableEntry<T extends object>(table: T, name: string): T[keyof T] | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof T] : undefined;
}
