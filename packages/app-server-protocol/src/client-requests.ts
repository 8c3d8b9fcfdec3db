import type { ClientMethod } from "./methods.js";
import { serviceMethods } from "./service-methods.js";
import { threadMethods } from "./thread-methods.js";

/**
 * Requests from clients: method to the schemas of its params and result. Besides the errors listed with a method, each can fail with -32600
 * (before `initialize`; invalid params; an unknown thread) and -32603 (a fault of the server).
 */
export const clientRequests = { ...serviceMethods, ...threadMethods } as const satisfies Record<ClientMethod, unknown>;
