import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import { clientRequests } from "./client-requests.js";
import { notifications } from "./notifications.js";
import { serverRequests } from "./server-requests.js";

type Rows = Readonly<Record<string, { readonly params: z.ZodMiniType }>>;

/** All messages of a direction as one schema, for the published schemas. To read messages, look up their methods instead. */
export function messageSchemas() {
  return {
    ClientRequest: messages(clientRequests, { id: RequestIdSchema }),
    ClientNotification: z.object({ method: z.literal("initialized") }),
    ServerRequest: messages(serverRequests, { id: RequestIdSchema }),
    ServerNotification: messages(notifications, {}),
  };
}

function messages(rows: Rows, envelope: { readonly id?: typeof RequestIdSchema }) {
  return z.union(
    Object.entries(rows).map(([method, { params }]) => z.object({ method: z.literal(method), ...envelope, params })),
  );
}
