import { streamTransport } from "@codex/jsonrpc";
import { startServer } from "./server.js";

/** The server of these tests as a program, which `codex mcp` would be. */
await startServer(streamTransport({ readable: process.stdin, writable: process.stdout })).closed;
