const openings = new Set(["<<EOF", "<<'EOF'", '<<"EOF"']);

/**
 * The lines between `<<EOF` and `EOF`, or all of them. Some models put the heredoc, which a shell would remove, into the argument
 * itself.
 */
export function stripHeredoc(text: string): string {
  const first = text.indexOf("\n");
  const second = text.indexOf("\n", first + 1);
  const last = text.lastIndexOf("\n");
  // A patch inside has at least two lines.
  const isWrapped = second !== -1 && second < last && openings.has(text.slice(0, first)) && text.endsWith("EOF");
  return isWrapped ? text.slice(first + 1, last) : text;
}
