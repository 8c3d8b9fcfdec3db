// The public API: adding a line is a minor version, removing one is a major one.
export { answerQuestion, interruptTurn } from "./client/control-thread.js";
export { type FleetHome, type FleetHomeOptions, fleetHome, type TakenWorkspace } from "./client/fleet-home.js";
export {
  type FleetStatus,
  fleetStatus,
  fleetWorkers,
  type LabelStatus,
  type QueueStatus,
  type ThreadStatus,
} from "./client/fleet-status.js";
export { FleetThread, type FleetThreadOptions } from "./client/fleet-thread.js";
export { type EventOrigin, type FollowOptions, followThread } from "./client/follow-thread.js";
export { currentTurnId, isKnownThread, lastEventSequence } from "./client/thread-log.js";
export { threadWorkspace } from "./client/thread-workspace.js";
export { type ConnectOptions, connectFleet, type Fleet } from "./connection/fleet.js";
export { isLabel, isThreadId } from "./connection/names.js";
export type { FleetSettings } from "./connection/settings.js";
export { FleetError, type FleetErrorCode } from "./fleet-error.js";
export { runWorker } from "./worker/run-worker.js";
export type { WorkerLimits } from "./worker/worker-limits.js";
export type { WorkerOptions } from "./worker/worker-options.js";
export { listNames } from "./workspace/list-names.js";
export { restoreSnapshot } from "./workspace/restore-snapshot.js";
export { patchBetween } from "./workspace/result-patch.js";
export { type SnapshotPlace, type TakenSnapshot, takeSnapshot } from "./workspace/take-snapshot.js";
export type { Snapshot, WorkspaceRef } from "./workspace/workspace-ref.js";
