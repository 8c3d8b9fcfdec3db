/** Milliseconds of processor time that this thread has used: what else the machine does is not in it. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
