import type { LiveRegion } from "../terminal/live-region.js";
import { EMPTY, type Safe, safe } from "../text/safe.js";
import { inputRows } from "../view/input-view.js";
import { type Activity, type Status, statusRow } from "../view/status-row.js";
import type { App } from "./app.js";
import { contextLeft } from "./context-left.js";
import { freedomName } from "./settings.js";

const MAX_INPUT_ROWS = 10;
const MAX_POPUP_ROWS = 8;
/** Terminals with fewer rows only show the draft and questions. */
const LOW = 8;
const MAX_POPUP_ROWS_LOW = 3;

/** The live region below the printed lines: running items, questions, queued messages, the draft, its popup, and the status line. */
export function chatFrame(app: App): LiveRegion {
  const { look, dialogs, popup } = app;
  const { rows: height } = app.host.size();
  const isLow = height < LOW;
  // Only what the user reads or answers may take more than half of the screen.
  const half = Math.max(2, Math.floor(height / 2));
  const input = inputOf(app, half);
  const status = isLow ? [] : [statusRow(statusOf(app), look)];
  const free = height - 1 - input.rows.length - status.length;
  const asked = dialogs.rows(look, free);
  const isAsked = asked.length > 0;
  const offered = isAsked ? [] : popup.rows(look, Math.min(free, isLow ? MAX_POPUP_ROWS_LOW : MAX_POPUP_ROWS));
  const { isBusy } = app;
  const escSends = app.conversation.thread?.answersWaiting !== false && !dialogs.takesEscape;
  const kept = [...app.asides.rows(look, { isBusy }), ...app.outbox.rows(look, { isBusy, escSends })];
  // A question shows all of itself first.
  const waiting = isAsked ? kept.slice(0, Math.max(0, free - asked.length)) : kept;
  const room = Math.max(0, free - asked.length - offered.length - waiting.length);
  const wanted = Math.max(1, half - input.rows.length - status.length - waiting.length);
  const running = app.printer.liveRows(wanted, app.clock.spinner(look));
  const shownLive = room === 0 ? [] : running.slice(-room);
  // A blank line separates printed lines and running items, except for a message that is being written.
  const isApart = shownLive.length > 0 && shownLive.length < room && !app.printer.isWriting;
  const live = isApart ? [EMPTY, ...shownLive] : shownLive;
  const gap = live.length + asked.length === 0 && !isLow ? [EMPTY] : [];
  const above = [...live, ...asked, ...waiting, ...gap];
  const field = dialogs.cursor;
  return {
    rows: [...above, ...input.rows, ...offered, ...status],
    cursor:
      field === undefined
        ? { row: above.length + input.cursor.row, before: input.cursor.before }
        : { row: live.length + field.row, before: field.before },
  };
}

function inputOf(app: App, half: number) {
  const { paint, marks, columns } = app.look;
  return inputRows(app.draft.composer, app.look, {
    prompt: paint.accent(marks.prompt),
    columns: columns(),
    maxRows: Math.min(MAX_INPUT_ROWS, Math.max(1, half - 3)),
    placeholder: placeholderOf(app),
  });
}

function placeholderOf({ dialogs, isBusy, outbox }: App): Safe | undefined {
  if (dialogs.isOpen) return undefined;
  if (isBusy) return safe`say more, or Tab to send it afterwards`;
  return outbox.hasSent ? undefined : safe`what is to be done? / for commands, @ for files`;
}

function statusOf(app: App): Status {
  const { usage } = app.printer;
  const settings = app.isConfigured ? app.settings : undefined;
  const loaded = app.isConfigured ? app.loaded : undefined;
  return {
    vimMode: app.draft.vimMode,
    model: settings?.model,
    effort: settings?.effort,
    approvals: settings && freedomName(settings),
    contextLeft: contextLeft(app)?.percent,
    tokens: usage?.total.totalTokens,
    cwd: app.cwd,
    home: loaded?.home,
    branch: app.branch,
    threadId: app.conversation.thread?.id,
    items: app.statusLine,
    activity: activityOf(app),
    hint: app.hints.text,
  };
}

function activityOf(app: App): Activity {
  if (!app.hasThread) return { type: "starting", servers: app.conversation.waitsFor };
  if (!app.isBusy && !app.userCommands.isRunning) return { type: "idle" };
  return {
    type: "working",
    word: app.dialogs.isAsked ? "waiting for you" : app.printer.activity,
    seconds: app.clock.seconds,
    spinner: app.clock.spinner(app.look),
    escStops: !app.dialogs.takesEscape,
  };
}
