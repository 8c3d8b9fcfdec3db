// The public API: helpers shared by the tests of every package.
export { Condition, firstIn } from "./condition.js";
export { costGrowth, MAX_COST_GROWTH } from "./cost-growth.js";
export {
  type FakeAnswer,
  type FakeIssuer,
  type IssuerBehaviour,
  type IssuerRequest,
  startFakeIssuer,
} from "./issuer/fake-issuer.js";
export { idToken, jwt } from "./issuer/tokens.js";
export { chat, chatChunk } from "./model-server/chat-replies.js";
export { closedPort } from "./model-server/closed-port.js";
export { type HttpServer, startHttpServer } from "./model-server/http-server.js";
export { fault, fitting, type ModelReply, type ScriptedReply } from "./model-server/model-reply.js";
export {
  type ModelServer,
  type ModelServerOptions,
  type ModelServerRequest,
  startModelServer,
} from "./model-server/model-server.js";
export { type MuteServer, startMuteServer } from "./model-server/mute-server.js";
export { type ResponsesEvent, responsesEvent, type ScriptedCall, sse } from "./model-server/responses-replies.js";
export { PRIVATE_FOLDER_HINT, privateFolder } from "./private-folder.js";
export { processorTime } from "./processor-time.js";
export { type JsonLinesProgram, type Line, startJsonLinesProgram } from "./program/json-lines-program.js";
export { type ProgramOptions, type ProgramResult, runProgram } from "./program/run-program.js";
export { providerConfig } from "./provider-config.js";
export { REFERENCE_HINT, referenceBinary } from "./reference-binary.js";
export { TemporaryFolder } from "./temporary-folder.js";
