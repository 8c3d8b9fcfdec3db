import { streamTransport } from "@codex/jsonrpc";
import { startServer } from "./server.js";

/** The server of these tests as a program, in place of `codex mcp`. */
await startServer(streamTransport({ readable: process.stdin, writable: process.stdout })).closed;
