// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
// The types of a family are in an entry of its own, as `@codex/app-server-protocol/thread-item`.
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
