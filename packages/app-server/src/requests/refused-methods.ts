import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";

/** Why a method of the protocol is not served. */
const REASONS = {
  "turn/settings/update": "a turn keeps the settings that it began with: change them with thread/settings/update",
  "thread/sample": "questions beside a thread's history are not supported",
  "thread/sample/cancel": "questions beside a thread's history are not supported",
  "thread/increment_elicitation": "turns have no time limit that could wait",
  "thread/decrement_elicitation": "turns have no time limit that could wait",
  "thread/prepareApprovedPlan": "plans to approve are not supported",
  "thread/metadata/update": "what git says of a thread's folder is noted when the thread begins",
  "rollout/compress": "session files are not compressed",
  "modelProvider/config/write": "change [model_providers] with config/value/write",
  "modelProvider/default/set": "change model_provider with config/value/write",
  "feedback/save": "there is nowhere to send feedback",
} as const;

type LeftOut = keyof typeof REASONS;

/** Known methods that are refused, each with its reason. */
export const refusedMethods = Object.fromEntries(
  Object.entries(REASONS).map(([method, reason]) => [
    method,
    () => {
      throw invalidRequest(`${method} is not available: ${reason}`);
    },
  ]),
) as unknown as RequestHandlers<LeftOut>;
