// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
export { type AppServer, type AppServerOptions, createAppServer } from "./app-server.js";
export { type ListenAddress, parseListenAddress } from "./listen/listen-address.js";
