import { errorMessage } from "../error.js";
import type { Notice } from "../items/notice.js";
import type { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { RolloutWatcher } from "../rollout/rollout-watcher.js";
import type { ThreadRecorderOptions } from "./thread-recorder.js";

/** Notices about problems with the session's file. */
export function storageNotices(
  rollout: Pick<RolloutRecorder, "path">,
  notify: (notice: Notice) => void,
): Pick<ThreadRecorderOptions, "onFailure" | "onRecovery"> & Pick<RolloutWatcher, "onDisturbance"> {
  return {
    onFailure(error) {
      const reason = errorMessage(error);
      const message = `This session can no longer be saved, so it cannot be resumed later: ${reason}`;
      notify({ level: "error", code: "save-failed", message });
    },
    onRecovery: () =>
      notify({
        level: "info",
        code: "save-recovered",
        message: "This session is being saved again, including what could not be written before",
      }),
    onDisturbance: (disturbance) =>
      notify({ level: "error", code: "file-disturbed", message: DISTURBANCES[disturbance](rollout.path) }),
  };
}

const DISTURBANCES = {
  removed: (file: string) =>
    `The file of this session was removed. It has been written again from the conversation in memory, so that the session can be resumed: ${file}`,
  shared: (file: string) =>
    `Another process has this session open and writes to the same file: ${file}. The file will contain both conversations, mixed. Fork the session to continue separately`,
} as const;
