import { putAsideMessage } from "../exec/output/put-aside-note.js";
import type { Notice } from "../items/notice.js";
import type { PutAside } from "../safety/obeyed/apply-verdict.js";
import type { Turn } from "../session/turn.js";

/**
 * Notifies the user of files written by a command that were put aside. An ended turn can no longer publish notices, so the session does it
 * then.
 */
export const reportPutAside =
  ({ session, running }: Pick<Turn, "session" | "running">) =>
  (aside: PutAside): void => {
    const notice: Notice = { level: "warning", code: "put-aside", message: putAsideMessage(aside) };
    if (running.info.status === "running") running.notice(notice);
    else session.notice(notice);
  };
