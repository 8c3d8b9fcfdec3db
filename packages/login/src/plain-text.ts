const LONGEST_REMARK = 200;

/** Text of others, made fit for a terminal: one line, no control or formatting characters, not long. */
export function plainText(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > LONGEST_REMARK ? `${line.slice(0, LONGEST_REMARK)}…` : line;
}
