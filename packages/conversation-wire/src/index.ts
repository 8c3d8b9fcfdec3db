// Each line is a promise to the users of this package.
export { type ApprovalRequest, answerOf, approvalRequestOf } from "./approval-request.js";
export { Conversation, type SubmitOptions } from "./conversation.js";
export { fileChangesToWire, tokenUsageToWire } from "./engine-to-wire.js";
export { EventAdapter, isDelta } from "./event-adapter.js";
export { openConversation } from "./open-conversation.js";
export { userInputFromWire } from "./wire-to-engine.js";
