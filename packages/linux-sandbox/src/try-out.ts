import type { Backend } from "./backend.js";
import type { Confinement } from "./confinement.js";

export type Trial = { readonly works: true } | { readonly works: false; readonly reason: string };

/** Runs a harmless command through a backend; if it fails, its error output tells why the backend does not work. */
export async function tryOut(backend: Pick<Backend, "spawn">, confinement: Confinement): Promise<Trial> {
  const request = { command: ["/bin/sh", "-c", "exit 0"], cwd: "/", env: {} };
  const outcome = await backend.spawn(request, confinement);
  if (outcome.type !== "spawned") return { works: false, reason: outcome.message };
  const { stdout, stderr, exited } = outcome.process;
  const decoder = new TextDecoder();
  let said = "";
  const read = stderr.read((bytes) => {
    said += decoder.decode(bytes, { stream: true });
  });
  stdout.destroy();
  const [{ code }] = await Promise.all([exited, read]);
  return code === 0 ? { works: true } : { works: false, reason: said.trim().split("\n").at(-1) ?? "" };
}
