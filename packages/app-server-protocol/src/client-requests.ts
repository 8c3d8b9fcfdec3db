import type { ClientMethod } from "./methods.js";
import { serviceMethods } from "./service-methods.js";
import { threadMethods } from "./thread-methods.js";

/**
 * Requests that a client sends: method to the schemas of its params and result. Besides the errors named with a method, each
 * can fail with -32600 (before `initialize`; params that do not fit; a thread that is not there) and -32603 (a fault of the server).
 */
export const clientRequests = { ...serviceMethods, ...threadMethods } as const satisfies Record<ClientMethod, unknown>;
