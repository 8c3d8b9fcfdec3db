// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
export {
  type AppServerCaller,
  AppServerClient,
  type AppServerClientOptions,
  type ServerAnswers,
  type Told,
} from "./app-server-client.js";
export { openedSocket, type Socket, webSocketTransport } from "./web-socket-transport.js";
