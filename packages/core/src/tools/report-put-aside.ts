import { putAsideMessage } from "../exec/put-aside-note.js";
import type { Notice } from "../items/notice.js";
import type { PutAside } from "../safety/obeyed/carry-out.js";
import type { Turn } from "../session/turn.js";

/** Tells the user what a command wrote that was put aside. A turn that is over says nothing any more, and the user is to know all the same. */
export const reportPutAside =
  ({ session, running }: Pick<Turn, "session" | "running">) =>
  (aside: PutAside): void => {
    const notice: Notice = { level: "warning", code: "put-aside", message: putAsideMessage(aside) };
    if (running.info.status === "running") running.notice(notice);
    else session.notice(notice);
  };
