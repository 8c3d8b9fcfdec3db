// Each line is a promise to the users of this package: adding one is a minor version, removing one a major version. Each family of types
// has its own entry point, such as `@codex/app-server-protocol/thread-item`.
export { clientRequests } from "./client-requests.js";
export { EXPERIMENTAL_FIELDS, EXPERIMENTAL_METHODS, EXPERIMENTAL_NOTIFICATIONS } from "./experimental.js";
export {
  CLIENT_METHODS,
  type ClientMethod,
  NOTIFICATION_METHODS,
  type NotificationMethod,
  SERVER_METHODS,
  type ServerMethod,
} from "./methods.js";
export { notifications } from "./notifications.js";
export { serverRequests } from "./server-requests.js";
