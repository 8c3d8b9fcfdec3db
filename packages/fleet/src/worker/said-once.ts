/** How soon a line is said again, in milliseconds. */
const AGAIN_MS = 60_000;

/** Says each line once a minute at most: a turn that fails is tried again every second, as long as a server has no room, or a thread no end. */
export function saidOnce(say: (line: string) => void): (line: string) => void {
  const saidAt = new Map<string, number>();
  return (line) => {
    const now = performance.now();
    for (const [old, time] of saidAt) if (now - time > AGAIN_MS) saidAt.delete(old);
    if (saidAt.has(line)) return;
    saidAt.set(line, now);
    say(line);
  };
}
