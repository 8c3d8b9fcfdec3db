const LONGEST_REMARK = 200;

/** Makes untrusted text safe for a terminal: one line, no control or formatting characters, limited length. */
export function plainText(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > LONGEST_REMARK ? `${line.slice(0, LONGEST_REMARK)}…` : line;
}
