const PAUSE_MS = 60_000;

/** Whether a text was not seen within the last minute. A failing turn is tried again every second, for as long as the server is full. */
export function repeatFilter(): (text: string) => boolean {
  const seenAt = new Map<string, number>();
  return (text) => {
    const now = performance.now();
    for (const [old, time] of seenAt) if (now - time > PAUSE_MS) seenAt.delete(old);
    if (seenAt.has(text)) return false;
    seenAt.set(text, now);
    return true;
  };
}

/** Reports each line at most once a minute. */
export function limitRepeats(say: (line: string) => void): (line: string) => void {
  const isNew = repeatFilter();
  return (line) => {
    if (isNew(line)) say(line);
  };
}
