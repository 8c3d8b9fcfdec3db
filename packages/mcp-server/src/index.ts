// Each line is a promise to those who import this package.
export type { CreateServerHost, ServerHost } from "./host.js";
export { type McpServerOptions, runMcpServer } from "./run-mcp-server.js";
