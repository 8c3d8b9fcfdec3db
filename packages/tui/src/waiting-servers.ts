/** Takes what is told of each MCP server's start; tells which of them have not answered yet. */
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
