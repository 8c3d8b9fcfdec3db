/** Key actions other than editing the draft. */
export const actions = {
  send: "send; during a turn it joins the turn",
  queue: "send when the turn has ended",
  stop: "close, or stop the turn; twice on an empty line: edit an earlier message",
  cancel: "clear the draft, stop the turn, or quit when pressed twice",
  quit: "quit, on an empty line",
  older: "a row up, or an earlier message",
  newer: "a row down, or a later message",
  "search-history": "search earlier messages; again: the next match",
  transcript: "the whole conversation, with search",
  editor: "write the draft in $VISUAL or $EDITOR",
  redraw: "clear the screen and redraw",
  suspend: "give the terminal back to the shell; 'fg' returns",
  "paste-image": "insert the image in the clipboard",
  unqueue: "edit the last waiting message; again: the one before it",
  "think-less": "less reasoning effort, from the next turn on",
  "think-more": "more reasoning effort, from the next turn on",
  "next-approvals": "switch what needs your approval: read-only, auto, full-access",
} as const;
export type Action = keyof typeof actions;

export const defaultKeys: Readonly<Record<string, Action>> = {
  enter: "send",
  tab: "queue",
  escape: "stop",
  "ctrl-c": "cancel",
  "ctrl-d": "quit",
  up: "older",
  "ctrl-p": "older",
  down: "newer",
  "ctrl-n": "newer",
  "ctrl-r": "search-history",
  "ctrl-t": "transcript",
  "ctrl-o": "transcript",
  "ctrl-g": "editor",
  "ctrl-l": "redraw",
  "ctrl-z": "suspend",
  "ctrl-v": "paste-image",
  "alt-up": "unqueue",
  "alt-,": "think-less",
  "alt-.": "think-more",
  "shift-tab": "next-approvals",
};

export interface KeyMap {
  readonly keys: ReadonlyMap<string, Action>;
  /** Invalid entries of the configuration, described for people. */
  readonly problems: readonly string[];
}

/** The default keys, overridden by those of the configuration. */
export function keyMap(own: Readonly<Record<string, string>>): KeyMap {
  const keys = new Map<string, Action>(Object.entries(defaultKeys));
  const problems: string[] = [];
  for (const [key, action] of Object.entries(own)) {
    const name = key.toLowerCase().replaceAll("+", "-");
    if (action === "none") keys.delete(name);
    else if (isAction(action)) keys.set(name, action);
    else problems.push(`tui.keymap: there is no action "${action}" for ${key}; /keys lists them`);
  }
  return { keys, problems };
}

function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name);
}
