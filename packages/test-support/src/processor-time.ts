/** Milliseconds of processor time that this thread has used, independent of other processes. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
