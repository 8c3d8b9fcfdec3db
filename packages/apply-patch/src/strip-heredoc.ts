const openings = new Set(["<<EOF", "<<'EOF'", '<<"EOF"']);

/**
 * The lines between `<<EOF` and `EOF`, or all of them. Some models put the heredoc that a shell would take away into
 * the argument itself.
 */
export function stripHeredoc(lines: readonly string[]): readonly string[] {
  const wrapped = lines.length >= 4 && openings.has(lines[0] ?? "") && lines.at(-1)?.endsWith("EOF");
  return wrapped ? lines.slice(1, -1) : lines;
}
