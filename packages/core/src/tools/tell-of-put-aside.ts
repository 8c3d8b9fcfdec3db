import { putAsideMessage } from "../exec/put-aside-note.js";
import type { PutAside } from "../safety/obeyed/obeyed-files.js";
import type { RunningTurn } from "../session/running-turn.js";

/** Tells the user what a command wrote that was put aside. */
export const tellOfPutAside =
  (running: RunningTurn) =>
  (aside: PutAside): void =>
    running.notice({ level: "warning", code: "put-aside", message: putAsideMessage(aside) });
