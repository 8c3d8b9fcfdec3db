// Every line is public API: additions need a minor version, removals a major one.
export { type AcpOptions, serveAcp } from "./serve-acp.js";
export { tracedTransport } from "./traced-transport.js";
