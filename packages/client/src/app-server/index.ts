// Each line is a promise to the users of this package: adding one is a minor version, removing one a major version.
export {
  type AppServerCaller,
  AppServerClient,
  type AppServerClientOptions,
  type NotificationParams,
  type ServerAnswers,
} from "./app-server-client.js";
export { openedSocket, type Socket, webSocketTransport } from "./web-socket-transport.js";
