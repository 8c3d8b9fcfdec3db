import type { Socket } from "node:net";

/** Calls back once the socket is connected and, for TLS, its handshake is over. */
export function whenConnected(socket: Socket, then: () => void): void {
  const secure = "encrypted" in socket;
  if (!socket.connecting && !(secure && "secureConnecting" in socket && socket.secureConnecting)) then();
  else socket.once(secure ? "secureConnect" : "connect", then);
}
