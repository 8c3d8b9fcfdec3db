/** Tells whoever reads a command's output which protected paths it touched in vain. */
export function restoredNote(paths: readonly string[]): string {
  return `sandbox: protected, so moved aside: ${paths.join(", ")}\n`;
}
