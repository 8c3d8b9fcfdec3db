/** Tracks each MCP server's startup, and reports which servers have not responded yet. */
export function waitingServers(
  onWaiting: ((servers: readonly string[]) => void) | undefined,
): (startup: { readonly server: string; readonly status: string }) => void {
  const waiting = new Set<string>();
  return ({ server, status }) => {
    if (status === "starting") waiting.add(server);
    else waiting.delete(server);
    onWaiting?.([...waiting]);
  };
}
