// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
export { type AcpOptions, serveAcp } from "./serve-acp.js";
export { tracedTransport } from "./traced-transport.js";
