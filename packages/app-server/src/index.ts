// Each line is a promise to the users of this package: adding one is a minor version, removing one a major version.
export { type AppServer, type AppServerOptions, createAppServer } from "./app-server.js";
export { type ListenAddress, parseListenAddress } from "./listen/listen-address.js";
export { readStartupConfig, type StartupConfig } from "./startup-config.js";
