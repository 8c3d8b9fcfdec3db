// Each line is a promise to the users of this package.

export type { CreateServerHost, ServerHost } from "@codex/thread-host";
export type { CodexServerOptions } from "./codex-server.js";
export type { HttpServer } from "./http/serve-http.js";
export { type McpHttpServerOptions, startMcpHttpServer } from "./run-mcp-http-server.js";
export { type McpServerOptions, runMcpServer } from "./run-mcp-server.js";
