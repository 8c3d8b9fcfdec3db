/** Whether the imports of a chunk lead back to it. */
export function importsItself(chunk: string, importsOf: (chunk: string) => readonly string[]): boolean {
  const found = new Set(importsOf(chunk));
  for (const one of found) for (const imported of importsOf(one)) found.add(imported);
  return found.has(chunk);
}
